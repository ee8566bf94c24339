import { Edge, HTTP, HTTPS, LABELS, TCP, edge, traced } from './edge';

const CLIENT = '203.0.113.7';
const HCM = 'envoy.filters.network.http_connection_manager';
const type = (kind: string) => `type.googleapis.com/envoy.extensions.filters.${kind}.rbac.v3.RBAC`;

/** An RBAC filter that is inserted in front of another. */
function rbac(rules: any, before = HCM): any {
  return {
    applyTo: 'NETWORK_FILTER',
    match: { context: 'GATEWAY', listener: { filterChain: { filter: { name: before } } } },
    patch: { operation: 'INSERT_BEFORE', value: { name: 'rbac', typed_config: { '@type': type('network'), 'stat_prefix': 'x', rules } } },
  };
}

function httpRbac(rules: any): any {
  return {
    applyTo: 'HTTP_FILTER',
    match: { context: 'GATEWAY', listener: { filterChain: { filter: { name: HCM } } } },
    patch: { operation: 'INSERT_FIRST', value: { name: 'rbac', typed_config: { '@type': type('http'), rules } } },
  };
}

function merge(settings: any, match: any = {}): any {
  return {
    applyTo: 'NETWORK_FILTER',
    match: { context: 'GATEWAY', listener: { ...match, filterChain: { filter: { name: HCM } } } },
    patch: { operation: 'MERGE', value: { typed_config: { '@type': 'type.googleapis.com/hcm', ...settings } } },
  };
}

const only = (principal: any, permission: any = { any: true }) => ({ action: 'ALLOW', policies: { p: { permissions: [permission], principals: [principal] } } });
const peers = only({ remote_ip: { address_prefix: '203.0.113.0', prefix_len: 24 } });

describe('an RBAC filter in front of the connection manager', () => {
  const PROXY: Edge = { topology: { proxyProtocol: {}, numTrustedProxies: 1 }, patches: [rbac(peers)] };
  test.each([
    ['passes the PROXY sources that it names', CLIENT, [], 'ADMITTED'],
    ['whatever X-Forwarded-For says', CLIENT, ['9.9.9.9'], 'ADMITTED'],
    ['and closes the others', '9.9.9.9', [CLIENT], 'CLOSED'],
  ])('%s', (_, proxy, xForwardedFor, verdict) => {
    expect(traced(PROXY, { proxy, xForwardedFor }).verdict).toBe(verdict);
  });

  test('says what it compared', () => {
    expect(traced(PROXY, { proxy: '9.9.9.9' }).reason)
      .toBe('EnvoyFilter edge/filter-0 closes the connection before HTTP is read: remote_ip: 9.9.9.9 is not in 203.0.113.0/24');
    expect(traced({ patches: [rbac({ action: 'ALLOW' })] }).reason).toBe('EnvoyFilter edge/filter-0 closes the connection before HTTP is read: it lets nobody pass');
    expect(traced({ patches: [rbac({ action: 'DENY', policies: { p: { permissions: [{ any: true }], principals: [{ any: true }] } } })] }).reason)
      .toBe('EnvoyFilter edge/filter-0 closes the connection before HTTP is read: it matches everything');
  });

  test.each([
    ['is not on servers without HTTP', { servers: [TCP], patches: [rbac(peers)] }, 'ADMITTED'],
    ['unless it says so', { servers: [TCP], patches: [rbac(peers, 'envoy.filters.network.tcp_proxy')] }, 'CLOSED'],
    ['is not on other ports', { patches: [{ ...rbac(peers), match: { listener: { portNumber: 1 } } }] }, 'ADMITTED'],
    ['is on its own', { patches: [{ ...rbac(peers), match: { listener: { portNumber: 8080, name: '0.0.0.0_8080' } } }] }, 'CLOSED'],
    ['asks for no path', { patches: [rbac(only({ url_path: { path: { prefix: '/' } } }))] }, 'CLOSED'],
    ['is not in sidecars', { patches: [{ ...rbac(peers), match: { context: 'SIDECAR_INBOUND' } }] }, 'ADMITTED'],
    ['is not on other names', { servers: [HTTPS], patches: [{ ...rbac(peers), match: { listener: { filterChain: { sni: 'x' } } } }] }, 'ADMITTED'],
    ['is not on plain text', { patches: [{ ...rbac(peers), match: { listener: { filterChain: { transportProtocol: 'tls' } } } }] }, 'ADMITTED'],
  ])('%s', (_, parts: Edge, verdict) => {
    expect(traced(parts).verdict).toBe(verdict);
  });
});

describe('what RBAC filters ask', () => {
  test.each<[string, any, any, boolean]>([
    ['and_ids', only({ and_ids: { ids: [{ any: true }, { direct_remote_ip: { address_prefix: '9.9.9.9', prefix_len: 32 } }] } }), {}, false],
    ['or_ids', only({ orIds: { ids: [{ any: true }, { directRemoteIp: { addressPrefix: '9.9.9.9', prefixLen: 32 } }] } }), {}, true],
    ['not_id', only({ not_id: { any: true } }), {}, false],
    ['without a length: everybody of the family', only({ remote_ip: { address_prefix: '9.9.9.9' } }), {}, true],
    ['a header', only({ header: { name: 'x-a', string_match: { exact: '1' } } }), { headers: { 'x-a': '1' } }, true],
    ['a header that is there', only({ header: { name: 'x-a', present_match: true } }), {}, false],
    ['a header that is not', only({ header: { name: 'x-a', present_match: true, invert_match: true } }), {}, true],
    ['another header', only({ header: { name: 'x-a', stringMatch: { prefix: 'A', ignoreCase: true }, invertMatch: true } }), { headers: { 'x-a': 'abc' } }, false],
    ['another header, which is missing', only({ header: { name: 'x-a', stringMatch: { suffix: 'c' }, invertMatch: true } }), {}, false],
    ['url_path', only({ url_path: { path: { contains: 'dm' } } }), { path: '/admin?x' }, true],
    ['url_path in permissions', only({ any: true }, { url_path: { path: { safe_regex: { regex: '(?i)/ADMIN' } } } }), { path: '/admin' }, true],
    ['uri_template', only({ any: true }, { uri_template: { name: 'x', typed_config: { '@type': 'x/envoy.extensions.path.match.uri_template.v3.UriTemplateMatchConfig', 'path_template': '/a/*' } } }), { path: '/a/b' }, true],
    ['destination_port', only({ any: true }, { destination_port: 8080 }), {}, true],
    ['destination_ip', only({ any: true }, { destination_ip: { address_prefix: '10.0.0.0', prefix_len: 8 } }), { podAddress: '10.1.1.1' }, true],
    ['requested_server_name', only({ any: true }, { requested_server_name: { exact: '' } }), {}, true],
    ['and_rules', only({ any: true }, { and_rules: { rules: [{ any: true }, { not_rule: { any: true } }] } }), {}, false],
    ['or_rules', only({ any: true }, { or_rules: { rules: [{ any: true }, { not_rule: { any: true } }] } }), {}, true],
    ['a header in permissions', only({ any: true }, { header: { name: ':method', string_match: { exact: 'GET' } } }), {}, true],
    ['LOG', { action: 'LOG', policies: {} }, {}, true],
    ['DENY', { action: 'DENY', policies: { p: { permissions: [{ any: true }], principals: [{ any: true }] } } }, {}, false],
  ])('%s', (_, rules, request, passes) => {
    const trace = traced({ patches: [httpRbac(rules)] }, request);
    expect(trace.notes).toEqual([]);
    expect([trace.admitted, trace.status]).toEqual([passes, passes ? undefined : 403]);
  });

  test.each<[string, any, string]>([
    ['an unknown question', only({ metadata: {} }), 'metadata'],
    ['two at once', only({ any: true, remote_ip: {} }), 'several fields where one is expected'],
    ['an unknown action', { action: 'X' }, 'the action "X"'],
    ['a condition in another language', { policies: { p: { permissions: [{ any: true }], principals: [{ any: true }], condition: {} } } }, 'condition'],
    ['a bad address', only({ remote_ip: { address_prefix: 'x', prefix_len: 1 } }), 'the range x/1'],
    ['a header that asks otherwise', only({ header: { name: 'x', range_match: {} } }), 'range_match'],
    ['a header that must not be there', only({ header: { name: 'x', present_match: false } }), 'a header without a name, or one that must not be there'],
    ['a header without a name', only({ header: {} }), 'a header without a name, or one that must not be there'],
    ['a header of which nothing is asked', only({ header: { name: 'x' } }), 'a missing value'],
    ['an unknown kind of text', only({ url_path: { path: { custom: {} } } }), 'custom'],
    ['a text that is none', only({ url_path: { path: { exact: 1 } } }), 'the text 1'],
    ['a template that is none', only({ any: true }, { uri_template: { name: 'x', typed_config: {} } }), 'the template undefined'],
    ['an expression that is none', only({ url_path: { path: { safe_regex: { regex: '(' } } } }), 'the expression ('],
    ['a map in the place of a list', only({ and_ids: { ids: {} } }), '{}'],
    ['deep inside', only({ and_ids: { ids: [{ not_id: { or_ids: { ids: [{ x: 1 }] } } }] } }), 'x'],
  ])('%s is not guessed', (_, rules, what) => {
    expect(traced({ patches: [httpRbac(rules)] }).notes).toEqual([`EnvoyFilter edge/filter-0 has an RBAC filter that is not interpreted (${what}): what happens may differ`]);
  });

  test.each<[string, any, string]>([
    ['nothing', only({}), 'an empty message'],
    ['a list of nothing', { policies: { p: { permissions: [], principals: [{ any: true }] } } }, 'an empty list'],
    ['a policy for nobody', { policies: { p: { permissions: [{ any: true }] } } }, 'an empty list'],
    ['an empty prefix', only({ url_path: { path: { prefix: '' } } }), 'an empty text to look for'],
    ['letter case beside an expression', only({ url_path: { path: { safe_regex: { regex: 'a' }, ignore_case: true } } }), 'ignore_case beside safe_regex'],
    ['an extension without a name', only({ any: true }, { uri_template: { typed_config: {} } }), 'an extension without a name'],
  ])('%s is refused by Envoy', (_, rules, what) => {
    const { verdict, reason, notes } = traced({ patches: [httpRbac(rules)] });
    expect([verdict, reason, notes]).toEqual(['CLOSED', `EnvoyFilter edge/filter-0 has an RBAC filter that Envoy refuses, and with it the listener: ${what}`, []]);
  });
});

describe('a fault filter', () => {
  const fault = (config: any, operation = 'INSERT_FIRST') => ({
    applyTo: 'HTTP_FILTER',
    match: { context: 'GATEWAY', listener: { filterChain: { filter: { name: HCM } } } },
    patch: { operation, value: { name: 'f', typed_config: { '@type': 'type.googleapis.com/envoy.extensions.filters.http.fault.v3.HTTPFault', ...config } } },
  });
  const abort = { http_status: 425, percentage: { numerator: 100 } };
  const EARLY = fault({ headers: [{ name: 'early-data', present_match: true }], abort });
  const DENIES = { from: [{ source: { notIpBlocks: [CLIENT] } }] };

  test.each<[string, any, any, [string, number | undefined]]>([
    ['answers what has the header', [EARLY], { headers: { 'Early-Data': '1' } }, ['ANSWERED', 425]],
    ['whatever its value', [EARLY], { headers: { 'early-data': '' } }, ['ANSWERED', 425]],
    ['and nothing else', [EARLY], { headers: { 'x-early-data': '1' } }, ['DENIED', 403]],
    ['once a list before it has let it pass', [EARLY, httpRbac(peers)], { headers: { 'early-data': '1' } }, ['DENIED', 403]],
    ['with all of its matchers', [fault({ headers: [{ name: 'early-data', present_match: true }, { name: 'x', string_match: { exact: '1' } }], abort })], { headers: { 'early-data': '1' } }, ['DENIED', 403]],
    ['without matchers, everything', [fault({ abort })], {}, ['ANSWERED', 425]],
    ['of which nothing is asked', [fault({ headers: [{}], abort })], {}, ['DENIED', 403]],
  ])('%s', (title, patches, request, expected) => {
    const { verdict, status, notes } = traced({ patches, policies: [DENIES] }, request);
    expect([verdict, status]).toEqual(expected);
    expect(notes).toEqual(title.startsWith('of which')
      ? ['EnvoyFilter edge/filter-0 has a fault filter that is not interpreted (a header without a name, or one that must not be there): what happens may differ'] : []);
  });

  test('says so', () => {
    expect(traced({ patches: [EARLY] }, { headers: { 'early-data': '1' } }).reason).toBe('EnvoyFilter edge/filter-0 answers 425: header early-data: "1" matches *');
  });

  test.each<[string, any, string]>([
    ['a part of the requests', { abort: { ...abort, percentage: { numerator: 50 } } }, 'a fault for some of the requests'],
    ['a smaller part', { abort: { ...abort, percentage: { numerator: 100, denominator: 'MILLION' } } }, 'a fault for some of the requests'],
    ['what a header asks for', { abort: { header_abort: {}, percentage: { numerator: 100 } } }, 'header_abort'],
    ['a delay', { delay: {} }, 'delay'],
    ['nothing', {}, 'a missing value'],
  ])('%s is not guessed', (_, config, what) => {
    expect(traced({ patches: [fault(config)] }).notes).toEqual([`EnvoyFilter edge/filter-0 has a fault filter that is not interpreted (${what}): what happens may differ`]);
  });

  test('is not among the filters of connections', () => {
    expect(traced({ patches: [{ ...EARLY, applyTo: 'NETWORK_FILTER', match: rbac(peers).match, patch: { ...EARLY.patch, operation: 'INSERT_BEFORE' } }] }).notes)
      .toEqual(['EnvoyFilter edge/filter-0 changes filters in a way that is not interpreted: what happens may differ']);
  });
});

describe('settings of the connection manager', () => {
  const hosts = { policies: [{ to: [{ operation: { hosts: ['a.example.com'] } }] }] };
  test.each<[string, any, any, string]>([
    ['strip_any_host_port', { strip_any_host_port: true }, { host: 'a.example.com:80' }, 'DENIED'],
    ['strip_any_host_port strips numbers only', { stripAnyHostPort: true }, { host: 'a.example.com:abc' }, 'ADMITTED'],
    ['merging cannot take back', { strip_any_host_port: false }, { host: 'a.example.com:80' }, 'ADMITTED'],
  ])('%s', (_, settings, request, verdict) => {
    expect(traced({ ...hosts, patches: [merge(settings)] }, request).verdict).toBe(verdict);
  });

  test('xff_num_trusted_hops and merge_slashes', () => {
    expect(traced({ patches: [merge({ xff_num_trusted_hops: 1 })] }, { xForwardedFor: [CLIENT] }).clientAddress).toBe(CLIENT);
    expect(traced({ patches: [merge({ merge_slashes: true })] }, { path: '/a//b' }).steps).toContain('the path /a//b is normalized to /a/b');
    expect(traced({ patches: [merge({ merge_slashes: true }, { portNumber: 1 })] }, { path: '/a//b' }).steps.join()).not.toContain('normalized');
  });

  test('what says nothing to a trace is not mentioned, and the rest is', () => {
    expect(traced({ patches: [merge({ access_log: [], streamIdleTimeout: '1s' })] }).notes).toEqual([]);
    expect(traced({ patches: [merge({ use_remote_address: false, path_normalization_options: {} })] }).notes)
      .toEqual(['EnvoyFilter edge/filter-0 changes the connection manager (path_normalization_options): what happens may differ']);
  });
});

describe('what is not interpreted is said', () => {
  const inserted = (applyTo: string, value: any, operation = 'INSERT_FIRST') => ({ applyTo, match: {}, patch: { operation, value } });
  test.each([
    ['routes', inserted('VIRTUAL_HOST', {}), 'EnvoyFilter edge/filter-0 changes VIRTUAL_HOST, which is not interpreted: what happens may differ'],
    ['another HTTP filter', inserted('HTTP_FILTER', { typed_config: { '@type': 'lua' } }), 'EnvoyFilter edge/filter-0 changes filters in a way that is not interpreted: what happens may differ'],
    ['a removed filter', inserted('HTTP_FILTER', {}, 'REMOVE'), 'EnvoyFilter edge/filter-0 changes filters in a way that is not interpreted: what happens may differ'],
    ['another listener filter', inserted('LISTENER_FILTER', { name: 'x', typed_config: { '@type': 'original_dst' } }), 'EnvoyFilter edge/filter-0 adds a listener filter that is not interpreted: what happens may differ'],
    ['a listener', inserted('LISTENER', {}, 'ADD'), 'EnvoyFilter edge/filter-0 changes listeners in a way that is not interpreted: what happens may differ'],
    ['a field of a listener', inserted('LISTENER', { transparent: true }, 'MERGE'), 'EnvoyFilter edge/filter-0 changes listeners in a way that is not interpreted: what happens may differ'],
  ])('%s', (_, patch, note) => {
    expect(traced({ patches: [patch] }).notes).toEqual([note]);
  });

  test('what a trace does not depend on is not', () => {
    const inspector = { name: 'x', typed_config: { '@type': 'type.googleapis.com/envoy.extensions.filters.listener.tls_inspector.v3.TlsInspector' } };
    expect(traced({ patches: [inserted('CLUSTER', {}), inserted('BOOTSTRAP', {}), inserted('LISTENER_FILTER', inspector)] }).notes).toEqual([]);
  });

  test('what is for HTTP/3 only is not, either, and changes nothing here', () => {
    const quic = (applyTo: string, name: string) => ({ applyTo, match: { listener: { name } }, patch: { operation: 'MERGE', value: { transport_socket: {} } } });
    expect(traced({ patches: [quic('FILTER_CHAIN', 'udp_0.0.0.0_8443'), quic('FILTER_CHAIN', 'udp_::_8443'), quic('LISTENER', 'udp_0.0.0.0_8443')] }).notes).toEqual([]);
    expect(traced({ patches: [quic('FILTER_CHAIN', '0.0.0.0_8443')] }).notes).toHaveLength(1);
  });

  test('PROXY filters may be removed', () => {
    const remove = { applyTo: 'LISTENER_FILTER', match: { listener: { listenerFilter: 'envoy.filters.listener.proxy_protocol' } }, patch: { operation: 'REMOVE' } };
    expect(traced({ topology: { proxyProtocol: {} }, patches: [remove] }).admitted).toBe(true);
    const other = { ...remove, match: { listener: { listenerFilter: 'x' } } };
    expect(traced({ topology: { proxyProtocol: {} }, patches: [other] }).admitted).toBe(false);
  });
});

test('filters come by priority, those of the root namespace first, then by age and name', () => {
  const filter = (name: string, namespace: string, priority?: number) => ({
    apiVersion: 'networking.istio.io/v1alpha3',
    kind: 'EnvoyFilter',
    metadata: { name, namespace },
    spec: { priority, workloadSelector: { labels: LABELS }, configPatches: [rbac({ action: 'ALLOW' })] },
  });
  const first = (more: any[]) => traced(edge({ servers: [HTTP], more })).reason.split(' ')[1];
  expect(first([filter('b', 'edge'), filter('a', 'edge')])).toBe('edge/a');
  expect(first([filter('a', 'edge'), filter('b', 'istio-system')])).toBe('istio-system/b');
  expect(first([filter('a', 'istio-system'), filter('b', 'edge', -1)])).toBe('edge/b');
});
