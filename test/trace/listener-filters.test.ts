import { Edge, HTTP, HTTPS, TCP, traced } from './edge';

const CLIENT = '203.0.113.7';
const TYPES = 'type.googleapis.com/envoy.extensions.filters.listener';
const PROXY = { name: 'envoy.filters.listener.proxy_protocol', typed_config: { '@type': `${TYPES}.proxy_protocol.v3.ProxyProtocol` } };
const OPTIONAL = { ...PROXY, typedConfig: { ...PROXY.typed_config, allowRequestsWithoutProxyProtocol: true }, typed_config: undefined };
const INSPECTOR = { name: 'envoy.filters.listener.tls_inspector', typed_config: { '@type': `${TYPES}.tls_inspector.v3.TlsInspector` } };

const merged = (...filters: any[]) => ({ applyTo: 'LISTENER', match: { context: 'GATEWAY' }, patch: { operation: 'MERGE', value: { listener_filters: filters } } });
const placed = (operation: string, value?: any, listenerFilter?: string) => ({
  applyTo: 'LISTENER_FILTER', match: { context: 'GATEWAY', listener: { listenerFilter } }, patch: { operation, value },
});

const LATE = 'EnvoyFilter edge/filter-0 removes PROXY headers only after tls_inspector, which finds no server name before that';

describe('where a PROXY filter is beside the TLS inspector, with a header and TLS', () => {
  test.each<[string, any[], string]>([
    ['merged into the listener: after it', [merged(PROXY)], 'CLOSED'],
    ['merged with an inspector after it', [merged(PROXY, INSPECTOR)], 'ADMITTED'],
    ['merged with an inspector in front of it', [merged(INSPECTOR, PROXY)], 'CLOSED'],
    ['one merged, and an inspector added', [merged(PROXY), placed('ADD', INSPECTOR)], 'ADMITTED'],
    ['inserted first', [placed('INSERT_FIRST', PROXY)], 'ADMITTED'],
    ['inserted before nothing, which is first', [placed('INSERT_BEFORE', PROXY)], 'ADMITTED'],
    ['inserted before the inspector', [placed('INSERT_BEFORE', PROXY, INSPECTOR.name)], 'ADMITTED'],
    ['inserted after the inspector', [placed('INSERT_AFTER', PROXY, INSPECTOR.name)], 'CLOSED'],
    ['inserted after nothing, which is last', [placed('INSERT_AFTER', PROXY)], 'CLOSED'],
    ['added', [placed('ADD', PROXY)], 'CLOSED'],
    ['merged after single filters in writing only: first all of the listener, then filters', [placed('INSERT_AFTER', INSPECTOR, PROXY.name), merged(PROXY)], 'ADMITTED'],
  ])('%s', (_, patches, verdict) => {
    expect(traced({ servers: [HTTPS], patches }, { proxy: CLIENT }).verdict).toBe(verdict);
  });

  test('says why, and where the connection goes that has no name', () => {
    expect(traced({ servers: [HTTPS], patches: [merged(PROXY)] }, { proxy: CLIENT }).reason).toBe(`${LATE}; no server on port 8443 has the server name ""`);
    const any = { ...HTTPS, port: { ...HTTPS.port, name: 'any' }, hosts: ['*'] };
    const trace = traced({ servers: [HTTPS, any], patches: [merged(PROXY)] }, { proxy: CLIENT, serverName: 'admin.example.com' });
    expect([trace.admitted, trace.server]).toEqual([true, 'HTTPS server any of Gateway edge/edge']);
    expect(trace.steps).toContain(LATE);
  });

  test('policies see no server name either', () => {
    const rule = { when: [{ key: 'connection.sni', notValues: ['admin.example.com'] }] };
    const parts = { servers: [{ ...HTTPS, hosts: ['*'] }], policies: [rule] };
    expect(traced({ ...parts, patches: [placed('INSERT_FIRST', PROXY)] }, { proxy: CLIENT, serverName: 'admin.example.com' }).verdict).toBe('ADMITTED');
    expect(traced({ ...parts, patches: [merged(PROXY)] }, { proxy: CLIENT, serverName: 'admin.example.com' }).verdict).toBe('DENIED');
  });

  test.each<[string, Edge, any, string]>([
    ['plain HTTP has no inspector', { servers: [HTTP] }, { proxy: CLIENT }, 'ADMITTED'],
    ['nor has TCP', { servers: [TCP] }, { proxy: CLIENT, tls: true }, 'ADMITTED'],
    ['a connection without a header is inspected where it may be missing', { servers: [HTTPS], patches: [merged(OPTIONAL)] }, {}, 'ADMITTED'],
    ['and one with a header is not', { servers: [HTTPS], patches: [merged(OPTIONAL)] }, { proxy: CLIENT }, 'CLOSED'],
  ])('%s', (_, parts, request, verdict) => {
    expect(traced({ patches: [merged(PROXY)], ...parts }, request).verdict).toBe(verdict);
  });
});

describe('patches of single filters', () => {
  test.each<[string, any[], any, string]>([
    ['beside a filter that is not there: nowhere', [placed('INSERT_AFTER', PROXY, INSPECTOR.name)], { servers: [HTTP] }, 'ADMITTED'],
    ['REPLACE of one that is there', [placed('INSERT_FIRST', PROXY), placed('REPLACE', OPTIONAL, PROXY.name)], {}, 'ADMITTED'],
    ['REPLACE of one that is not', [placed('REPLACE', PROXY, PROXY.name)], {}, 'ADMITTED'],
    ['REMOVE', [placed('INSERT_FIRST', PROXY), placed('REMOVE', undefined, PROXY.name)], {}, 'ADMITTED'],
    ['REMOVE of nothing in particular removes nothing', [placed('INSERT_FIRST', PROXY), placed('REMOVE')], {}, 'CLOSED'],
    ['REMOVE of the inspector', [placed('REMOVE', undefined, INSPECTOR.name)], { servers: [HTTPS] }, 'CLOSED'],
  ])('%s', (_, patches, parts, verdict) => {
    expect(traced({ patches, ...parts }).verdict).toBe(verdict);
  });

  test('what is merged into one is not interpreted, if it is there', () => {
    const strange = 'EnvoyFilter edge/filter-1 changes listeners in a way that is not interpreted: what happens may differ';
    expect(traced({ patches: [placed('INSERT_FIRST', OPTIONAL), placed('MERGE', PROXY, PROXY.name)] }).notes).toEqual([strange]);
    expect(traced({ patches: [placed('MERGE', PROXY, PROXY.name)] }).notes).toEqual([]);
  });
});
