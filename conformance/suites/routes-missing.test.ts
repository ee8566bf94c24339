import { GatewayInstall } from 'cdk8s-istio-source-ip';
import { LISTS } from '../fixtures/lists';
import { ONE_PORT, ONE_PORT_WILDCARD, onOnePort, passesBytes } from '../fixtures/one-port';
import { Door, doors, forge, honestly } from '../fixtures/play';
import { synth } from '../fixtures/stands';
import { serversOf } from '../rig/gateway-api';
import { Scenario } from '../rig/scenario';
import { noneWrong } from '../rig/tally';

const INSTALLS = { 'injected Deployment': GatewayInstall.injectedDeployment(), 'Kubernetes Gateway API': GatewayInstall.gatewayApi() };
const list = (name: string) => LISTS.find(one => one.name === name)!;
const COUNT = 20;

/** Lists, and the error of those that no route may be missing for. */
const STANDS = [
  {
    stand: ONE_PORT,
    lists: [
      'an allow list on a server, by AuthorizationPolicy', 'an allow list on a server, by trie', 'an allow list on a host, by AuthorizationPolicy',
      'a deny list on the gateway, by AuthorizationPolicy', 'an allow list on the gateway, by trie',
    ],
    refused: [],
  },
  {
    stand: ONE_PORT_WILDCARD,
    lists: ['an allow list on a server, by trie', 'an allow list on admin.example.com', 'an allow list on the gateway, by AuthorizationPolicy'],
    refused: [
      { name: 'an allow list on a server, by AuthorizationPolicy', code: 'shared-port' },
      { name: 'an allow list on a host, by AuthorizationPolicy', code: 'wildcard-server' },
    ],
  },
].flatMap(one => Object.entries(INSTALLS).map(([way, install]) => ({ ...one, way, install, stand: { ...one.stand, name: `${one.stand.name}-${way[0].toLowerCase()}` } })));

describe('No bypass', () => {
  describe.each(STANDS.map(one => [one.stand.name, one.way, one] as const))('%s, %s', (_, __, { stand, install, lists, refused }) => {
    let scenario: Scenario;
    let all: Door[];
    beforeAll(async () => {
      scenario = await Scenario.up(synth(stand, list(lists[0]), install), undefined, passesBytes);
      all = scenario.objects('Gateway').flatMap(serversOf).flatMap(server => doors(scenario.gateway(), server));
    });
    afterAll(() => scenario?.down());

    test('no list that depends on a route', () => {
      for (const { name, code } of refused) expect(() => Scenario.emit(synth(stand, list(name), install))).toThrow(`[${code}]`);
    });

    describe.each([
      ['are not there yet', undefined, ['https']],
      ['came late', () => scenario.route(), ['https', 'tls', 'postgres']],
      ['were deleted', () => scenario.unroute(), ['https']],
    ] as const)('routes of bytes that %s', (___, change, routed) => {
      beforeAll(() => change?.());

      test.each(lists)('%s', async name => {
        await scenario.sync(synth(stand, list(name), install));
        const rule = onOnePort(list(name));
        const served = all.filter(({ server }) => routed.some(one => one === server));
        noneWrong([await honestly(rule, stand.honest, served), ...await forge(rule, stand, all, { count: COUNT })]);
      });
    });
  });
});
