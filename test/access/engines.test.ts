import { GatewayServer, IpAllowList, IpAllowListProps, IpBlocks, IpDenyList, MatchEngine } from '../../src';
import { Manifests, TraceRequest, TraceVerdict, Tracer } from '../../src/analysis';
import { TOPOLOGY, chartIn, gatewayIn } from '../support/app';
import { part } from '../support/random';

const addresses = IpBlocks.of('203.0.113.0/24', '2001:db8::/32');
const SERVERS = () => [
  GatewayServer.http({ name: 'web', hosts: ['www.example.com', 'admin.example.com'] }),
  GatewayServer.http({ name: 'alt', hosts: ['alt.example.com'], port: 8081 }),
];
const CLIENTS = ['203.0.113.7', '198.51.100.7', '2001:db8::7', '2001:db9::7', '10.0.0.5', '::ffff:203.0.113.7', '::ffff:198.51.100.7'];
const LB = '10.0.0.5';

/** How a client's request arrives behind each topology. */
const REQUEST: { [topology: string]: (client: string) => TraceRequest } = {
  packetSource: client => ({ peer: client }),
  proxyProtocol: client => ({ peer: LB, proxy: `PROXY TCP${client.includes(':') ? '6' : '4'} ${client} ${client.includes(':') ? '2001:db8::80' : '192.0.2.80'} 1 80` }),
  xForwardedFor: client => ({ peer: LB, xForwardedFor: [`203.0.113.50, ${client}`] }),
};

type Scope = Partial<IpAllowListProps>;
const SCOPES: [string, Scope][] = [
  ['everything', {}],
  ['a host', { hosts: ['admin.example.com'] }],
  ['a server', { serverNames: ['web'] }],
  ['a host but for a path', { hosts: ['admin.example.com'], exempt: ['/healthz'] }],
  ['nothing, only rehearsed', { dryRun: true }],
];
const HOSTS = ['www.example.com', 'admin.example.com', 'ADMIN.example.com:8443', 'Admin.Example.Com:80', 'admin.example.com:abc', 'alt.example.com'];
const PATHS = ['/', '/healthz', '/healthz?x=1', '/healthz/', '/healthz/../admin', '/HEALTHZ'];

const LISTS = { 'allow list': IpAllowList, 'deny list': IpDenyList };

function tracer(topology: keyof typeof TOPOLOGY, List: typeof IpAllowList | typeof IpDenyList, scope: Scope, engine: MatchEngine): Tracer {
  const chart = chartIn();
  new List(chart, 'list', { gateway: gatewayIn(chart, { topology: TOPOLOGY[topology](), servers: SERVERS() }), addresses, engine, ...scope });
  return new Tracer(Manifests.fromCharts(chart));
}

/** What the engines say to the same requests; by the trace, which the real Envoy agrees with (conformance, Differential). */
describe.each(Object.keys(TOPOLOGY) as (keyof typeof TOPOLOGY)[])('both engines mean the same: %s', topology => {
  describe.each(Object.entries(LISTS))('%s', (kind, List) => {
    test.each(SCOPES)('about %s', (about, scope) => {
      const [policy, trie] = [MatchEngine.authorizationPolicy(), MatchEngine.ipTrie()].map(engine => tracer(topology, List, scope, engine));
      const requests = CLIENTS.filter(client => topology !== 'packetSource' || !client.startsWith('::ffff:'))
        .flatMap(client => HOSTS.flatMap(host => PATHS.flatMap(path =>
          [8080, 8081].map(port => ({ ...REQUEST[topology](client), host, path, port })))));
      const verdicts = part(requests, `${topology}, ${kind} about ${about}`, 200)
        .map(request => ({ request, said: [policy, trie].map(one => one.trace(request).verdict) }));
      expect(verdicts.filter(({ said: [one, other] }) => one !== other)).toEqual([]);
      const seen = new Set(verdicts.map(({ said: [verdict] }) => verdict));
      expect(seen.has(TraceVerdict.ADMITTED)).toBe(true);
      expect(seen.has(TraceVerdict.DENIED)).toBe(!scope.dryRun);
    });
  });
});
