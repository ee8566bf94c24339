import { readdirSync } from 'fs';
import { join } from 'path';
import { GatewayServer, IpAllowList, IpAllowListProps, IpBlocks, IpDenyList, MatchEngine } from '../../src';
import { Linter, Manifests, Tracer } from '../../src/analysis';
import { TOPOLOGY, WEB, chartIn, gatewayIn } from '../support/app';
import { stands } from '../support/catalogue';
import { part } from '../support/random';

const GOLDEN = join('test', 'examples', 'golden');

const found = (manifests: Manifests) => new Linter().lint(manifests).findings
  .map(({ severity, code, object, what }) => `${severity} ${code}: ${object}: ${what}`);

describe('what our own examples emit', () => {
  test.each(readdirSync(GOLDEN))('%s: nothing is found', example => {
    expect(found(Manifests.fromPaths(join(GOLDEN, example)))).toEqual([]);
  });
});

describe('what lists by trie emit: nothing is found', () => {
  const WILD = () => GatewayServer.http({ name: 'wild', hosts: ['*'], port: 8000 });
  const SCOPES: [string, Partial<IpAllowListProps>][] = [
    ['on everything', {}],
    ['on hosts', { hosts: ['admin.example.com', '*.wild.example.com'] }],
    ['on a server', { serverNames: ['web'] }],
    ['with exempt paths', { hosts: ['admin.example.com'], exempt: ['/healthz', '/.well-known/acme-challenge/{token}'] }],
  ];

  describe.each(Object.entries(TOPOLOGY))('%s', (_, topology) => {
    test.each(SCOPES)('%s', (__, scope) => {
      for (const List of [IpAllowList, IpDenyList]) {
        const chart = chartIn();
        const gateway = gatewayIn(chart, { topology: topology(), servers: [WEB(), WILD()] });
        new List(chart, 'list', { gateway, addresses: IpBlocks.of('203.0.113.0/24', '2001:db8::/32'), engine: MatchEngine.ipTrie(), ...scope });
        expect(found(Manifests.fromCharts(chart))).toEqual([]);
      }
    });
  });
});

describe('what lists on everything emit beside TCP and passthrough servers: nothing is found', () => {
  const { packetSource, proxyProtocol } = TOPOLOGY;
  const ENGINES = { 'by AuthorizationPolicy': MatchEngine.authorizationPolicy(), 'by trie': MatchEngine.ipTrie() };
  describe.each(Object.entries({ packetSource, proxyProtocol }))('%s', (_, topology) => {
    test.each(Object.entries(ENGINES))('%s', (__, engine) => {
      for (const List of [IpAllowList, IpDenyList]) {
        const chart = chartIn();
        const servers = [WEB(), GatewayServer.tcp({ name: 'db', port: 9000 }), GatewayServer.tlsPassthrough({ name: 'vault', hosts: ['vault.example.com'], port: 8443 })];
        const gateway = gatewayIn(chart, { topology: topology(), servers });
        new List(chart, 'list', { gateway, addresses: IpBlocks.of('203.0.113.0/24', '2001:db8::/32'), engine });
        expect(found(Manifests.fromCharts(chart))).toEqual([]);
      }
    });
  });
});

describe('what HTTP/3 adds: nothing is found, and a trace has nothing to say of it', () => {
  const { packetSource } = TOPOLOGY;
  const ENGINES = { 'by AuthorizationPolicy': MatchEngine.authorizationPolicy(), 'by trie': MatchEngine.ipTrie() };
  test.each(Object.entries(ENGINES))('%s', (_, engine) => {
    const chart = chartIn();
    const servers = [GatewayServer.https({ name: 'web', hosts: ['www.example.com', 'admin.example.com'], credentialName: 'web', http3: true })];
    const gateway = gatewayIn(chart, { topology: packetSource(), servers });
    new IpAllowList(chart, 'list', { gateway, addresses: IpBlocks.of('203.0.113.0/24', '2001:db8::/32'), hosts: ['admin.example.com'], engine });
    const manifests = Manifests.fromCharts(chart);
    expect(found(manifests)).toEqual([]);
    const early = (headers: { [name: string]: string }) => new Tracer(manifests).trace({ peer: '203.0.113.7', host: 'admin.example.com', headers });
    expect([early({}).verdict, early({ 'early-data': '1' }).status]).toEqual(['ADMITTED', 425]);
    expect(early({}).notes).toEqual(['no VirtualService among the manifests is bound to edge/gw: every host of its servers counts as routed']);
  });
});

describe('what is in front of the gateway, over the whole catalogue: nothing is found', () => {
  test.each(part(stands(), 'what is in front', 40).map(({ name, topology }) => [name, topology] as const))('%s', (_, topology) => {
    const chart = chartIn();
    const gateway = gatewayIn(chart, { topology: topology() });
    new IpAllowList(chart, 'list', { gateway, addresses: IpBlocks.of('203.0.113.0/24'), engine: MatchEngine.ipTrie() });
    expect(found(Manifests.fromCharts(chart))).toEqual([]);
  });
});
