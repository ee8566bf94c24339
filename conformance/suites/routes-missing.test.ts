import { GatewayInstall } from 'cdk8s-istio-source-ip';
import { LISTS } from '../fixtures/lists';
import { ONE_PORT, ONE_PORT_WILDCARD, onOnePort, passesBytes } from '../fixtures/one-port';
import { synth } from '../fixtures/stands';
import { serversOf } from '../rig/gateway-api';
import { Door, doors, forge, honestly, play } from '../rig/play';
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

describe('No way round', () => {
  describe.each(STANDS.map(one => [one.stand.name, one.way, one] as const))('%s, %s', (_, __, { stand, install, lists, refused }) => {
    let scenario: Scenario;
    let all: Door[];
    beforeAll(async () => {
      scenario = await Scenario.up(synth(stand, list(lists[0]), install), undefined, passesBytes);
      all = scenario.objects('Gateway').flatMap(serversOf).flatMap(server => doors(scenario.gateway(), server));
    });
    afterAll(() => scenario?.down());

    test.each(refused.map(({ name, code }) => [name, code] as const))('%s: no synth', (name, code) => {
      expect(() => Scenario.emit(synth(stand, list(name), install))).toThrow(`[${code}]`);
    });

    const without = async (name: string) => {
      await scenario.sync(synth(stand, list(name), install));
      const rule = onOnePort(list(name));
      const routed = all.filter(({ server }) => server === 'https');
      noneWrong([await honestly(rule, stand.honest, routed), ...await forge(rule, stand, all, { count: COUNT })]);
    };

    describe('routes for bytes that are not there yet', () => {
      test.each(lists)('%s', without);
    });

    describe('routes for bytes that came late', () => {
      beforeAll(() => scenario.route());
      test.each(lists)('%s', async name => {
        await scenario.sync(synth(stand, list(name), install));
        noneWrong(await play(onOnePort(list(name)), stand, all));
      });
    });

    describe('routes for bytes that were deleted', () => {
      beforeAll(() => scenario.unroute());
      test.each(lists)('%s', without);
    });
  });
});
