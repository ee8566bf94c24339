import { ApiObject, App, Chart, Testing } from 'cdk8s';
import { Construct } from 'constructs';
import {
  AllowListForm, GatewayInstall, GatewayServer, GatewayTargets, IpAllowList, IpAllowListProps, IpBlocks, IpDenyList, MatchEngine, OriginLock,
  ProxyProtocolGateway, TrustedProxy, TrustedTopology, XForwardedFor,
} from '../../src';
import { TOPOLOGY, WEB, chartIn, gatewayIn, messageOf } from '../support/app';

const office = IpBlocks.of('203.0.113.0/24');
const TCP = () => GatewayServer.tcp({ name: 'db', port: 5432 });
const TLS = () => GatewayServer.tlsPassthrough({ name: 'vault', hosts: ['vault.example.com'] });
const WILD = () => GatewayServer.http({ name: 'wild', hosts: ['*.example.com'] });
/** Reaches its origin by TLS of its own, so a passthrough server may stand behind it. */
const cdn = () => TrustedProxy.http({
  name: 'cdn', multiTenant: false, xForwardedFor: XForwardedFor.APPEND, addresses: IpBlocks.of('10.0.0.0/24'), targets: GatewayTargets.PODS,
});

interface Case extends Partial<IpAllowListProps> {
  readonly topology?: keyof typeof TOPOLOGY;
  readonly proxies?: TrustedProxy[];
  readonly on?: GatewayServer[];
}

/** The message of an allow list on a gateway with these servers, without the place. */
function refused({ topology, proxies, on, ...props }: Case, List: new (scope: Construct, id: string, props: any) => Construct = IpAllowList): string {
  const chart = chartIn();
  const behind = proxies ? new TrustedTopology({ proxies }) : TOPOLOGY[topology ?? 'packetSource']();
  const gateway = gatewayIn(chart, { topology: behind, ...on ? { servers: on } : {} });
  const message = messageOf(() => new List(chart, 'list', { gateway, addresses: office, ...props }));
  expect(message).toMatch(/ \(at chart\/list\)$/);
  return message.replace(/ \(at chart\/list\)$/, '');
}

const nothing = office.minus(office);

test.each<[string, Case, string]>([
  ['an empty list of addresses', { addresses: nothing },
    '[empty-list] addresses is an empty list; Istio reads an empty list as everybody in one place and as nobody in another; '
    + 'write at least one address, or leave the list out'],
  ['no hosts', { hosts: [] },
    '[empty-list] hosts is an empty list; it could mean none or all; write at least one entry, or leave hosts out'],
  ['no servers', { servers: [] },
    '[empty-list] servers is an empty list; it could mean none or all; write at least one entry, or leave servers out'],
  ['no exemptions', { exempt: [] },
    '[empty-list] exempt is an empty list; it could mean none or all; write at least one entry, or leave exempt out'],
  ['a wildcard host', { hosts: ['*.example.com'] },
    '[wildcard-host] host "*.example.com" has a wildcard; AuthorizationPolicy knows a prefix or a suffix wildcard, never both, '
    + 'so "A.EXAMPLE.COM:99" would pass by; write engine: MatchEngine.ipTrie(); or each host by its name; or leave hosts out to cover the whole gateway'],
  ['a server with a wildcard host beside', { hosts: ['www.example.com'], on: [WEB(), WILD()] },
    '[wildcard-server] hosts on a gateway whose server "wild" has the host "*.example.com"; its routes accept spellings such as '
    + '"user@admin.example.com" or "admin.example.com." that AuthorizationPolicy does not recognize; '
    + 'write engine: MatchEngine.ipTrie(), which knows all spellings; or name exact hosts on "wild"; or leave hosts out to cover the whole gateway'],
  ['a host that no server has', { hosts: ['amdin.example.com'] },
    '[unknown-host] no server of the gateway has the host "amdin.example.com"; the list would protect nothing; '
    + 'write one of "www.example.com", "admin.example.com"'],
  ['a host in capitals, which no server can have', { hosts: ['Admin.example.com'] },
    '[unknown-host] no server of the gateway has the host "Admin.example.com"; the list would protect nothing; '
    + 'write one of "www.example.com", "admin.example.com"'],
  ['a host of a passthrough server', { hosts: ['vault.example.com'], on: [WEB(), TLS()] },
    '[hosts-without-http] host "vault.example.com" is served by "vault", which passes TLS through; the gateway sees no Host header there, '
    + "so the list would leave it open; write servers: ['vault'] and leave hosts out"],
  ['hosts on a TCP server', { hosts: ['www.example.com'], servers: ['db'], on: [WEB(), TCP()] },
    '[hosts-without-http] hosts on server "db", on which the gateway reads no HTTP; there is no Host header to compare, so the list would '
    + 'cover all of the server or nothing of it; leave hosts out, or "db" out of servers'],
  ['a server that is not there', { servers: ['wbe'] },
    '[unknown-server] the gateway has no server "wbe"; the list would stand on nothing; write one of "web"'],
  ['two servers that only their host tells apart', {
    servers: ['web'], on: [WEB(), GatewayServer.http({ name: 'alt', hosts: ['alt.example.com'] })],
  },
  '[shared-port] the servers "web" and "alt" cannot be told apart by their port: both can show as 8080; AuthorizationPolicy sees the '
  + 'listener\'s port, so "web" would be left open; give "alt" its own port and targetPort, or include both servers'],
  ['two servers whose ports meet under PROXY', {
    topology: 'proxyProtocol', servers: ['web'], on: [WEB(), GatewayServer.tcp({ name: 'db', port: 5432, clientPort: 8080 })],
  },
  '[shared-port] the servers "web" and "db" cannot be told apart by their port: both can show as 8080; AuthorizationPolicy sees the PROXY '
  + 'header\'s port, or the listener\'s, so "web" would be left open; give "db" its own port, targetPort and clientPort, or include both servers, or write '
  + 'engine: MatchEngine.ipTrie(), which tells HTTP from other bytes'],
  // While the Service is missing istiod lets "admin" listen on 8080.
  ['a server whose Service has the port on which an open one listens', {
    servers: ['admin'],
    on: [GatewayServer.http({ name: 'open', hosts: ['www.example.com'] }), GatewayServer.http({ name: 'admin', hosts: ['admin.example.com'], port: 8080, targetPort: 9080 })],
  },
  '[shared-port] the servers "admin" and "open" cannot be told apart by their port: both can show as 8080; AuthorizationPolicy sees the listener\'s port, so '
  + '"admin" would be left open; give "open" its own port and targetPort, or include both servers'],
  ['TLS passthrough of a wildcard on the port of HTTPS', {
    servers: ['https'],
    on: [
      GatewayServer.https({ name: 'https', hosts: ['a.example.com'], credentialName: 'c' }), GatewayServer.tlsPassthrough({ name: 'any', hosts: ['*.example.com'] }),
    ],
  },
  '[shared-port] the servers "https" and "any" cannot be told apart by their port: both can show as 8443; AuthorizationPolicy sees the listener\'s port, so '
  + '"https" would be left open; give "any" its own port and targetPort, or include both servers, or write engine: MatchEngine.ipTrie(), which tells HTTP from '
  + 'other bytes'],
  ['TLS passthrough on the port of HTTPS whose name another server of the list takes on its own port', {
    servers: ['https', 'any'],
    on: [
      GatewayServer.https({ name: 'https', hosts: ['a.example.com'], credentialName: 'c' }), TLS(),
      GatewayServer.https({ name: 'any', hosts: ['*.example.com'], credentialName: 'c', port: 9443 }),
    ],
  },
  '[shared-port] the servers "https" and "vault" cannot be told apart by their port: both can show as 8443; AuthorizationPolicy sees the listener\'s port, so '
  + '"https" would be left open; give "vault" its own port and targetPort, or include both servers, or write engine: MatchEngine.ipTrie(), which tells HTTP from '
  + 'other bytes'],
  // While the passthrough server has no route istiod makes no filter chain for its name, and a client who asks for it gets to the wildcard's.
  ['TLS passthrough of a name that a wildcard of the list takes on the same port', {
    servers: ['https'], on: [GatewayServer.https({ name: 'https', hosts: ['*.example.com'], credentialName: 'c' }), TLS()],
  },
  '[shared-port] the servers "https" and "vault" cannot be told apart by their port: both can show as 8443; AuthorizationPolicy sees the listener\'s port, so '
  + '"https" would be left open; give "vault" its own port and targetPort, or include both servers, or name exact hosts on "https", or write engine: MatchEngine.ipTrie(), which tells HTTP from '
  + 'other bytes'],
  ['a TCP server behind layer 7', { topology: 'xForwardedFor', on: [WEB(), TCP()] },
    '[list-behind-layer7] the list covers server "db", and clients reach it past or through "alb", a layer-7 proxy; X-Forwarded-For does not '
    + 'exist there, so the addresses would be compared with a proxy; write servers: […] with the HTTP servers only, and give the other servers '
    + 'a gateway whose topology has no layer-7 proxy'],
  ['a passthrough server behind layer 7', { proxies: [cdn()], servers: ['vault'], on: [WEB(), TLS()] },
    '[list-behind-layer7] the list covers server "vault", and clients reach it past or through "cdn", a layer-7 proxy; X-Forwarded-For does not '
    + 'exist there, so the addresses would be compared with a proxy; write servers: […] with the HTTP servers only, and give the other servers '
    + 'a gateway whose topology has no layer-7 proxy'],
  ['an allow list that holds a proxy', { topology: 'xForwardedFor', addresses: IpBlocks.of('10.0.0.0/8') },
    '[allow-overlaps-proxy] the list holds 10.0.0.0/24, addresses of the proxy "alb"; Envoy takes the proxy for the client when it cannot read '
    + 'X-Forwarded-For, and a client can bring that about; take them out, such as addresses.minus(alb.addresses), '
    + 'or declare fewer addresses for "alb"'],
  ['another namespace', { metadata: { namespace: 'elsewhere' } },
    '[policy-namespace] metadata.namespace is "elsewhere", and the gateway is in "edge"; a list acts only on pods of its own '
    + "namespace, so it would do nothing; write namespace: 'edge', or leave it out"],
  ['form ALLOW with hosts', { form: AllowListForm.ALLOW, hosts: ['www.example.com'] },
    '[allow-form-scope] form is AllowListForm.ALLOW, and hosts is www.example.com; an ALLOW policy refuses whatever it does not name, so everything '
    + "outside the list's scope would be closed; leave form out: AllowListForm.DENY knows hosts"],
])('an allow list refuses %s', (_, given, message) => {
  expect(refused(given)).toBe(message);
});

test.each([
  '/healthz*', '/.well-known/acme-challenge/*', '/{*}', 'healthz', '', '//healthz', '/a//b', '/a/../b', '/a/./b', '/..', '/a%2fb', '/a;b', '/a?b', '/a#b',
  '/a b', '/a\\b', '/é', '/.', '/a/.',
])('an exemption of "%s" is not exact', path => {
  expect(refused({ exempt: ['/fine', path] })).toBe(
    `[inexact-exemption] exempt path "${path}" is not exact; a prefix or pattern also matches "/prefix/..%2fadmin", which Envoy passes on and many `
    + "servers resolve; write whole paths of plain characters, such as '/healthz', with the trie also '/.well-known/acme-challenge/{token}'; "
    + 'for more than that, serve what is open under its own host');
});

test.each(['/', '/healthz', '/healthz/', '/a/b.c/d-e_f~g', '/.well-known/security.txt', '/v1:check', '/@scope/pkg'])('an exemption of "%s" is exact', path => {
  const chart = chartIn();
  expect(() => new IpAllowList(chart, 'list', { gateway: gatewayIn(chart), addresses: office, exempt: [path] })).not.toThrow();
});

describe('a gateway whose servers others declare', () => {
  test.each([
    ['hosts', { hosts: ['www.example.com'] },
      '[servers-unknown] hosts: www.example.com on a gateway whose servers are not declared; a server with a wildcard host beside would let spellings of the '
      + 'host through that AuthorizationPolicy does not recognize; write engine: MatchEngine.ipTrie(), which knows all spellings; or declare all servers of '
      + 'the gateway; or leave hosts out to cover the whole gateway'],
    ['servers', { servers: ['web'] },
      '[servers-unknown] servers: web on a gateway whose servers are not declared; the ports that tell them apart are not known; declare all servers of the '
      + 'gateway, or leave servers out to cover all of them'],
    ['hosts that are none, for the trie', { hosts: ['*'], engine: MatchEngine.ipTrie() },
      '[list-host] "*" is no host; no request would have such a host, or all would, so the list would protect something else than it seems to; write '
      + 'lower-case DNS names without port, such as "admin.example.com", with the trie also "*.example.com"; leave hosts out for all'],
  ])('refuses %s', (_, scope, message) => {
    const chart = chartIn();
    const gateway = gatewayIn(chart, { servers: undefined, install: GatewayInstall.existing() });
    expect(messageOf(() => new IpAllowList(chart, 'list', { gateway, addresses: office, ...scope }))).toBe(`${message} (at chart/list)`);
  });

  test('takes a list on all of it', () => {
    const chart = chartIn();
    const gateway = gatewayIn(chart, { servers: undefined, install: GatewayInstall.existing() });
    expect(() => new IpAllowList(chart, 'list', { gateway, addresses: office })).not.toThrow();
  });
});

describe('a deny list', () => {
  test('refuses what an allow list refuses', () => {
    expect(refused({ hosts: ['*.example.com'] }, IpDenyList)).toMatch(/^\[wildcard-host\]/);
    expect(refused({ exempt: ['/a*'] }, IpDenyList)).toMatch(/^\[inexact-exemption\]/);
    expect(refused({ addresses: nothing }, IpDenyList)).toMatch(/^\[empty-list\]/);
    expect(refused({ metadata: { namespace: 'elsewhere' } }, IpDenyList)).toMatch(/^\[policy-namespace\]/);
  });

  test('needs the addresses of the proxy to which Envoy falls back', () => {
    const topology = new TrustedTopology({
      proxies: [TrustedProxy.http({
        name: 'cdn',
        multiTenant: false,
        xForwardedFor: XForwardedFor.APPEND,
        targets: GatewayTargets.PODS,
        originLock: OriginLock.enforcedElsewhere('a private link, nobody else is on it'),
      })],
    });
    const chart = chartIn();
    const gateway = gatewayIn(chart, { topology });
    expect(messageOf(() => new IpDenyList(chart, 'list', { gateway, addresses: office }))).toBe(
      '[guard-addresses] proxy "cdn" has no addresses, and the gateway reads X-Forwarded-For; when it cannot read the header Envoy takes "cdn" for '
      + 'the client, and listed clients would come in; write addresses: IpBlocks.of(…) with the addresses from which "cdn" connects (at chart/list)');
  });
});

test('an id that is taken', () => {
  const chart = chartIn();
  const gateway = gatewayIn(chart);
  new IpAllowList(chart, 'office', { gateway, addresses: office });
  expect(messageOf(() => new IpAllowList(chart, 'office', { gateway, addresses: office }))).toBe(
    '[duplicate-id] "chart" already holds a construct with the id "office"; names of objects come from ids, so one of the two would overwrite the '
    + 'other in the cluster; choose another id, such as "office-2"');
});

describe('form ALLOW beside another ALLOW', () => {
  const FOREIGN = {
    metadata: { name: 'jwt', namespace: 'edge' },
    spec: { selector: { matchLabels: { app: 'gw' } }, action: 'ALLOW', rules: [{ from: [{ source: { requestPrincipals: ['*'] } }] }] },
  };

  /** What synth says of an ALLOW list on a gateway with another policy beside. */
  function synth(policy: any, install?: GatewayInstall): string {
    const chart = chartIn();
    const gateway = gatewayIn(chart, { install });
    new IpAllowList(chart, 'list', { gateway, addresses: office, form: AllowListForm.ALLOW });
    new ApiObject(chart, 'other', { apiVersion: 'security.istio.io/v1', kind: 'AuthorizationPolicy', ...policy });
    return problems(chart);
  }

  const problems = (chart: Chart): string => {
    try {
      Testing.synth(chart);
      return '';
    } catch (error) {
      return (error as Error).message;
    }
  };

  test('is an error that names it', () => {
    expect(synth(FOREIGN)).toBe('Validation failed with the following errors:\n  [chart/list] [allow-beside-allow] AuthorizationPolicy "jwt" '
      + '(chart/other) is a second ALLOW that selects this gateway, or may do so; ALLOW policies add up: each admits whom the other refuses, so '
      + 'addresses outside the list come in; leave form out (AllowListForm.DENY narrows whatever else stands there), or make the labels of the two '
      + 'exclude each other');
  });

  test.each([
    ['has no action, which means ALLOW', { spec: { ...FOREIGN.spec, action: undefined } }],
    ['has no selector', { spec: { action: 'ALLOW', rules: [{}] } }],
    ['stands in the root namespace', { metadata: { name: 'jwt', namespace: 'istio-system' } }],
    ['has its namespace from the chart', { metadata: { name: 'jwt' } }],
  ])('is an error where the other %s', (_, change) => {
    expect(synth({ ...FOREIGN, ...change })).toMatch(/\[allow-beside-allow\] AuthorizationPolicy "jwt"/);
  });

  test('is an error where labels that are not known decide', () => {
    const install = GatewayInstall.existing({ deploymentName: 'gw', podLabels: { app: 'gw' } });
    expect(synth({ ...FOREIGN, spec: { ...FOREIGN.spec, selector: { matchLabels: { tier: 'edge' } } } }, install)).toMatch(/\[allow-beside-allow\]/);
  });

  test.each([
    ['denies', { spec: { ...FOREIGN.spec, action: 'DENY' } }],
    ['is a dry run', { metadata: { ...FOREIGN.metadata, annotations: { 'istio.io/dry-run': 'true' } } }],
    ['selects other pods', { spec: { ...FOREIGN.spec, selector: { matchLabels: { app: 'shop' } } } }],
    ['stands in another namespace', { metadata: { name: 'jwt', namespace: 'shop' } }],
    ['hangs on a Gateway of the Kubernetes Gateway API', {
      spec: { action: 'ALLOW', rules: [{}], targetRefs: [{ group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'gw' }] },
    }],
  ])('is fine where the other %s', (_, change) => {
    expect(synth({ ...FOREIGN, ...change })).toBe('');
  });

  test('is an error for two ALLOW lists, and both say so', () => {
    const chart = chartIn();
    const gateway = gatewayIn(chart);
    new IpAllowList(chart, 'one', { gateway, addresses: office, form: AllowListForm.ALLOW });
    new IpAllowList(chart, 'two', { gateway, addresses: office, form: AllowListForm.ALLOW });
    expect(problems(chart).match(/\[chart\/(one|two)\] \[allow-beside-allow\]/g)).toEqual([
      '[chart/one] [allow-beside-allow]', '[chart/two] [allow-beside-allow]',
    ]);
  });

  test.each([['targetRefs', { targetRefs: [{ kind: 'Gateway', name: 'public' }] }], ['targetRef', { targetRef: { kind: 'Gateway', name: 'public' } }]])(
    'is an error on a Gateway of the Kubernetes Gateway API, by %s', (_, target) => {
      const chart = chartIn('infra');
      const gateway = ProxyProtocolGateway.fromGatewayAttributes(chart, 'shared', {
        topology: TOPOLOGY.proxyProtocol(), namespace: 'infra', gatewayApiName: 'public',
      });
      new IpAllowList(chart, 'list', { gateway, addresses: office, form: AllowListForm.ALLOW });
      const policy: object = { spec: { ...target, rules: [{}] } };
      new ApiObject(chart, 'other', { apiVersion: 'security.istio.io/v1', kind: 'AuthorizationPolicy', ...policy });
      expect(problems(chart)).toMatch(/\[allow-beside-allow\]/);
    });

  test('looks into the gateway\'s chart too, and into no third one, which may go to another cluster', () => {
    const app = new App();
    const gateway = gatewayIn(new Chart(app, 'gateways', { namespace: 'edge' }));
    const lists = new Chart(app, 'lists', { namespace: 'edge' });
    new IpAllowList(lists, 'list', { gateway, addresses: office, form: AllowListForm.ALLOW });
    const foreign = { apiVersion: 'security.istio.io/v1', kind: 'AuthorizationPolicy', ...FOREIGN };
    new ApiObject(new Chart(app, 'third', { namespace: 'edge' }), 'other', foreign);
    expect(problems(lists)).toBe('');
    new ApiObject(gateway.node.scope!, 'other', foreign);
    expect(problems(lists)).toMatch(/AuthorizationPolicy "jwt" \(gateways\/other\)/);
  });
});

describe('hosts beside an Istio Gateway of somebody else on the same pods', () => {
  const synth = (selector: any, server: any, ...kinds: (typeof IpAllowList | typeof IpDenyList)[]): string => {
    const chart = chartIn();
    const gateway = gatewayIn(chart);
    (kinds.length ? kinds : [IpAllowList, IpDenyList]).forEach((Kind, index) => {
      new Kind(chart, `list-${index}`, { gateway, addresses: office, hosts: ['admin.example.com'] });
    });
    const foreign: object = { spec: { selector, servers: [server] } };
    new ApiObject(chart, 'foreign', { apiVersion: 'networking.istio.io/v1', kind: 'Gateway', ...foreign });
    try {
      Testing.synth(chart);
      return '';
    } catch (error) {
      return (error as Error).message;
    }
  };
  const server = (host: string, protocol = 'HTTP') => ({ port: { number: 80, name: 'x', protocol }, hosts: [host] });

  test.each([['an allow list', [IpAllowList]], ['a deny list', [IpDenyList]], ['both, told once', [IpAllowList, IpDenyList]]])(
    'is an error where that one has a wildcard: %s', (_, kinds) => {
      expect(synth({ istio: 'gw' }, server('*'), ...kinds)).toBe('Validation failed with the following errors:\n'
        + '  [chart/list-0] [wildcard-server] Gateway "chart-foreign-c8dc3dda" (chart/foreign) has the host "*" on the same pods, and this list is about hosts; '
        + 'its routes accept spellings such as "user@admin.example.com" that AuthorizationPolicy does not recognize; write engine: MatchEngine.ipTrie(), '
        + 'which knows all spellings; or name exact hosts there, move it to a gateway of its own, or leave hosts out to cover the whole gateway');
    });

  test('is an error too where that one passes TLS through, for the list sees nothing of it', () => {
    expect(synth({ istio: 'gw' }, { ...server('*', 'HTTPS'), tls: { mode: 'PASSTHROUGH' } })).toMatch(/\[chart\/list-0\] \[wildcard-server\]/);
  });

  const auto = { port: { number: 15443, name: 'tls', protocol: 'TLS' }, hosts: ['*.local'], tls: { mode: 'AUTO_PASSTHROUGH' } };
  const leadsEverywhere = (instead: string) => '[auto-passthrough] Gateway "chart-foreign-c8dc3dda" (chart/foreign) has the AUTO_PASSTHROUGH server "tls" on the same pods; '
    + 'istiod gives such a server no authorization, and it leads to every service of the mesh whose pods have sidecars, those behind this list among them; '
    + `move it to a gateway of its own, or write engine: MatchEngine.ipTrie()${instead}, which stands before it too`;
  test.each<[string, Partial<IpAllowListProps>, string | undefined]>([
    ['an AuthorizationPolicy', {}, leadsEverywhere('')],
    ['a trie on hosts', { engine: MatchEngine.ipTrie(), hosts: ['admin.example.com'] }, leadsEverywhere(' and leave hosts out')],
    ['a trie on all hosts, which stands before it too', { engine: MatchEngine.ipTrie() }, undefined],
  ])('AUTO_PASSTHROUGH: %s', (_, props, message) => {
    const chart = chartIn();
    new IpAllowList(chart, 'list', { gateway: gatewayIn(chart), addresses: office, ...props });
    const foreign: object = { spec: { selector: { istio: 'gw' }, servers: [auto] } };
    new ApiObject(chart, 'foreign', { apiVersion: 'networking.istio.io/v1', kind: 'Gateway', ...foreign });
    const synthed = (): unknown => Testing.synth(chart);
    if (message) expect(messageOf(synthed)).toBe(`Validation failed with the following errors:\n  [chart/list] ${message}`);
    else expect(synthed).not.toThrow();
  });

  test.each([
    ['it selects other pods', { istio: 'other' }, server('*')],
    ['it names exact hosts', { istio: 'gw' }, server('team/shop.example.com')],
    ['its wildcard server is no HTTP', { istio: 'gw' }, server('*', 'TCP')],
  ])('is fine where %s', (_, selector, one) => {
    expect(synth(selector, one)).toBe('');
  });
});
