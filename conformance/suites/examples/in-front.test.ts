import { App } from 'cdk8s';
import { gatewayAfter, IN_FRONT } from '../../../examples/in-front';
import { declared } from '../../fixtures/declared';
import { admission } from '../../fixtures/example';
import { ADMIN_FROM_OFFICE } from '../../fixtures/lists';
import { doors, play } from '../../fixtures/play';
import { serversOf } from '../../rig/gateway-api';
import { Scenario } from '../../rig/scenario';
import { noneWrong } from '../../rig/tally';

describe.each(Object.entries(IN_FRONT))('in-front, %s', (name, topology) => {
  let scenario: Scenario;
  beforeAll(async () => {
    scenario = await Scenario.up(outdir => {
      const app = new App({ outdir });
      const gateway = gatewayAfter(app, name);
      app.synth();
      gateway.writeFiles(outdir);
      return app;
    });
  });
  afterAll(() => scenario?.down());

  admission(() => scenario);

  describe('No bypass', () => {
    test('admin from the office', async () => {
      const all = scenario.objects('Gateway').flatMap(serversOf).flatMap(server => doors(scenario.gateway(), server));
      noneWrong(await play(ADMIN_FROM_OFFICE, declared(topology), all));
    });
  });
});
