import { readFileSync } from 'fs';
import { join } from 'path';
import { HTTPS, PEER, TCP, traced } from './edge';
import { appendEntry, entryFromTheRight } from '../../src/envoy/x-forwarded-for';

const cases: Record<string, any[]> = JSON.parse(readFileSync(join(__dirname, '..', 'data', 'envoy', 'xff-cases.json'), 'utf8'));

const SKIPS_XFF = {
  applyTo: 'NETWORK_FILTER',
  match: { context: 'GATEWAY', listener: { filterChain: { filter: { name: 'envoy.filters.network.http_connection_manager' } } } },
  patch: { operation: 'MERGE', value: { typed_config: { '@type': 'type.googleapis.com/x', 'skip_xff_append': true } } },
};

describe("Envoy's own unit tests", () => {
  test.each<any>(cases.conn_manager_utility)('$test', ({ hops, skip_xff_append: skips, peer, xff_in: received, expect: expected }: any) => {
    const { clientAddress, backendHeaders, steps } = traced(
      { topology: { numTrustedProxies: hops }, patches: skips ? [SKIPS_XFF] : [] },
      { peer, xForwardedFor: received === null ? undefined : [received] },
    );
    expect(clientAddress).toBe(expected.remote_address);
    if ('xff_out' in expected) expect(backendHeaders['x-forwarded-for'] ?? null).toBe(expected.xff_out);
    if ('x_envoy_external_address' in expected) expect(backendHeaders['x-envoy-external-address']).toBe(expected.x_envoy_external_address);
    expect(steps.join()).toContain(`the client is ${expected.remote_address}`);
  });

  test.each<any>(cases.getLastAddressFromXFF)('entry of $xff_in after $num_to_skip', ({ xff_in: received, num_to_skip: skipped, address }: any) => {
    expect(entryFromTheRight(received ?? undefined, skipped + 1).address?.text ?? null).toBe(address);
  });

  test.each<any>(cases.forwarded_proto)('$test', ({ hops, peer, in: received, out }: any) => {
    const headers = { 'X-Forwarded-Proto': received };
    expect(traced({ topology: { numTrustedProxies: hops } }, { peer, headers }).backendHeaders['x-forwarded-proto']).toBe(out);
    expect(traced({ topology: { numTrustedProxies: 0 } }, { peer, headers }).backendHeaders['x-forwarded-proto']).toBe('http');
  });

  test.each<any>(cases.appendXff)('$address is added', ({ xff_in: received, address, out }: any) => {
    expect(appendEntry(received ?? undefined, address)).toBe(out);
  });
});

describe('where the client comes from', () => {
  const PROXY = { proxyProtocol: {} };
  const client = '203.0.113.7';
  test.each([
    ['the packets', {}, {}, PEER],
    ["a link-local address of the pod's own interface", { numTrustedProxies: 1 }, { xForwardedFor: ['fe80::1%eth0'] }, 'fe80::1%2'],
    ['and of no other', { numTrustedProxies: 1 }, { xForwardedFor: ['fe80::1%eth9'] }, PEER],
    ['the packets, whatever X-Forwarded-For says', {}, { xForwardedFor: [client] }, PEER],
    ['the PROXY header', PROXY, { proxy: client }, client],
    ['a line of version 1', PROXY, { proxy: `PROXY TCP4 ${client} 192.0.2.80 40000 443` }, client],
    ['the packets, where the header says UNKNOWN', PROXY, { proxy: 'UNKNOWN' }, PEER],
    ['the packets, where the header says LOCAL', PROXY, { proxy: 'LOCAL' }, PEER],
    ['the packets, where a line says UNKNOWN', PROXY, { proxy: 'PROXY UNKNOWN whatever' }, PEER],
    ['IPv4-mapped IPv6 stays what it is', PROXY, { proxy: `PROXY TCP6 ::ffff:${client} 2001:db8::1 1 443` }, `::ffff:${client}`],
    ['X-Forwarded-For before the PROXY header', { ...PROXY, numTrustedProxies: 1 }, { proxy: '192.0.2.1', xForwardedFor: [client] }, client],
    ['the PROXY header, where X-Forwarded-For is too short', { ...PROXY, numTrustedProxies: 2 }, { proxy: '192.0.2.1', xForwardedFor: [client] }, '192.0.2.1'],
    ['the last of several lines', { numTrustedProxies: 1 }, { xForwardedFor: ['6.6.6.6', client] }, client],
    ['a line among the other headers', { numTrustedProxies: 1 }, { headers: { 'X-Forwarded-For': client } }, client],
    ['the packets, where the entry has a port', { numTrustedProxies: 1 }, { xForwardedFor: [`${client}:40000`] }, PEER],
    ['the packets, where there is no X-Forwarded-For', { numTrustedProxies: 1 }, {}, PEER],
  ])('%s', (_, topology, request, address) => {
    expect(traced({ topology }, request).clientAddress).toBe(address);
  });

  test('says so in words', () => {
    expect(traced({ topology: { numTrustedProxies: 1 } }, { xForwardedFor: [`${client}:40000`] }).steps).toEqual([
      'no port was given: 8080 is assumed',
      `a connection from ${PEER} arrives on port 8080`,
      'no host was given: www.example.com is assumed',
      `numTrustedProxies is 1, but entry 1 from the right of X-Forwarded-For is "${client}:40000", which is not a bare address: `
        + `the client is ${PEER}, the source of the connection`,
      'VirtualService edge/routes-0, route 1 leads to app',
    ]);
    expect(traced({ topology: { numTrustedProxies: 2 } }, { xForwardedFor: [client] }).steps[3]).toContain(`is missing (${client})`);
    expect(traced({ topology: { numTrustedProxies: 2 } }).steps[3]).toContain('is not there');
  });

  test('a request from the pod itself is written down with the address of the pod', () => {
    expect(traced({}, { peer: '127.0.0.1' }).backendHeaders['x-forwarded-for']).toBe('the address of the pod');
    expect(traced({}, { peer: '::1', podAddress: '10.1.2.3' }).backendHeaders['x-forwarded-for']).toBe('10.1.2.3');
  });
});

describe('a PROXY header that does not fit', () => {
  const optional = {
    applyTo: 'LISTENER_FILTER',
    match: { context: 'GATEWAY' },
    patch: {
      operation: 'INSERT_FIRST',
      value: {
        name: 'p',
        typed_config: {
          '@type': 'type.googleapis.com/envoy.extensions.filters.listener.proxy_protocol.v3.ProxyProtocol',
          'allow_requests_without_proxy_protocol': true,
        },
      },
    },
  };
  const strict = { ...optional, patch: { ...optional.patch, value: { name: 'p', typed_config: { '@type': optional.patch.value.typed_config['@type'] } } } };
  const nameOnly = { ...optional, patch: { ...optional.patch, value: { name: 'envoy.filters.listener.proxy_protocol' } } };
  const merged = { applyTo: 'LISTENER', match: {}, patch: { operation: 'MERGE', value: { listener_filters: [strict.patch.value] } } };
  const both = { topology: { proxyProtocol: {} }, patches: [strict] };

  test.each([
    ['none comes', { topology: { proxyProtocol: {} } }, {}, 'CLOSED', /^gatewayTopology.proxyProtocol \(annotation .* of Deployment edge\/edge\) needs a PROXY header, and there is none$/],
    ['nothing reads it', {}, { proxy: '203.0.113.7' }, 'BAD_REQUEST', 'no filter removes PROXY headers: the HTTP server http of Gateway edge/edge reads them as HTTP'],
    ['nothing reads it before TLS', { servers: [HTTPS] }, { proxy: '203.0.113.7' }, 'CLOSED', 'no filter removes PROXY headers, so tls_inspector finds no server name; no server on port 8443 has the server name ""'],
    ['nothing reads it before TLS for any name', { servers: [{ ...HTTPS, hosts: ['*'] }] }, { proxy: '203.0.113.7' }, 'CLOSED', /reads them as a TLS handshake$/],
    ['nothing reads it on TCP', { servers: [TCP], topology: {} }, { proxy: '203.0.113.7' }, 'ADMITTED', 'there is no policy on this server'],
    ['it is neither an address nor a line', { topology: { proxyProtocol: {} } }, { proxy: 'x' }, 'CLOSED', 'the PROXY header (x) cannot be read'],
    ['two filters want one', both, { proxy: '203.0.113.7' }, 'CLOSED', 'gatewayTopology.proxyProtocol (annotation proxy.istio.io/config of Deployment edge/edge) needs a PROXY header, and there is no second one'],
    ['an EnvoyFilter reads it', { patches: [strict] }, { proxy: '203.0.113.7' }, 'ADMITTED', /./],
    ['an EnvoyFilter merges the filter', { patches: [merged] }, {}, 'CLOSED', 'EnvoyFilter edge/filter-0 needs a PROXY header, and there is none'],
    ['it may be missing', { patches: [optional] }, {}, 'ADMITTED', /./],
    ['it may be missing, and what comes is none', { patches: [optional] }, { proxy: 'HELO' }, 'BAD_REQUEST', /reads them as HTTP$/],
    ['it may be missing, but is broken', { patches: [optional] }, { proxy: 'PROXY x' }, 'CLOSED', /cannot be read$/],
    ['a filter has a name only', { patches: [nameOnly] }, { proxy: '203.0.113.7' }, 'CLOSED', /without typed_config: Envoy refuses every listener that has it$/],
  ])('%s', (_, parts, request, verdict, reason) => {
    const trace = traced(parts, request);
    expect(trace.verdict).toBe(verdict);
    expect(trace.reason).toMatch(reason);
  });
});
