import { App, Chart } from 'cdk8s';
import {
  GatewayInstall, GatewayServer, IpAllowList, IpBlocks, LoadBalancer, LoadBalancerName, MatchEngine, ProxyProtocolGateway, TrustedTopology,
} from 'cdk8s-istio-source-ip';
import { Door, doors, reached } from '../fixtures/play';
import { send } from '../rig/client';
import { serversOf } from '../rig/gateway-api';
import { Scenario } from '../rig/scenario';
import { record } from '../rig/tally';

interface Team {
  readonly namespace: string;
  readonly hosts: readonly string[];
  readonly addresses: string;
}

/** Both have a gateway "public" with a list "office" for hosts of which one is the same. */
const TEAMS: readonly Team[] = [
  { namespace: 'same-names-a', hosts: ['www.example.com', 'a.example.com'], addresses: '203.0.113.0/24' },
  { namespace: 'same-names-b', hosts: ['www.example.com', 'b.example.com'], addresses: '192.0.2.0/24' },
];
const CLIENTS = [{ from: '203.0.113.7', of: TEAMS[0] }, { from: '192.0.2.7', of: TEAMS[1] }, { from: '198.51.100.66', of: undefined }];
const HOSTS = [...new Set(TEAMS.flatMap(({ hosts }) => hosts))];

function declare(app: App, { namespace, hosts, addresses }: Team, engine: MatchEngine, install: GatewayInstall): void {
  const chart = new Chart(app, namespace, { namespace });
  const gateway = new ProxyProtocolGateway(chart, 'gateway', {
    name: 'public',
    topology: new TrustedTopology({ proxies: [LoadBalancer.of(LoadBalancerName.GOOGLE_PASSTHROUGH)] }),
    servers: [
      GatewayServer.http({ name: 'http', hosts: [...hosts] }),
      GatewayServer.https({ name: 'https', hosts: [...hosts], credentialName: 'example-com' }),
    ],
    install,
  });
  new IpAllowList(chart, 'list', { metadata: { name: 'office' }, gateway, addresses: IpBlocks.of(addresses), engine });
}

const ENGINES = { AuthorizationPolicy: MatchEngine.authorizationPolicy(), trie: MatchEngine.ipTrie() };
const [INJECTED, GATEWAY_API] = [GatewayInstall.injectedDeployment(), GatewayInstall.gatewayApi()];

describe('No bypass', () => {
  describe.each([
    ['two charts of an app', [TEAMS], INJECTED],
    ['two apps', TEAMS.map(team => [team]), INJECTED],
    ['two charts of an app, Kubernetes Gateway API', [TEAMS], GATEWAY_API],
  ] as const)('the same names in two namespaces: %s', (_, apps, install) => {
    const synth = (teams: readonly Team[], engine: MatchEngine) => (outdir: string) => {
      const app = new App({ outdir });
      teams.forEach(team => declare(app, team, engine, install));
      app.synth();
      return app;
    };
    const scenarios: Scenario[] = [];
    let all: { team: Team; door: Door }[];

    beforeAll(async () => {
      for (const teams of apps) scenarios.push(await Scenario.up(synth(teams, ENGINES.trie)));
      all = scenarios.flatMap(({ gateways }) => [...gateways]).flatMap(([key, pod]) => {
        const team = TEAMS.find(({ namespace }) => key.startsWith(`${namespace}/`))!;
        const own = scenarios.flatMap(scenario => scenario.objects('Gateway')).find(({ metadata }) => metadata.namespace === team.namespace)!;
        return serversOf(own).flatMap(server => doors(pod, server)).map(door => ({ team, door }));
      });
    });
    afterAll(() => Promise.all(scenarios.map(scenario => scenario.down())));

    test.each(Object.entries(ENGINES))('each client reaches backends of their own alone, by %s', async (__, engine) => {
      for (const [index, teams] of apps.entries()) await scenarios[index].sync(synth(teams, engine));
      const asked = all.flatMap(({ team, door }) => HOSTS.flatMap(host => CLIENTS.map(({ from, of }) => ({
        says: `${from} at ${team.namespace}, ${door.speech}: ${host}`,
        backend: of === team && team.hosts.includes(host) ? `${team.namespace}/${host}` : undefined,
        request: { ...door.request(host), from, to: door.address },
      }))));
      const answers = await send(asked.map(({ request }) => request));
      record(asked.length);
      expect(asked.flatMap(({ says, backend }, index) => reached(answers[index]) === backend ? [] : [`${says}: ${reached(answers[index])}`])).toEqual([]);
    });
  });
});
