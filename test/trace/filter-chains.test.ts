import { Edge, HTTP, HTTPS, LABELS, TCP, edge, traced } from './edge';
import { ALLOW, AUTHORITY, DENY, fits, is, list, nested, not, trie } from '../envoy/matchers';

const CLIENT = '203.0.113.7';
const HCM = 'envoy.filters.network.http_connection_manager';
const TCP_PROXY = 'envoy.filters.network.tcp_proxy';
const type = (kind: string) => `type.googleapis.com/envoy.extensions.filters.${kind}.rbac.v3.RBAC`;

const OFFICE = trie([[['203.0.113.0/24'], ALLOW]], DENY);
const EVERYBODY = { on_no_match: ALLOW };

const config = (kind: string, settings: any) => ({ '@type': type(kind), ...kind === 'network' ? { stat_prefix: 'x' } : {}, ...settings });

/** An HTTP filter, placed beside another. */
function http(value: any, operation = 'INSERT_FIRST', subFilter?: string, filter = HCM): any {
  return {
    applyTo: 'HTTP_FILTER',
    match: { context: 'GATEWAY', listener: { filterChain: { filter: { name: filter, ...subFilter ? { subFilter: { name: subFilter } } : {} } } } },
    patch: { operation, value },
  };
}

function network(value: any, operation = 'INSERT_BEFORE', filter = TCP_PROXY): any {
  return { applyTo: 'NETWORK_FILTER', match: { context: 'GATEWAY', listener: { filterChain: { filter: { name: filter } } } }, patch: { operation, value } };
}

const filter = (matcher: any, kind = 'http', name = 'list') => ({ name, typed_config: config(kind, { matcher }) });
const asks = (patch: any, request = {}) => traced({ patches: [patch] }, { proxy: undefined, peer: CLIENT, ...request });

describe('a matcher in an HTTP filter', () => {
  const H = list([[not(fits(AUTHORITY, '[a-z.]+(:[0-9]+)?')), nested(OFFICE)], [fits(AUTHORITY, 'admin\\.example\\.com(:.*)?'), nested(OFFICE)]], ALLOW);
  test.each([
    ['admits who is on the list', CLIENT, 'admin.example.com', 'ADMITTED'],
    ['and nobody else', '9.9.9.9', 'admin.example.com', 'DENIED'],
    ['to its host', '9.9.9.9', 'www.example.com', 'ADMITTED'],
    ['in whatever spelling', '9.9.9.9', 'admin.example.com:abc', 'DENIED'],
  ])('%s', (_, peer, host, verdict) => {
    expect(asks(http(filter(H)), { peer, host }).verdict).toBe(verdict);
  });

  test('compares the client and not the packets', () => {
    const parts = { topology: { numTrustedProxies: 1 }, patches: [http(filter(OFFICE))] };
    expect(traced(parts, { xForwardedFor: [CLIENT] }).admitted).toBe(true);
    expect(traced(parts, { xForwardedFor: ['9.9.9.9'] }).admitted).toBe(false);
  });

  test('says which filter refused, and what it compared', () => {
    expect(asks(http(filter(H)), { peer: '9.9.9.9', host: 'admin.example.com' }).reason).toBe('EnvoyFilter edge/filter-0 denies the request: '
      + 'header :authority: "admin.example.com" matches admin\\.example\\.com(:.*)?; source_ip: 9.9.9.9 is not in 203.0.113.0/24');
  });

  test('is among the policies, as a DENY of what it does not let pass', () => {
    const { policies, reason } = asks(http(filter(OFFICE)));
    expect(policies).toEqual([{ name: 'EnvoyFilter edge/filter-0', action: 'DENY', matched: false, dryRun: false, why: ['source_ip: 203.0.113.7 is in 203.0.113.0/24'] }]);
    expect(reason).toBe('no policy denies it');
  });

  test('counts more than rules beside it', () => {
    const both = { name: 'list', typed_config: config('http', { matcher: EVERYBODY, rules: {} }) };
    expect(asks(http(both)).admitted).toBe(true);
  });
});

describe('a matcher in a network filter', () => {
  test.each<[string, Edge, string, string]>([
    ['admits who is on the list', { servers: [TCP] }, CLIENT, 'ADMITTED'],
    ['and closes all others', { servers: [TCP] }, '9.9.9.9', 'CLOSED'],
    ['is not on HTTP, where no such filter is', { servers: [HTTP] }, '9.9.9.9', 'ADMITTED'],
  ])('%s', (_, parts, peer, verdict) => {
    expect(traced({ ...parts, patches: [network(filter(OFFICE, 'network'))] }, { peer }).verdict).toBe(verdict);
  });

  test('that asks for a header is refused by Envoy', () => {
    expect(traced({ servers: [TCP], patches: [network(filter(list([[is(AUTHORITY, { exact: 'h' }), ALLOW]]), 'network'))] }).reason)
      .toBe('EnvoyFilter edge/filter-0 has an RBAC filter that Envoy refuses, and with it the listener: a header as input of a network filter');
  });
});

describe('dry run', () => {
  const shadow = (settings: any) => ({ name: 'list', typed_config: config('http', settings) });
  test.each<[string, any, boolean, (boolean | string)[]]>([
    ['a shadow matcher refuses nobody', { shadow_matcher: OFFICE }, true, ['dry run refuses']],
    ['nor do shadow rules', { shadow_rules: {} }, true, ['dry run refuses']],
    ['a shadow matcher counts more than shadow rules', { shadow_matcher: EVERYBODY, shadow_rules: {} }, true, ['dry run admits']],
    ['beside what is enforced', { shadow_matcher: EVERYBODY, matcher: OFFICE }, false, ['dry run admits', 'refuses']],
    ['a filter that asks nothing', {}, true, []],
  ])('%s', (_, settings, admitted, said) => {
    const trace = asks(http(shadow(settings)), { peer: '9.9.9.9' });
    expect(trace.admitted).toBe(admitted);
    expect(trace.policies.map(({ dryRun, matched }) => `${dryRun ? 'dry run ' : ''}${matched ? 'refuses' : 'admits'}`)).toEqual(said);
    expect(trace.notes).toEqual([]);
  });

  test('is told as such', () => {
    expect(String(asks(http(shadow({ shadow_matcher: OFFICE })), { peer: '9.9.9.9' })))
      .toContain('* DENY EnvoyFilter edge/filter-0 (dry run: only logs) matches\n        source_ip: 9.9.9.9 is not in 203.0.113.0/24');
  });
});

describe('the order of filters', () => {
  const policies = [{ from: [{ source: { ipBlocks: ['9.9.9.9'] } }] }];
  /** Who is asked, in order: filters by number, and the policy. */
  const order = (patches: any[], parts: Edge = {}) => traced({ policies, patches, ...parts }).policies.map(({ name }) => name.replace(/.*filter-/, ''));
  const all = (operation: string, beside?: string, name?: string) => http(filter(EVERYBODY, 'http', name), operation, beside);
  const tcp = (operation: string, beside: string) => network(filter(EVERYBODY, 'network'), operation, beside);

  test.each<[string, any[], string[]]>([
    ['INSERT_FIRST: the last is the first', [all('INSERT_FIRST'), all('INSERT_FIRST')], ['1', '0', 'edge/policy-0']],
    ['INSERT_BEFORE nothing is the same', [all('INSERT_BEFORE'), all('INSERT_BEFORE')], ['1', '0', 'edge/policy-0']],
    ['INSERT_BEFORE the router is after policies', [all('INSERT_BEFORE', 'envoy.filters.http.router')], ['edge/policy-0', '0']],
    ['the later is nearer to it', [all('INSERT_BEFORE', 'envoy.filters.http.router'), all('INSERT_BEFORE', 'envoy.filters.http.router')], ['edge/policy-0', '0', '1']],
    ['INSERT_AFTER another filter', [all('INSERT_FIRST', undefined, 'a'), all('INSERT_AFTER', 'a')], ['0', '1', 'edge/policy-0']],
    ['INSERT_BEFORE another filter', [all('INSERT_FIRST', undefined, 'a'), all('INSERT_BEFORE', 'a')], ['1', '0', 'edge/policy-0']],
    ['beside a filter that is not there: nowhere', [all('INSERT_BEFORE', 'b')], ['edge/policy-0']],
    ['beside one that comes later: nowhere', [all('INSERT_BEFORE', 'a'), all('INSERT_FIRST', undefined, 'a')], ['1', 'edge/policy-0']],
    ['within another filter than the connection manager: nowhere', [http(filter(EVERYBODY), 'INSERT_FIRST', undefined, TCP_PROXY)], ['edge/policy-0']],
    ['a network filter comes before all of HTTP', [all('INSERT_FIRST'), tcp('INSERT_BEFORE', HCM)], ['1', '0', 'edge/policy-0']],
    ['INSERT_FIRST does not ask what is there', [tcp('INSERT_FIRST', TCP_PROXY)], ['0', 'edge/policy-0']],
  ])('%s', (_, patches, expected) => {
    expect(order(patches)).toEqual(expected);
  });

  test.each<[string, any[], string[]]>([
    ['in front of the TCP proxy is after policies', [tcp('INSERT_BEFORE', TCP_PROXY)], ['edge/policy-0', '0']],
    ['INSERT_FIRST is not', [tcp('INSERT_FIRST', TCP_PROXY)], ['0', 'edge/policy-0']],
    ['beside the connection manager: nowhere', [tcp('INSERT_BEFORE', HCM)], ['edge/policy-0']],
  ])('on TCP, %s', (_, patches, expected) => {
    expect(order(patches, { servers: [TCP] })).toEqual(expected);
  });

  test('all have to pass', () => {
    const others = trie([[['9.9.9.9/32'], DENY]], ALLOW);
    const both = (peer: string) => traced({ patches: [http(filter(OFFICE)), http(filter(others))] }, { peer });
    expect([CLIENT, '9.9.9.9', '8.8.8.8'].map(peer => both(peer).reason.replace(/:.*/, '')))
      .toEqual(['no policy denies it', 'EnvoyFilter edge/filter-1 denies the request', 'EnvoyFilter edge/filter-0 denies the request']);
  });

  test.each<[string, any, Edge]>([
    ['the router', all('ADD'), {}],
    ['the router', all('INSERT_AFTER'), {}],
    ['the router', all('INSERT_AFTER', 'envoy.filters.http.router'), {}],
    ['http_connection_manager', tcp('INSERT_AFTER', HCM), {}],
    ['tcp_proxy', tcp('ADD', TCP_PROXY), { servers: [TCP] }],
  ])('nothing can be after %s', (last, patch, parts) => {
    const { verdict, reason } = traced({ ...parts, patches: [patch] });
    expect(verdict).toBe('CLOSED');
    expect(reason).toMatch(new RegExp(`^EnvoyFilter edge/filter-0 inserts the filter list after envoy.filters.\\w+.${last.replace('the ', '')}, which must be the last`));
  });

  test('a filter that may be missing is assumed to be there', () => {
    expect(traced({ patches: [all('INSERT_BEFORE', 'envoy.filters.http.jwt_authn')] }).notes)
      .toEqual(['EnvoyFilter edge/filter-0 inserts a filter beside envoy.filters.http.jwt_authn, which is assumed to be there']);
  });

  test('what Envoy would refuse does no harm where it has no place', () => {
    expect(traced({ patches: [http({ name: 'list' }, 'INSERT_BEFORE', 'nowhere')] }).admitted).toBe(true);
  });

  test('a filter of another sort holds its place', () => {
    const lua = { name: 'lua', typed_config: { '@type': 'lua' } };
    expect(order([http(lua), all('INSERT_BEFORE', 'lua')])).toEqual(['1', 'edge/policy-0']);
  });
});

describe('which chains', () => {
  test.each<[string, any, boolean]>([
    ['of its server name', { sni: 'admin.example.com' }, false],
    ['of another', { sni: 'x' }, true],
    ['which chains of gateways do not tell apart: TLS', { transportProtocol: 'tls' }, true],
    ['protocols', { applicationProtocols: 'h2' }, true],
    ['names', { name: 'x' }, true],
    ['ports', { destinationPort: 8443 }, true],
  ])('%s', (_, filterChain, admitted) => {
    const patch = { ...http(filter(OFFICE)), match: { listener: { filterChain } } };
    expect(traced({ servers: [HTTPS], patches: [patch] }, { host: 'admin.example.com' }).admitted).toBe(admitted);
  });

  test('what is for some proxies only is said', () => {
    const patch = { ...http(filter(EVERYBODY)), match: { proxy: { proxyVersion: '\\.[0-3]$' } } };
    expect(asks(patch).notes).toEqual(['EnvoyFilter edge/filter-0 is for proxies with {"proxyVersion":"\\\\.[0-3]$"} only: the proxies of this gateway are assumed to match']);
  });
});

describe('a configuration that a filter fetches', () => {
  const NAME = 'cdk8s-istio-source-ip.edge.office';
  const discovery = (kind: string, settings = {}) => ({
    name: NAME,
    config_discovery: { config_source: { ads: {}, initial_fetch_timeout: '0s', resource_api_version: 'V3' }, type_urls: [type(kind)], ...settings },
  });
  const given = (matcher: any, kind = 'http', operation = 'ADD', context?: string, name = NAME) => ({
    applyTo: 'EXTENSION_CONFIG', match: { context }, patch: { operation, value: { name, typed_config: config(kind, { matcher }) } },
  });

  test.each<[string, any[], any, string]>([
    ['admits who is on the list', [http(discovery('http')), given(OFFICE)], {}, 'ADMITTED'],
    ['and nobody else', [http(discovery('http')), given(OFFICE)], { peer: '9.9.9.9' }, 'DENIED'],
    ['in whatever order', [given(OFFICE), http(discovery('http'))], { peer: '9.9.9.9' }, 'DENIED'],
    ['and context', [http(discovery('http')), given(OFFICE, 'http', 'ADD', 'SIDECAR_INBOUND')], { peer: '9.9.9.9' }, 'DENIED'],
    ['istiod takes any insertion for ADD', [http(discovery('http')), given(OFFICE, 'http', 'INSERT_FIRST')], { peer: '9.9.9.9' }, 'DENIED'],
    ['on TCP', [network(discovery('network')), given(OFFICE, 'network')], { peer: '9.9.9.9', port: 9000 }, 'CLOSED'],
    ['nothing fetches it: nothing', [given(DENY)], {}, 'ADMITTED'],
  ])('%s', (_, patches, request, verdict) => {
    const trace = traced({ servers: [HTTP, TCP], patches }, { peer: CLIENT, port: 8080, ...request });
    expect([trace.verdict, trace.notes]).toEqual([verdict, []]);
  });

  test('the reason names what holds the list', () => {
    expect(traced({ patches: [http(discovery('http')), given(OFFICE)] }, { peer: '9.9.9.9' }).reason)
      .toBe('EnvoyFilter edge/filter-1 denies the request: source_ip: 9.9.9.9 is not in 203.0.113.0/24');
  });

  test.each<[string, any[], string]>([
    ['none', [http(discovery('http'))],
      `EnvoyFilter edge/filter-0 waits for the configuration ${NAME}, which no EnvoyFilter on this gateway has: the listener never becomes ready, and admits nobody`],
    ['one of another name', [http(discovery('http')), given(OFFICE, 'http', 'ADD', undefined, 'x')],
      `EnvoyFilter edge/filter-0 waits for the configuration ${NAME}, which no EnvoyFilter on this gateway has: the listener never becomes ready, and admits nobody`],
    ['one that does not add it', [http(discovery('http')), given(OFFICE, 'http', 'MERGE')],
      `EnvoyFilter edge/filter-0 waits for the configuration ${NAME}, which no EnvoyFilter on this gateway has: the listener never becomes ready, and admits nobody`],
    ['two', [http(discovery('http')), given(OFFICE), given(EVERYBODY)],
      `EnvoyFilter edge/filter-1 and EnvoyFilter edge/filter-2 both have the configuration ${NAME}: Envoy refuses both, and the listener never becomes ready`],
    ['one of another type', [http(discovery('http')), given(OFFICE, 'network')],
      `EnvoyFilter edge/filter-1 has the configuration ${NAME} with type ${type('network')}, which EnvoyFilter edge/filter-0 does not accept: the listener never becomes ready`],
    ['one that Envoy refuses', [http(discovery('http')), given({ matcher_list: { matchers: [] } })],
      'EnvoyFilter edge/filter-1 has an RBAC filter that Envoy refuses, and with it the listener: an empty list'],
    ['one without typed_config', [http({ name: 'list' })], 'EnvoyFilter edge/filter-0 names the filter list without typed_config: Envoy refuses every listener that has it'],
  ])('%s: nobody gets in', (_, patches, reason) => {
    const trace = traced({ patches }, { peer: CLIENT });
    expect([trace.verdict, trace.reason, trace.notes]).toEqual(['CLOSED', reason, []]);
  });

  test.each<[string, any[]]>([
    ['another sort of filter', [http(discovery('http', { type_urls: ['lua'] })), { ...given(OFFICE), patch: { operation: 'ADD', value: { name: NAME, typed_config: { '@type': 'lua' } } } }]],
    ['a filter that routes turn on', [http({ ...filter(OFFICE), disabled: true })]],
    ['a network filter within HTTP', [http(filter(OFFICE, 'network'))]],
  ])('%s is not interpreted, and that is said', (_, patches) => {
    expect(traced({ patches }, { peer: CLIENT }).notes)
      .toEqual([expect.stringMatching(/^EnvoyFilter edge\/filter-\d changes filters in a way that is not interpreted: what happens may differ$/)]);
  });

  test('a default counts where there is no configuration, and only there', () => {
    const closed = discovery('http', { default_config: filter({ on_no_match: DENY }).typed_config });
    expect(traced({ patches: [http(closed), given(OFFICE)] }, { peer: CLIENT })).toMatchObject({ verdict: 'ADMITTED', notes: [] });
    expect(traced({ patches: [http(closed)] }, { peer: CLIENT })).toMatchObject({
      verdict: 'DENIED',
      notes: [`EnvoyFilter edge/filter-0 waits for the configuration ${NAME}, which no EnvoyFilter on this gateway has: its default_config counts`],
    });
  });

  test('one EnvoyFilter may hold all of it', () => {
    const patches = [http(discovery('http')), given(OFFICE)];
    const office = { apiVersion: 'networking.istio.io/v1alpha3', kind: 'EnvoyFilter', metadata: { name: 'office', namespace: 'edge' }, spec: { workloadSelector: { labels: LABELS }, configPatches: patches } };
    expect(traced(edge({ more: [office] }), { peer: '9.9.9.9' }).reason).toBe('EnvoyFilter edge/office denies the request: source_ip: 9.9.9.9 is not in 203.0.113.0/24');
  });
});
