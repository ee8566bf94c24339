import { LISTS } from '../fixtures/lists';
import { Stand, stands, synth } from '../fixtures/stands';
import { doors, Door, forging, honestly, Result } from '../rig/play';
import { Scenario } from '../rig/scenario';

const NAMES = ['packet-source', 'http3', 'proxy-protocol', 'http-proxy', 'two-entries', 'two-http-proxies', 'cdn-then-proxy', 'cdn-then-packets', 'cdn-with-certificate'];

describe('No way round', () => {
  describe.each(NAMES)('%s', name => {
    let stand: Stand;
    let scenario: Scenario;
    let all: Door[];

    beforeAll(async () => {
      stand = (await stands()).find(one => one.name === name)!;
      scenario = await Scenario.up(synth(stand, LISTS[0]));
      all = scenario.objects('Gateway')[0].spec.servers.flatMap((server: never) => doors(scenario.gateway(), server));
    });
    afterAll(() => scenario?.down());

    test.each(LISTS.map(list => [list.name, list] as const))('%s', async (_, list) => {
      await scenario.sync(synth(stand, list));
      const results: Result[] = [await honestly(list, stand.honest, all)];
      for (const entrance of stand.forged) results.push(await forging(list, entrance, all, stand.hops));
      const wrong = results.flatMap(result => result.wrong);
      console.log(list.name, results.map(result => [result.sent, result.wrong.length]), wrong.length, wrong.slice(0, 12).join('\n'));
      expect(wrong.length).toEqual(0);
    });
  });
});
