import { readdirSync, rmSync } from 'fs';
import { join } from 'path';
import { severalClusters } from '../../../examples/several-clusters';
import { Entrance, toThePod } from '../../fixtures/entrances';
import { ADMIN_FROM_OFFICE } from '../../fixtures/lists';
import { doors, play } from '../../fixtures/play';
import { argoCdCrds } from '../../rig/argo-cd';
import { layer4 } from '../../rig/chain';
import { serversOf } from '../../rig/gateway-api';
import { byArgo, byHelm, Installer } from '../../rig/installers';
import { analyze } from '../../rig/istio';
import { diff } from '../../rig/kubernetes';
import { Scenario } from '../../rig/scenario';
import { noneWrong } from '../../rig/tally';

interface Cluster {
  readonly installer?: Installer;
  readonly honest: Entrance;
  /** What reaches the pods there without passing its load balancer. */
  readonly past: Entrance[];
  readonly hops: string[];
}

const withProxy = (address: string): Entrance => ({ name: 'through the load balancer', hops: port => [layer4({ address, sends: 'v2', port })] });

const CLUSTERS: Record<string, Cluster> = {
  aws: { installer: byArgo, honest: withProxy('10.0.1.5'), past: [toThePod], hops: ['10.0.1.5'] },
  google: { honest: { name: 'through the load balancer' }, past: [], hops: [] },
  cellar: { installer: byHelm, honest: withProxy('192.168.0.10'), past: [toThePod], hops: ['192.168.0.10'] },
};

/** Of a Gateway whose Service has no address, for there is no cloud here; of every EnvoyFilter. */
const EXPECTED = ['IST0171', 'IST0133'];

describe.each(Object.entries(CLUSTERS))('several-clusters, %s', (name, { installer, honest, past, hops }) => {
  let scenario: Scenario;
  beforeAll(async () => {
    await argoCdCrds();
    scenario = await Scenario.up(outdir => {
      const app = severalClusters(outdir);
      // Each cluster gets its own chart and files.
      readdirSync(outdir).filter(file => file.split('.')[0] !== name).forEach(file => rmSync(join(outdir, file), { recursive: true }));
      return app;
    }, installer && (({ manifests, read }) => installer({ manifests, read: file => read(join(name, file)) })));
  });
  afterAll(() => scenario?.down());

  describe('Admission', () => {
    test('a second server-side apply would change nothing', async () => {
      expect(await diff([...scenario.manifests, ...scenario.installed])).toBe('');
    });
    test('istioctl analyze finds nothing', async () => {
      expect((await analyze('istio-ingress')).filter(({ code }) => !EXPECTED.includes(code))).toEqual([]);
    });
  });
  describe('No bypass', () => {
    test('admin from the office', async () => {
      const all = scenario.objects('Gateway').flatMap(serversOf).flatMap(server => doors(scenario.gateway(), server));
      noneWrong(await play(ADMIN_FROM_OFFICE, { honest: [honest], forged: [honest, ...past], hops }, all));
    });
  });
});
