import { Construct } from 'constructs';
import {
  AllowListForm, GatewayInstall, GatewayServer, IpAllowList, IpAllowListProps, IpBlocks, IpDenyList, MatchEngine, OriginLock, TargetType,
  TrustedProxy, TrustedTopology, XForwardedFor,
} from '../../src';
import { TOPOLOGY, WEB, chartIn, gatewayIn, messageOf } from '../support/app';

const office = IpBlocks.of('203.0.113.0/24');
const TCP = () => GatewayServer.tcp({ name: 'db', port: 5432 });
const TLS = () => GatewayServer.tlsPassthrough({ name: 'vault', hosts: ['vault.example.com'] });
const WILD = () => GatewayServer.http({ name: 'wild', hosts: ['*.example.com'] });
/** Reaches its origin by TLS of its own, so a passthrough server may come after it. */
const cdn = () => TrustedProxy.http({
  name: 'cdn', multiTenant: false, xForwardedFor: XForwardedFor.APPEND, connectsFrom: IpBlocks.of('10.0.0.0/24'), targetType: TargetType.PODS,
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
  ['no servers', { serverNames: [] },
    '[empty-list] serverNames is an empty list; it could mean none or all; write at least one entry, or leave serverNames out'],
  ['no exemptions', { exempt: [] },
    '[empty-list] exempt is an empty list; it could mean none or all; write at least one entry, or leave exempt out'],
  ['a wildcard host', { hosts: ['*.example.com'] },
    '[wildcard-host] host "*.example.com" has a wildcard; AuthorizationPolicy supports a prefix or a suffix wildcard, never both, so '
    + '"A.EXAMPLE.COM:99" would bypass the list; write engine: MatchEngine.ipTrie(); or each host by its name; or leave hosts out to cover the '
    + 'whole gateway'],
  ['a server with a wildcard host beside', { hosts: ['www.example.com'], on: [WEB(), WILD()] },
    '[wildcard-server] hosts on a gateway whose server "wild" has the host "*.example.com"; its routes accept spellings such as '
    + '"user@admin.example.com" or "admin.example.com." that AuthorizationPolicy does not recognize; write engine: MatchEngine.ipTrie(), which '
    + 'recognizes all spellings; or name exact hosts on "wild"; or leave hosts out to cover the whole gateway'],
  ['a host that no server has', { hosts: ['amdin.example.com'] },
    '[unknown-host] no server of the gateway has the host "amdin.example.com"; the list would protect nothing; '
    + 'write one of "www.example.com", "admin.example.com"'],
  ['a host in capitals, which no server can have', { hosts: ['Admin.example.com'] },
    '[unknown-host] no server of the gateway has the host "Admin.example.com"; the list would protect nothing; '
    + 'write one of "www.example.com", "admin.example.com"'],
  ['a host of a passthrough server', { hosts: ['vault.example.com'], on: [WEB(), TLS()] },
    '[hosts-without-http] host "vault.example.com" is served by "vault", which passes TLS through; the gateway sees no Host header there, '
    + "so the list would leave it open; write serverNames: ['vault'] and leave hosts out"],
  ['hosts on a TCP server', { hosts: ['www.example.com'], serverNames: ['db'], on: [WEB(), TCP()] },
    '[hosts-without-http] hosts on server "db", where the gateway does not read HTTP; it has no Host header to compare, so the list would cover '
    + 'the whole server or nothing of it; leave hosts out, or "db" out of serverNames'],
  ['a server that is not there', { serverNames: ['wbe'] },
    '[unknown-server] the gateway has no server "wbe"; the list would apply to nothing; write one of "web"'],
  ['two servers that only their host tells apart', {
    serverNames: ['web'], on: [WEB(), GatewayServer.http({ name: 'alt', hosts: ['alt.example.com'] })],
  },
  '[shared-port] the servers "web" and "alt" cannot be told apart by their port: both can appear as 8080; AuthorizationPolicy sees the '
  + 'listener\'s port, so "web" would be unprotected; give "alt" its own port and targetPort, or include both servers'],
  ['two servers whose ports meet under PROXY', {
    topology: 'proxyProtocol', serverNames: ['web'], on: [WEB(), GatewayServer.tcp({ name: 'db', port: 5432, clientPort: 8080 })],
  },
  '[shared-port] the servers "web" and "db" cannot be told apart by their port: both can appear as 8080; AuthorizationPolicy sees the PROXY '
  + 'header\'s port, or the listener\'s, so "web" would be unprotected; give "db" its own port, targetPort and clientPort, or include both servers, '
  + 'or write engine: MatchEngine.ipTrie(), which tells HTTP from other bytes'],
  // While the Service is missing istiod lets "admin" listen on 8080.
  ['a server whose Service has the port on which an open one listens', {
    serverNames: ['admin'],
    on: [GatewayServer.http({ name: 'open', hosts: ['www.example.com'] }), GatewayServer.http({ name: 'admin', hosts: ['admin.example.com'], port: 8080, targetPort: 9080 })],
  },
  '[shared-port] the servers "admin" and "open" cannot be told apart by their port: both can appear as 8080; AuthorizationPolicy sees the '
  + 'listener\'s port, so "admin" would be unprotected; give "open" its own port and targetPort, or include both servers'],
  ['TLS passthrough of a wildcard on the port of HTTPS', {
    serverNames: ['https'],
    on: [
      GatewayServer.https({ name: 'https', hosts: ['a.example.com'], credentialName: 'c' }), GatewayServer.tlsPassthrough({ name: 'any', hosts: ['*.example.com'] }),
    ],
  },
  '[shared-port] the servers "https" and "any" cannot be told apart by their port: both can appear as 8443; AuthorizationPolicy sees the '
  + 'listener\'s port, so "https" would be unprotected; give "any" its own port and targetPort, or include both servers, or write engine: '
  + 'MatchEngine.ipTrie(), which tells HTTP from other bytes'],
  ['TLS passthrough on the port of HTTPS whose name another server of the list takes on its own port', {
    serverNames: ['https', 'any'],
    on: [
      GatewayServer.https({ name: 'https', hosts: ['a.example.com'], credentialName: 'c' }), TLS(),
      GatewayServer.https({ name: 'any', hosts: ['*.example.com'], credentialName: 'c', port: 9443 }),
    ],
  },
  '[shared-port] the servers "https" and "vault" cannot be told apart by their port: both can appear as 8443; AuthorizationPolicy sees the '
  + 'listener\'s port, so "https" would be unprotected; give "vault" its own port and targetPort, or include both servers, or write engine: '
  + 'MatchEngine.ipTrie(), which tells HTTP from other bytes'],
  // While the passthrough server has no route istiod makes no filter chain for its name, and a client who asks for it gets to the wildcard's.
  ['TLS passthrough of a name that a wildcard of the list takes on the same port', {
    serverNames: ['https'], on: [GatewayServer.https({ name: 'https', hosts: ['*.example.com'], credentialName: 'c' }), TLS()],
  },
  '[shared-port] the servers "https" and "vault" cannot be told apart by their port: both can appear as 8443; AuthorizationPolicy sees the '
  + 'listener\'s port, so "https" would be unprotected; give "vault" its own port and targetPort, or include both servers, or name exact hosts '
  + 'on "https", or write engine: MatchEngine.ipTrie(), which tells HTTP from other bytes'],
  ['a TCP server behind layer 7', { topology: 'xForwardedFor', on: [WEB(), TCP()] },
    '[list-after-layer7] the list covers server "db", which is not HTTP, after "alb" (layer 7); TCP has no X-Forwarded-For, so the list would '
    + 'compare its addresses with those of a proxy; write serverNames: […] with the HTTP servers only, and give the other servers a gateway whose '
    + 'topology has no layer-7 proxy'],
  ['a passthrough server behind layer 7', { proxies: [cdn()], serverNames: ['vault'], on: [WEB(), TLS()] },
    '[list-after-layer7] the list covers server "vault", which is not HTTP, after "cdn" (layer 7); TCP has no X-Forwarded-For, so the list would '
    + 'compare its addresses with those of a proxy; write serverNames: […] with the HTTP servers only, and give the other servers a gateway whose '
    + 'topology has no layer-7 proxy'],
  ['an allow list that holds a proxy', { topology: 'xForwardedFor', addresses: IpBlocks.of('10.0.0.0/8') },
    '[allow-overlaps-proxy] the list holds 10.0.0.0/24, addresses of the proxy "alb"; when Envoy cannot read X-Forwarded-For it takes the proxy '
    + 'for the client, and a client can cause that; take them out, such as addresses.minus(alb.connectsFrom), or declare fewer addresses in '
    + 'connectsFrom of "alb"'],
  ['another namespace', { metadata: { namespace: 'elsewhere' } },
    '[policy-namespace] metadata.namespace is "elsewhere", and the gateway is in "edge"; a list acts only on pods of its own '
    + "namespace, so it would do nothing; write namespace: 'edge', or leave it out"],
  ['form ALLOW with hosts', { form: AllowListForm.ALLOW, hosts: ['www.example.com'] },
    '[allow-form-scope] form is AllowListForm.ALLOW, and hosts is www.example.com; an ALLOW policy denies whatever it does not name, so everything '
    + "outside the list's scope would be denied; leave form out: AllowListForm.DENY supports hosts"],
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
      '[servers-unknown] hosts: www.example.com on a gateway whose servers are not declared; another server with a wildcard host would admit '
      + 'spellings of the host that AuthorizationPolicy does not recognize; write engine: MatchEngine.ipTrie(), which recognizes all spellings; or '
      + 'declare all servers of the gateway; or leave hosts out to cover the whole gateway'],
    ['servers', { serverNames: ['web'] },
      '[servers-unknown] serverNames: web on a gateway whose servers are not declared; the ports that tell them apart are not known; declare all servers of the '
      + 'gateway, or leave serverNames out to cover all of them'],
    ['hosts that are none, for the trie', { hosts: ['*'], engine: MatchEngine.ipTrie() },
      '[list-host] "*" is not a valid host; no request would have such a host, or all would, so the list would not protect what it names; write '
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
        targetType: TargetType.PODS,
        originLock: OriginLock.enforcedElsewhere('a private link, nobody else is on it'),
      })],
    });
    const chart = chartIn();
    const gateway = gatewayIn(chart, { topology });
    expect(messageOf(() => new IpDenyList(chart, 'list', { gateway, addresses: office }))).toBe(
      '[guard-addresses] proxy "cdn" does not say from where it connects, and the gateway reads X-Forwarded-For; when Envoy cannot read the header '
      + 'it takes "cdn" for the client, and would admit listed clients; write connectsFrom: IpBlocks.of(…) with the addresses from which "cdn" '
      + 'connects (at chart/list)');
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
