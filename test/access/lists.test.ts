import { Chart } from 'cdk8s';
import {
  AllowListForm, GatewayServer, IpAllowList, IpAllowListProps, IpBlocks, IpDenyList, ProxyProtocolGateway, TargetType, TrustedProxy, TrustedTopology,
  XForwardedFor,
} from '../../src';
import { PRUNED_LAST, TOPOLOGY, WEB, chartIn, gatewayIn } from '../support/app';
import { schemaProblems } from '../support/schema';

const SELECTOR = { selector: { matchLabels: { app: 'gw', istio: 'gw' } } };
const office = IpBlocks.of('203.0.113.0/24', '2001:db8::/32');
const TCP = () => GatewayServer.tcp({ name: 'db', port: 5432, clientPort: 15432 });
const TLS = () => GatewayServer.tlsPassthrough({ name: 'vault', hosts: ['vault.example.com'] });

type Scope = Omit<IpAllowListProps, 'gateway' | 'addresses'>;

function allow(topology: keyof typeof TOPOLOGY, scope: Scope = {}, servers = [WEB()]) {
  const chart = chartIn();
  const gateway = gatewayIn(chart, { topology: TOPOLOGY[topology](), servers });
  return new IpAllowList(chart, 'list', { gateway, addresses: office, ...scope }).objects[0].toJson();
}

function deny(topology: keyof typeof TOPOLOGY, scope: Scope = {}, servers = [WEB()]) {
  const chart = chartIn();
  const gateway = gatewayIn(chart, { topology: TOPOLOGY[topology](), servers });
  return new IpDenyList(chart, 'list', { gateway, addresses: office, ...scope }).objects[0].toJson();
}

const mapped = '::ffff:203.0.113.0/120';

describe('the field that compares the addresses follows from the topology', () => {
  test.each([
    ['packet source', 'packetSource', { notIpBlocks: ['203.0.113.0/24', '2001:db8::/32'] }],
    ['PROXY, with IPv4-mapped forms', 'proxyProtocol', { notRemoteIpBlocks: ['203.0.113.0/24', '2001:db8::/32', mapped] }],
    ['X-Forwarded-For, with IPv4-mapped forms', 'xForwardedFor', { notRemoteIpBlocks: ['203.0.113.0/24', '2001:db8::/32', mapped] }],
  ] as const)('allow list: %s', (_, topology, source) => {
    const policy = allow(topology);
    expect(policy).toEqual({
      apiVersion: 'security.istio.io/v1',
      kind: 'AuthorizationPolicy',
      metadata: { name: 'chart-list-c8c1afc6', namespace: 'edge', annotations: PRUNED_LAST },
      spec: { ...SELECTOR, action: 'DENY', rules: [{ from: [{ source }] }] },
    });
    expect(schemaProblems(policy)).toEqual([]);
  });

  test.each([
    ['packet source', 'packetSource', { ipBlocks: ['203.0.113.0/24', '2001:db8::/32'] }],
    ['PROXY, with IPv4-mapped forms', 'proxyProtocol', { remoteIpBlocks: ['203.0.113.0/24', '2001:db8::/32', mapped] }],
    ['X-Forwarded-For, and the proxy to which Envoy falls back', 'xForwardedFor',
      { remoteIpBlocks: ['10.0.0.0/24', '203.0.113.0/24', '2001:db8::/32', '::ffff:10.0.0.0/120', mapped] }],
  ] as const)('deny list: %s', (_, topology, source) => {
    expect(deny(topology).spec).toEqual({ ...SELECTOR, action: 'DENY', rules: [{ from: [{ source }] }] });
  });
});

test.each([
  ['X-Forwarded-For', 'xForwardedFor'],
  ['PROXY', 'proxyProtocol'],
] as const)('a list of all IPv6 applies to no IPv4 client, however %s writes its address', (_, topology) => {
  const { notRemoteIpBlocks } = allow(topology, { addresses: IpBlocks.of('::/0') } as Scope).spec.rules[0].from[0].source;
  expect(notRemoteIpBlocks).toHaveLength(96);
  expect(notRemoteIpBlocks).toEqual(expect.arrayContaining(['::/81', '::fffe:0:0/96', '8000::/1']));
});

describe('the requests that a list is about', () => {
  const to = (policy: any) => policy.spec.rules[0].to?.map((entry: any) => entry.operation);

  test.each<[string, keyof typeof TOPOLOGY, Scope, () => GatewayServer[], object[] | undefined]>([
    ['the whole gateway needs no condition', 'proxyProtocol', {}, () => [WEB(), TCP(), TLS()], undefined],
    ['hosts, with and without port; istiod wants a port named, and none is 0', 'packetSource', { hosts: ['admin.example.com'] }, () => [WEB()],
      [{ hosts: ['admin.example.com', 'admin.example.com:*'] }, { ports: ['0'] }]],
    ['hosts leave TCP and passthrough servers alone, by the listeners\' ports', 'packetSource', { hosts: ['admin.example.com'] },
      () => [WEB(), TCP(), TLS()], [{ hosts: ['admin.example.com', 'admin.example.com:*'], notPorts: ['5432', '8443'] }]],
    ['hosts leave them alone under PROXY, by the header\'s ports and the listeners\'', 'proxyProtocol', { hosts: ['admin.example.com'] },
      () => [WEB(), TCP(), TLS()], [{ hosts: ['admin.example.com', 'admin.example.com:*'], notPorts: ['443', '5432', '8443', '15432'] }]],
    ['a server is all ports but those of the others', 'packetSource', { serverNames: ['db'] }, () => [WEB(), TCP()], [{ notPorts: ['8080'] }]],
    ['a server under PROXY likewise', 'proxyProtocol', { serverNames: ['db'] }, () => [WEB(), TCP()], [{ notPorts: ['80', '8080'] }]],
    ['all servers by name are the whole gateway', 'proxyProtocol', { serverNames: ['web', 'db'] }, () => [WEB(), TCP()], undefined],
    ['hosts on one of two HTTP servers', 'packetSource', { serverNames: ['web'], hosts: ['admin.example.com'] },
      () => [WEB(), GatewayServer.http({ name: 'alt', hosts: ['admin.example.com'], port: 8000 })],
      [{ hosts: ['admin.example.com', 'admin.example.com:*'], notPorts: ['8000'] }]],
    ['exempt paths', 'xForwardedFor', { exempt: ['/healthz', '/.well-known/security.txt'] }, () => [WEB()],
      [{ notPaths: ['/healthz', '/.well-known/security.txt'] }, { ports: ['0'] }]],
  ])('%s', (_, topology, scope, servers, expected) => {
    expect(to(allow(topology, scope, servers()))).toEqual(expected);
    expect(to(deny(topology, scope, servers()))).toEqual(expected);
  });

  test('a redirect server and an HTTPS server of the same hosts are both covered', () => {
    const servers = [
      GatewayServer.http({ name: 'http', hosts: ['admin.example.com'], httpsRedirect: true }),
      GatewayServer.https({ name: 'https', hosts: ['admin.example.com'], credentialName: 'web' }),
    ];
    expect(to(allow('packetSource', { hosts: ['admin.example.com'] }, servers)))
      .toEqual([{ hosts: ['admin.example.com', 'admin.example.com:*'] }, { ports: ['0'] }]);
  });
});

describe('a server that redirects to HTTPS', () => {
  const servers = () => [
    GatewayServer.http({ name: 'http', hosts: ['admin.example.com'], httpsRedirect: true }),
    GatewayServer.https({ name: 'https', hosts: ['admin.example.com'], credentialName: 'web' }),
    GatewayServer.http({ name: 'open', hosts: ['open.example.com'], port: 8000 }),
  ];
  const notPorts = (policy: any) => policy.spec.rules[0].to[0].operation.notPorts;

  test('falls under a list on HTTPS behind a layer-7 proxy, where Envoy serves what says X-Forwarded-Proto: https', () => {
    expect(notPorts(allow('xForwardedFor', { serverNames: ['https'] }, servers()))).toEqual(['8000']);
    expect(notPorts(deny('xForwardedFor', { serverNames: ['https'] }, servers()))).toEqual(['8000']);
  });

  test('stays outside elsewhere, where it does nothing but redirect, and of a list on another server', () => {
    expect(notPorts(allow('packetSource', { serverNames: ['https'] }, servers()))).toEqual(['8000', '8080']);
    expect(notPorts(allow('xForwardedFor', { serverNames: ['open'] }, servers()))).toEqual(['8080', '8443']);
  });
});

describe('TLS passthrough that shares its port with HTTPS stays outside by server name', () => {
  const HTTPS = () => GatewayServer.https({ name: 'https', hosts: ['admin.example.com'], credentialName: 'web' });

  test.each<[string, Scope]>([['a list on hosts', { hosts: ['admin.example.com'] }], ['a list on the HTTPS server', { serverNames: ['https'] }]])('%s', (_, scope) => {
    const [rule] = allow('proxyProtocol', scope, [HTTPS(), TLS(), TCP()]).spec.rules;
    expect(rule.when).toEqual([{ key: 'connection.sni', notValues: ['vault.example.com'] }]);
    expect(rule.to).toEqual([{ operation: { ...scope.hosts ? { hosts: ['admin.example.com', 'admin.example.com:*'] } : {}, notPorts: ['5432', '15432'] } }]);
    expect(deny('proxyProtocol', scope, [HTTPS(), TLS(), TCP()]).spec.rules[0].when).toEqual(rule.when);
  });

  test('also beside servers of the list on other ports that do not take its name', () => {
    const other = GatewayServer.https({ name: 'other', hosts: ['*.example.org'], credentialName: 'web', port: 9443 });
    expect(allow('packetSource', { serverNames: ['https', 'other'] }, [HTTPS(), TLS(), other]).spec.rules[0].when)
      .toEqual([{ key: 'connection.sni', notValues: ['vault.example.com'] }]);
  });

  test('with no other port to name, port 0 is named', () => {
    const [rule] = allow('packetSource', { hosts: ['admin.example.com'] }, [HTTPS(), TLS()]).spec.rules;
    expect(rule.to[1]).toEqual({ operation: { ports: ['0'] } });
    expect(rule.when).toEqual([{ key: 'connection.sni', notValues: ['vault.example.com'] }]);
  });
});

describe('the policy object', () => {
  test('is in the gateway\'s namespace, whatever the chart\'s is', () => {
    const gateway = gatewayIn(chartIn('edge'));
    const policy = new IpAllowList(new Chart(gateway.node.root, 'team', { namespace: 'team-a' }), 'list', { gateway, addresses: office }).objects[0];
    expect(policy.metadata.namespace).toBe('edge');
  });

  test('takes name, labels and annotations, and adds dry run to them', () => {
    const policy = allow('packetSource', { dryRun: true, metadata: { name: 'office', labels: { team: 'a' }, annotations: { note: 'x' } } });
    expect(policy.metadata).toEqual({
      name: 'office', namespace: 'edge', labels: { team: 'a' }, annotations: { 'note': 'x', 'istio.io/dry-run': 'true', ...PRUNED_LAST },
    });
    expect(schemaProblems(policy)).toEqual([]);
  });

  test('form ALLOW names whoever may come in', () => {
    expect(allow('proxyProtocol', { form: AllowListForm.ALLOW }).spec).toEqual({
      ...SELECTOR, action: 'ALLOW', rules: [{ from: [{ source: { remoteIpBlocks: ['203.0.113.0/24', '2001:db8::/32', mapped] } }] }],
    });
    expect(allow('packetSource', { form: AllowListForm.ALLOW }).spec.rules).toEqual([
      { from: [{ source: { ipBlocks: ['203.0.113.0/24', '2001:db8::/32'] } }] },
    ]);
  });

  test('a Gateway of the Kubernetes Gateway API is found by targetRefs', () => {
    const chart = chartIn();
    const gateway = ProxyProtocolGateway.fromGatewayAttributes(chart, 'shared', {
      topology: TOPOLOGY.proxyProtocol(), namespace: 'infra', gatewayApiName: 'public',
    });
    const policy = new IpAllowList(chart, 'list', { gateway, addresses: IpBlocks.of('203.0.113.7') }).objects[0].toJson();
    expect(policy.metadata.namespace).toBe('infra');
    expect(policy.spec).toEqual({
      targetRefs: [{ group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'public' }],
      action: 'DENY',
      rules: [{ from: [{ source: { notRemoteIpBlocks: ['203.0.113.7/32', '::ffff:203.0.113.7/128'] } }] }],
    });
    expect(schemaProblems(policy)).toEqual([]);
  });
});

test('one more address changes only the object that holds it', () => {
  const objects = (...more: string[]) => {
    const chart = chartIn();
    const gateway = gatewayIn(chart, { topology: TOPOLOGY.proxyProtocol(), servers: [WEB(), TCP()] });
    new IpAllowList(chart, 'office', { gateway, addresses: IpBlocks.of('203.0.113.0/24', ...more), hosts: ['admin.example.com'] });
    new IpAllowList(chart, 'partners', { gateway, addresses: IpBlocks.of('198.51.100.0/24'), serverNames: ['db'] });
    new IpDenyList(chart, 'bad', { gateway, addresses: IpBlocks.of('192.0.2.0/24') });
    return chart.toJson().map(object => [`${object.kind} ${object.metadata.name}`, JSON.stringify(object)]);
  };
  const before = new Map(objects() as [string, string][]);
  const after = new Map(objects('192.0.2.7') as [string, string][]);
  expect([...after.keys()]).toEqual([...before.keys()]);
  expect([...after].filter(([name, text]) => before.get(name) !== text).map(([name]) => name)).toEqual([
    expect.stringMatching(/^AuthorizationPolicy chart-office-/),
  ]);
});

test('a deny list after a proxy that sends PROXY and X-Forwarded-For adds nobody: Envoy falls back to the client that PROXY names', () => {
  const proxy = TrustedProxy.http({
    name: 'edge', multiTenant: false, xForwardedFor: XForwardedFor.APPEND, sendsProxyProtocol: true, connectsFrom: IpBlocks.of('10.0.0.0/24'), targetType: TargetType.PODS,
  });
  const chart = chartIn();
  const gateway = gatewayIn(chart, { topology: new TrustedTopology({ proxies: [proxy] }), servers: [WEB()] });
  const { objects: [policy] } = new IpDenyList(chart, 'list', { gateway, addresses: IpBlocks.of('203.0.113.0/24') });
  expect(policy.toJson().spec.rules[0].from).toEqual([{ source: { remoteIpBlocks: ['203.0.113.0/24', '::ffff:203.0.113.0/120'] } }]);
});
