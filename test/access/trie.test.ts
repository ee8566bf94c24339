import { ApiObject, JsonPatch } from 'cdk8s';
import {
  AllowListForm, GatewayInstall, GatewayServer, IpAllowList, IpAllowListProps, IpBlocks, IpDenyList, MatchEngine, OriginLock,
  ProxyProtocolGatewayProps, TargetType, TrustedProxy, TrustedTopology, XForwardedFor,
} from '../../src';
import { TOPOLOGY, WEB, chartIn, gatewayIn, messageOf } from '../support/app';
import { schemaProblems } from '../support/schema';

const office = IpBlocks.of('203.0.113.0/24', '2001:db8::/32');
const TCP = () => GatewayServer.tcp({ name: 'db', port: 5432 });
const ANY = () => GatewayServer.http({ name: 'any', hosts: ['*'], port: 8000 });
const HTTPS = () => GatewayServer.https({ name: 'web', hosts: ['*.example.com'], credentialName: 'web' });
const VAULT = (options: { port?: number; hosts?: string[] } = {}) => GatewayServer.tlsPassthrough({
  name: 'vault', hosts: ['vault.example.org', '*.vault.example.org'], ...options,
});
const byHeader = () => new TrustedTopology({
  proxies: [TrustedProxy.http({
    name: 'cdn',
    multiTenant: true,
    xForwardedFor: XForwardedFor.VARIES,
    clientAddressHeader: 'CF-Connecting-IP',
    targetType: TargetType.PODS,
    originLock: OriginLock.header('x-origin-key', 'a-secret-of-the-origin-0123456789'),
  })],
});
/** More than one object holds: no two of these merge. */
const long = (count: number) => IpBlocks.of(...Array.from({ length: count }, (_, index) => {
  const address = index * 2;
  return `10.${Math.floor(address / 65_536)}.${Math.floor(address / 256) % 256}.${address % 256}`;
}));

type Scope = Partial<IpAllowListProps>;
type On = Partial<ProxyProtocolGatewayProps>;

function put(List: typeof IpAllowList | typeof IpDenyList, scope: Scope = {}, on: On = {}): IpAllowList | IpDenyList {
  const chart = chartIn();
  return new List(chart, 'list', { gateway: gatewayIn(chart, on), addresses: office, engine: MatchEngine.ipTrie(), ...scope });
}

const patches = (list: IpAllowList | IpDenyList): any[] => list.objects.flatMap(object => object.toJson().spec.configPatches);
const configurations = (list: IpAllowList | IpDenyList) => patches(list).filter(({ applyTo }) => applyTo === 'EXTENSION_CONFIG').map(({ patch }) => patch.value);

/** A configuration in words: who passes, and what happens to all others. */
function inWords({ typed_config: { '@type': type, matcher, shadow_matcher: shadow, extension_config: skipped, xds_matcher: skipper } }: any): string[] {
  const ask = ({ single_predicate: one, and_matcher: both, not_matcher: inner }: any): string => {
    if (both) return both.predicate.map(ask).join(' and ');
    if (inner) return `not ${ask(inner)}`;
    const { exact, suffix, safe_regex: regex } = one.value_match ?? {};
    if (one.value_match) return `${one.input.name} ${exact ?? (suffix ? `ends with ${suffix}` : regex.regex)}`;
    return `${one.input.name} in ${one.custom_match.typed_config.cidr_ranges.map((range: any) => `${range.address_prefix}/${range.prefix_len}`).join(' ')}`;
  };
  const did = ({ action: { typed_config: config } }: any): string => config.action ?? config['@type'].split('.').pop();
  const rows = ({ matcher_list: list }: any): string[] => (list?.matchers ?? []).map((one: any) => `${ask(one.predicate)}: ${did(one.on_match)}`);
  if (/ExtensionWithMatcher$/.test(type)) return [...rows(skipper), ...inWords(skipped)];
  const decides = matcher ?? shadow;
  return [...rows(decides), `else ${did(decides.on_no_match)}${shadow ? ', only logged' : ''}`];
}

const PLAIN = ':authority (?i)([a-z0-9_-]+\\.)*[a-z0-9_-]+(:[0-9]{1,5})?|\\[[0-9a-f:.]+\\](:[0-9]{1,5})?';
const [v4, v6] = ['203.0.113.0/24', '2001:db8::/32'];
const INSIDE = `${v4} ${v6}`;
const DIRECT = `direct-source in ${INSIDE}: SkipFilter`;

test('a list is one EnvoyFilter: it places a filter that is closed until its configuration has come, and holds the configuration', () => {
  const { objects } = put(IpAllowList, { hosts: ['admin.example.com'], metadata: { name: 'office' } });
  expect(objects.map(object => object.toJson())).toMatchSnapshot();
  expect(objects.flatMap(object => schemaProblems(object.toJson()))).toEqual([]);
});

describe('which clients the trie admits', () => {
  const mapped = '::ffff:203.0.113.0/120';
  test.each<[string, typeof IpAllowList | typeof IpDenyList, Scope, On, string[]]>([
    ['an allow list: by packet source, and nobody whose address cannot be read', IpAllowList, {}, {}, [DIRECT]],
    ['a deny list: all others', IpDenyList, {}, {}, [`not direct-source in ${INSIDE}: SkipFilter`]],
    ['under PROXY IPv4 also as IPv4-mapped IPv6', IpAllowList, {}, { topology: TOPOLOGY.proxyProtocol() },
      [`source in ${INSIDE} ${mapped}: SkipFilter`]],
    ['behind X-Forwarded-For a deny list holds the proxy', IpDenyList, {}, { topology: TOPOLOGY.xForwardedFor() },
      [`not source in 10.0.0.0/24 ${INSIDE} ::ffff:10.0.0.0/120 ${mapped}: SkipFilter`]],
    ['by a header that the CDN writes', IpAllowList, {}, { topology: byHeader() },
      [`cf-connecting-ip in ${INSIDE} ${mapped}: SkipFilter`]],
    ['by that header a deny list: all others who have an address in it', IpDenyList, {}, { topology: byHeader() },
      [`cf-connecting-ip in 0.0.0.0/0 ::/0 and not cf-connecting-ip in ${INSIDE} ${mapped}: SkipFilter`]],
    ['a whole family', IpAllowList, { addresses: IpBlocks.of('0.0.0.0/0') }, {}, ['direct-source in 0.0.0.0/0: SkipFilter']],
    ['everybody', IpAllowList, { addresses: IpBlocks.all() }, {}, ['direct-source in 0.0.0.0/0 ::/0: SkipFilter']],
  ])('%s', (_, List, scope, on, expected) => {
    const [http, bytes] = configurations(put(List, scope, on)).map(inWords);
    expect(http).toEqual([...expected, 'else DENY']);
    // The same for connections that are not HTTP; none of them has a header.
    expect(bytes).toEqual([...on.topology?.clientAddressHeader ? [] : expected.map(words => words.replace('SkipFilter', 'ALLOW')), 'else DENY']);
  });
});

describe('what passes by the list', () => {
  const otherThan = (hosts: string) => `${PLAIN} and not :authority (?i)(${hosts})(:.*)?: SkipFilter`;
  test.each<[string, Scope, () => GatewayServer[], string[]]>([
    ['plain hosts that are not its own, in any spelling of letters and port', { hosts: ['admin.example.com'] }, () => [WEB()],
      [otherThan('admin\\.example\\.com')]],
    ['the same where servers have wildcards, and for wildcard hosts', { hosts: ['*.example.org', 'admin.example.com'] }, () => [WEB(), ANY()],
      [otherThan('.*\\.example\\.org|admin\\.example\\.com')]],
    ['exact paths, with any query', { exempt: ['/healthz'] }, () => [WEB()], [':path /healthz(\\?.*)?: SkipFilter']],
    ['paths with a token', { exempt: ['/.well-known/acme-challenge/{token}'] }, () => [WEB()],
      [':path /\\.well-known/acme-challenge/[A-Za-z0-9_-]+(\\?.*)?: SkipFilter']],
    ['other HTTP servers, by port', { serverNames: ['web'] }, () => [WEB(), ANY(), TCP()], ['DestinationPortInput 8000: SkipFilter']],
  ])('%s', (_, scope, servers, expected) => {
    for (const List of [IpAllowList, IpDenyList]) {
      const [configuration] = configurations(put(List, scope, { servers: servers() }));
      expect(inWords(configuration).slice(0, -2)).toEqual(expected);
    }
  });

  test.each<[string, () => GatewayServer[], string[]]>([
    ['TCP, by port', () => [WEB(), ANY(), TCP()], ['DestinationPortInput 5432: ALLOW']],
    ['TLS passthrough on its own port, by port', () => [HTTPS(), VAULT({ port: 9443 })], ['DestinationPortInput 9443: ALLOW']],
    ['TLS passthrough on the port of a listed server, by its names, so that what others add to that port falls under the list', () => [HTTPS(), VAULT()],
      ['ServerNameInput vault.example.org: ALLOW', 'ServerNameInput ends with .vault.example.org: ALLOW']],
    ['TLS passthrough of every name there, by port', () => [HTTPS(), VAULT({ hosts: ['*'] })], ['DestinationPortInput 8443: ALLOW']],
  ])('other servers that pass bytes: %s', (_, servers, expected) => {
    const [, bytes] = configurations(put(IpAllowList, { serverNames: ['web'] }, { servers: servers() }));
    expect(inWords(bytes).slice(0, -2)).toEqual(expected);
  });
});

describe('the filters', () => {
  const placed = (list: IpAllowList | IpDenyList) => patches(list).filter(({ applyTo }) => applyTo !== 'EXTENSION_CONFIG')
    .map(({ applyTo, match, patch }) => `${applyTo} ${patch.operation} ${match.listener.filterChain.filter.name.split('.').pop()}`);
  const HTTP = 'HTTP_FILTER INSERT_FIRST http_connection_manager';
  const BYTES = 'NETWORK_FILTER INSERT_BEFORE tcp_proxy';
  test.each<[string, Scope, On, string[]]>([
    ['HTTP and other bytes have one each, for another team may add a TCP server to the same pods', {}, {}, [HTTP, BYTES]],
    ['a list on HTTP servers, too', { serverNames: ['web'] }, { servers: [WEB(), TCP()] }, [HTTP, BYTES]],
    ['a list on TCP servers leaves HTTP alone', { serverNames: ['db'] }, { servers: [WEB(), TCP()] }, [BYTES]],
    ['where others declare the servers there may be both kinds', {}, { servers: undefined, install: GatewayInstall.existing() }, [HTTP, BYTES]],
    ['a list on hosts leaves what is not HTTP alone', { hosts: ['admin.example.com'] }, {}, [HTTP]],
    ['a list on hosts of a gateway of others, too', { hosts: ['admin.example.com'] }, { servers: undefined, install: GatewayInstall.existing() }, [HTTP]],
  ])('%s', (_, scope, on, expected) => {
    const list = put(IpAllowList, scope, on);
    expect(placed(list)).toEqual(expected);
    expect(configurations(list).map(inWords)).toHaveLength(expected.length);
    expect(list.objects.map(object => object.toJson().spec.priority)).toEqual([expected.includes(BYTES) ? 10 : undefined]);
  });

  test('the filter without its configuration admits those to whom the list does not apply, and nobody else', () => {
    const closed = patches(put(IpAllowList, { serverNames: ['web', 'db'] }, { servers: [WEB(), ANY(), TCP()] }))
      .filter(({ applyTo }) => applyTo !== 'EXTENSION_CONFIG').map(({ patch }) => inWords({ typed_config: patch.value.config_discovery.default_config }));
    expect(closed).toEqual([['DestinationPortInput 8000: ALLOW', 'else DENY'], ['else DENY']]);
  });

  test('connections are admitted, for their filters cannot be skipped', () => {
    const [bytes] = configurations(put(IpAllowList, { serverNames: ['db'] }, { servers: [WEB(), TCP()] }));
    expect(inWords(bytes)).toEqual([`direct-source in ${INSIDE}: ALLOW`, 'else DENY']);
  });

  test('a dry run only logs', () => {
    const dry = put(IpAllowList, { dryRun: true }, { servers: [WEB(), TCP()] });
    expect(configurations(dry).map(inWords).map(words => words.at(-1))).toEqual(['else DENY, only logged', 'else DENY, only logged']);
    const closed = patches(dry).slice(0, 2).map(({ patch }) => inWords({ typed_config: patch.value.config_discovery.default_config }));
    expect(closed.map(words => words.at(-1))).toEqual(['else DENY, only logged', 'else DENY, only logged']);
  });
});

describe('a list that is too long for one object', () => {
  const list = put(IpAllowList, { addresses: long(40_000), metadata: { name: 'long', annotations: { 'argocd.argoproj.io/sync-options': 'Prune=false' } } });
  const [base, ...shards] = list.objects.map(object => object.toJson());

  test('is a small object that places the filters, and shards that hold addresses, large ones for server-side apply', () => {
    expect(list.report).toBe([
      '| object | entries | bytes |',
      '|---|--:|--:|',
      '| EnvoyFilter long | 0 | 3202 |',
      '| EnvoyFilter long-ipv4-10.0.0.0-17 | 16384 | 800329 |',
      '| EnvoyFilter long-ipv4-10.0.0.0-17-tcp | 16384 | 800208 |',
      '| EnvoyFilter long-rest | 23616 | 1163566 |',
      '| EnvoyFilter long-rest-tcp | 23616 | 1163445 |',
      '',
    ].join('\n'));
    expect([base, ...shards].map(({ metadata }) => metadata.annotations['argocd.argoproj.io/sync-options']))
      .toEqual(['Prune=false,PruneLast=true', ...shards.map(() => 'Prune=false,PruneLast=true,ServerSideApply=true')]);
    const nameOf = ({ patch }: any) => patch.value.name;
    expect(base.spec.configPatches.map(nameOf)).toEqual(shards.map(({ spec }) => nameOf(spec.configPatches[0])));
    expect(schemaProblems(base)).toEqual([]);
  });

  test('a configuration is named after the part of the space that it judges: the same as long as that is, and no other\'s ever after', () => {
    // The first object places the filters, and so names all configurations in the order of the others.
    // The first object places the filters, and so names all configurations in the order of the others.
    const partsOf = ({ objects: [first, ...others] }: IpAllowList | IpDenyList) =>
      new Map(first.toJson().spec.configPatches.map(({ patch }: any, index: number) => [others[index].name, patch.value.name]));
    const [one, more, most] = [list, ...[40_001, 70_000].map(count => put(IpAllowList, { addresses: long(count), metadata: { name: 'long' } }))].map(partsOf);
    expect(more).toEqual(one);
    expect(most.get('long-ipv4-10.0.0.0-17')).toBe(one.get('long-ipv4-10.0.0.0-17'));
    expect(most.get('long-rest')).not.toBe(one.get('long-rest'));
  });

  test('each shard admits the addresses that the others judge', () => {
    const admitted = shards.map(({ spec }) => inWords(spec.configPatches[0].patch.value)[0]);
    expect(admitted[0]).toMatch(/^direct-source in 0.0.0.0\/5 8.0.0.0\/7 10.0.0.0\/32 10.0.0.2\/32 .* ::\/0: SkipFilter$/);
    expect(admitted[2]).toMatch(/^direct-source in 10.0.0.0\/17 10.0.128.0\/32 10.0.128.2\/32 .*: SkipFilter$/);
  });
});

describe('the escape hatch', () => {
  test('patches survive', () => {
    const list = put(IpAllowList);
    ApiObject.of(list).addJsonPatch(JsonPatch.add('/spec/priority', 7));
    expect(list.objects[0].toJson().spec.priority).toBe(7);
  });
});

describe('refused', () => {
  // Before bytes an open server's name would be a key to a listed one: by a wildcard, or while the open server has no route.
  test.each<[string, string[], string[], string]>([
    ['the listed name is under an open wildcard', ['vault.example.org'], ['*.example.org'], 'vault'],
    ['the open name is under a listed wildcard', ['*.example.org'], ['vault.example.org'], 'vault'],
  ])('passthrough servers on one port, one of them listed: %s', (_, listed, open, name) => {
    const servers = [HTTPS(), VAULT({ hosts: listed }), GatewayServer.tlsPassthrough({ name: 'open', hosts: open })];
    for (const covered of [['web', name], [name]]) {
      expect(messageOf(() => put(IpAllowList, { serverNames: covered }, { servers }))).toMatch(
        /^\[shared-port\] the servers "vault" and "open" cannot be told apart by their port: both can appear as 8443; /);
    }
  });

  test.each<[string, Scope, On, string]>([
    ['a long list whose engine is not named', { addresses: long(1001), engine: undefined }, {},
      '[engine-unnamed] the list has 1001 entries, and no engine is named; Envoy compares the entries of an AuthorizationPolicy one by one, for each '
      + 'request: with 1,000 a request takes 1.3 times the processor time of one without a list, with 10,000 2.6 times, with 100,000 71 times; with a trie 1.1 '
      + 'times at any length; write engine: MatchEngine.ipTrie(), or engine: MatchEngine.authorizationPolicy() if that is fast enough (at chart/list)'],
    ['form ALLOW', { form: AllowListForm.ALLOW }, {},
      '[allow-form-engine] form is AllowListForm.ALLOW, and the engine is the trie; the trie denies by itself and does not add up with policies, '
      + 'so the form would mean nothing; leave form out, or write engine: MatchEngine.authorizationPolicy() (at chart/list)'],
    ['an AuthorizationPolicy that should read a header', { engine: undefined }, { topology: byHeader() },
      "[header-needs-trie] the client's address is in the header cf-connecting-ip; AuthorizationPolicy compares addresses only with the packet source, "
      + 'PROXY or X-Forwarded-For; write engine: MatchEngine.ipTrie() (at chart/list)'],
    ['a header where there may be TCP servers', {}, { topology: byHeader(), servers: undefined, install: GatewayInstall.existing() },
      '[servers-unknown] a list that reads the header cf-connecting-ip, on a gateway whose servers are not declared; TCP servers have no headers, '
      + 'so the list would deny all of their clients; declare all servers of the gateway (at chart/list)'],
    ['a token for AuthorizationPolicy', { exempt: ['/x/{token}'], engine: undefined }, {},
      '[inexact-exemption] exempt path "/x/{token}" is a pattern; a pattern of AuthorizationPolicy also matches "/prefix/..%2fadmin", which Envoy '
      + 'passes on and many servers resolve; write engine: MatchEngine.ipTrie(), which matches only the characters of a token, or whole paths such '
      + "as '/healthz' (at chart/list)"],
  ])('%s', (_, scope, on, message) => {
    expect(messageOf(() => put(IpAllowList, scope, on))).toBe(message);
  });

  test('an AuthorizationPolicy that no cluster takes', () => {
    expect(messageOf(() => put(IpAllowList, { addresses: long(100_000), engine: MatchEngine.authorizationPolicy() }))).toMatch(
      /^\[object-too-large\] AuthorizationPolicy has 1\d+ bytes as JSON, \d+ more than it may have; a cluster takes no object over 1.5 MiB/);
  });
});
