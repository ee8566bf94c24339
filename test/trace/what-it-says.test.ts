import { HTTPS, edge } from './edge';
import { Manifests, Tracer } from '../../src/analysis';

const KEY = 'b5bb9d8014a0f9b1';
const request = { peer: '203.0.113.7', host: 'www.example.com', port: 443 };
const textOf = (parts: Parameters<typeof edge>[0], more: object = {}) =>
  new Tracer(edge({ servers: [HTTPS], ...parts })).trace({ ...request, ...more }).toString();

test('a hit names the entry that matched, not the whole list', () => {
  const ipBlocks = ['10.0.0.0/8', '192.0.2.0/24', '198.51.100.0/24', '203.0.113.0/24', '2001:db8::/32'];
  expect(textOf({ policies: [{ from: [{ source: { ipBlocks } }] }] })).toContain('ipBlocks: 203.0.113.7 is in 203.0.113.0/24\n');
});

test('a field that begins with "not" is named after what is true', () => {
  expect(textOf({ policies: [{ from: [{ source: { notRemoteIpBlocks: ['10.0.0.0/8'] } }] }] })).toContain('rule 1: 203.0.113.7 is not in 10.0.0.0/8 (notRemoteIpBlocks)\n');
  expect(textOf({ policies: [{ when: [{ key: 'connection.sni', notValues: ['a.example.com'] }] }] }))
    .toContain('rule 1: connection.sni: "www.example.com" does not match a.example.com (notValues)\n');
});

describe('a key in a header is not printed: neither what was sent, nor what is asked for', () => {
  const header = { name: 'x-origin-key', string_match: { exact: KEY } };
  const rbac = (permissions: object[]) => ({
    applyTo: 'HTTP_FILTER',
    match: { context: 'GATEWAY', listener: { filterChain: { filter: { name: 'envoy.filters.network.http_connection_manager' } } } },
    patch: {
      operation: 'INSERT_FIRST',
      value: {
        name: 'rbac',
        typed_config: {
          '@type': 'type.googleapis.com/envoy.extensions.filters.http.rbac.v3.RBAC',
          'rules': { action: 'ALLOW', policies: { key: { permissions, principals: [{ any: true }] } } },
        },
      },
    },
  });
  const matcher = (onMatch: object) => ({
    applyTo: 'HTTP_FILTER',
    match: { context: 'GATEWAY', listener: { filterChain: { filter: { name: 'envoy.filters.network.http_connection_manager' } } } },
    patch: {
      operation: 'INSERT_FIRST',
      value: { name: 'rbac', typed_config: { '@type': 'type.googleapis.com/envoy.extensions.filters.http.rbac.v3.RBAC', 'matcher': onMatch } },
    },
  });
  const action = (name: string) => ({ action: { name, typed_config: { '@type': 'type.googleapis.com/envoy.config.rbac.v3.Action', name, 'action': name } } });
  const input = {
    name: 'header',
    typed_config: { '@type': 'type.googleapis.com/envoy.type.matcher.v3.HttpRequestHeaderMatchInput', 'header_name': 'x-origin-key' },
  };

  test.each<[string, Parameters<typeof edge>[0]]>([
    ['an AuthorizationPolicy', { policies: [{ when: [{ key: 'request.headers[x-origin-key]', notValues: [KEY] }] }] }],
    ['an RBAC filter', { patches: [rbac([{ header }])] }],
    ['a matcher of an RBAC filter', {
      patches: [matcher({
        matcher_list: { matchers: [{ predicate: { single_predicate: { input, value_match: { exact: KEY } } }, on_match: action('ALLOW') }] },
        on_no_match: action('DENY'),
      })],
    }],
    ['a tree of texts', { patches: [matcher({ matcher_tree: { input, exact_match_map: { map: { [KEY]: action('ALLOW') } } }, on_no_match: action('DENY') })] }],
  ])('%s', (_, parts) => {
    for (const [sent, verdict] of [[KEY, /^ADMITTED/], ['what-the-client-sent', /^DENIED/]] as const) {
      const text = textOf(parts, { headers: { 'x-origin-key': sent } });
      expect(text).toMatch(verdict);
      expect(text).toContain('x-origin-key');
      expect(text).not.toContain(KEY);
      expect(text).not.toContain('what-the-client-sent');
    }
  });
});

test.each<[string, Parameters<typeof edge>[0]]>([
  ['a redirect of the server', { servers: [{ ...HTTPS, port: { number: 80, name: 'http', protocol: 'HTTP' }, tls: { httpsRedirect: true } }] }],
  ['a redirect of a route', { virtualServices: [{ hosts: ['*'], http: [{ redirect: { authority: 'other.example.com' } }] }] }],
  ['an answer of a route', { virtualServices: [{ hosts: ['*'], http: [{ directResponse: { status: 503 } }] }] }],
  ['no route', { virtualServices: [{ hosts: ['other.example.com'], http: [{ route: [{ destination: { host: 'app' } }] }] }] }],
  ['a denied request', { policies: [{ from: [{ source: { ipBlocks: ['203.0.113.7'] } }] }] }],
])('the backend gets nothing, and none of its headers are shown: %s', (_, parts) => {
  const trace = new Tracer(edge({ servers: [HTTPS], ...parts })).trace({ ...request, port: undefined, tls: undefined });
  expect(trace.admitted).toBe(false);
  expect(trace.backendHeaders).toEqual({});
  expect(trace.toString()).not.toContain('The backend gets');
});

test('a listener of the Gateway API hears of its own routes', () => {
  const listener = (name: string, port: number, protocol: string) => ({ name, port, protocol, tls: protocol === 'TLS' ? { mode: 'Passthrough' } : undefined });
  const manifests = (routes: object[]) => Manifests.fromText([{
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'Gateway',
    metadata: { name: 'public', namespace: 'edge' },
    spec: { gatewayClassName: 'istio', listeners: [listener('http', 80, 'HTTP'), listener('db', 5432, 'TCP'), listener('tls', 443, 'TLS')] },
  }, ...routes].map(object => JSON.stringify(object)).join('\n---\n'));
  const notes = (routes: object[]) => new Tracer(manifests(routes)).trace({ peer: '203.0.113.7', port: 80 }).notes.join('\n');
  expect(notes([])).toContain('no HTTPRoute or other route among the manifests is bound to edge/public');
  const route = {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'HTTPRoute',
    metadata: { name: 'web', namespace: 'edge' },
    spec: { parentRefs: [{ name: 'public' }], rules: [{ backendRefs: [{ name: 'app', port: 80 }] }] },
  };
  expect(notes([route])).toContain('no TCPRoute is for the listener db');
  expect(notes([route])).toContain('no TLSRoute is for the listener tls');
  expect(notes([route])).not.toContain('VirtualService');
});
