import { join } from 'path';
import { ifSo } from './edge';
import { Manifests, TraceRequest, Tracer } from '../../src/analysis';

// The bypasses of the second attack, on the manifests by which lint's checks show them; each was run on a real gateway.

const STRANGER = '198.51.100.66';
const LISTED = '203.0.113.7';

function read(check: string, example: string): Manifests {
  return Manifests.fromPaths(join('test', 'lint', 'checks', check, `${example}.yaml`));
}

/** How it ends, and which server took it. */
function ends(manifests: Manifests, request: Partial<TraceRequest>, gateway?: string): string {
  const trace = new Tracer(manifests, { gateway }).trace({ peer: STRANGER, ...request });
  const { server } = trace;
  return `${ifSo(trace)}${server ? ` by ${server.split(' ').slice(0, 3).join(' ')}` : ''}`;
}

describe('a list by trie for all hosts, beside TCP and passthrough servers of another Gateway', () => {
  const ASKS: [string, Partial<TraceRequest>][] = [
    ['HTTPS', { port: 443, host: 'admin.example.com' }],
    ['passthrough', { port: 443, serverName: 'vault.example.com' }],
    ['TCP', { port: 15443 }],
  ];
  test.each<[string, string[]]>([
    ['bad', ['DENIED by HTTPS server https', 'ADMITTED by TLS server vault', 'ADMITTED by TCP server database']],
    ['good', ['DENIED by HTTPS server https', 'CLOSED by TLS server vault', 'CLOSED by TCP server database']],
    ['good-policy', ['DENIED by HTTPS server https', 'CLOSED by TLS server vault', 'CLOSED by TCP server database']],
    ['good-about-a-host', ['DENIED by HTTPS server https', 'ADMITTED by TLS server vault', 'ADMITTED by TCP server database']],
  ])('%s', (example, expected) => {
    const manifests = read('filter-leaves-tcp-open', example);
    expect(ASKS.map(([, request]) => ends(manifests, request))).toEqual(expected);
    expect(ASKS.map(([, request]) => ends(manifests, { ...request, peer: LISTED }).split(' ')[0])).toEqual(['ADMITTED', 'ADMITTED', 'ADMITTED']);
  });
});

describe('the name of a passthrough server in the handshake, and a protected host in the request', () => {
  const BYPASS = { serverName: 'vault.example.com', host: 'admin.example.com' };
  test.each<[string, string]>([
    ['bad', 'ADMITTED by HTTPS server https'],
    ['bad-no-server', 'ADMITTED by HTTPS server https'],
    ['bad-depends-on-route', 'ADMITTED by TLS server vault'],
    ['good', 'ADMITTED by TLS server vault'],
    ['good-own-port', 'CLOSED'],
    ['bad-gateway-api', 'ADMITTED by listener https of'],
    ['bad-gateway-api-route', 'ADMITTED by listener vault of'],
  ])('%s', (example, expected) => {
    const manifests = read('sni-exemption', example);
    expect(ends(manifests, { port: 443, ...BYPASS })).toBe(expected);
    expect(ends(manifests, { port: 443, ...BYPASS, serverName: 'admin.example.com' })).toMatch(/^DENIED by (HTTPS server|listener) https/);
  });
});

describe("a Gateway on the pods of two namespaces: the other's pod, for this one's host", () => {
  const HOST = { host: 'admin.example.com' };
  test.each<[string, string[], string[]]>([
    ['bad', ['public/edge', 'private/edge'], ['DENIED', 'ADMITTED']],
    ['bad-another-list', ['public/edge', 'private/edge'], ['DENIED', 'ADMITTED']],
    ['good', ['public/edge', 'private/edge'], ['DENIED', 'DENIED']],
  ])('%s', (example, gateways, expected) => {
    const manifests = read('gateway-spans-namespaces', example);
    expect(gateways.map(gateway => ends(manifests, HOST, gateway).split(' ')[0])).toEqual(expected);
  });

  test('a label that carries the namespace keeps them apart', () => {
    expect(new Tracer(read('gateway-spans-namespaces', 'good-label'), { gateway: 'private/edge' }).trace({ peer: STRANGER, ...HOST }).notes)
      .toContain('no Gateway among the manifests has servers for these pods: any host and path counts as routed');
  });
});

test('two lists of one name: the second replaces the first, whose host is open', () => {
  const manifests = read('duplicate-object', 'bad');
  expect(['admin.example.com', 'vault.example.com'].map(host => ends(manifests, { peer: '192.0.2.66', host }).split(' ')[0])).toEqual(['ADMITTED', 'DENIED']);
});

describe("a route to the gateway's own Service", () => {
  const OWN = 'edge/ingress is this gateway itself: the request comes back from the address of its pod, with the host and path that the route writes. That is another request to trace';

  test('is told as such', () => {
    const trace = new Tracer(read('route-to-itself', 'bad')).trace({ peer: STRANGER, host: 'www.example.com' });
    expect([trace.verdict, trace.notes]).toEqual(['ADMITTED', [OWN]]);
    expect(new Tracer(read('route-to-itself', 'bad-gateway-api')).trace({ peer: STRANGER, host: 'www.example.com' }).notes)
      .toEqual([OWN.replace('ingress', 'edge-istio')]);
    expect(new Tracer(read('route-to-itself', 'good-another-service')).trace({ peer: STRANGER, host: 'www.example.com' }).notes).toEqual([]);
  });

  test.each<[string, string, string]>([
    ['bad', '10.1.2.3', 'ADMITTED'],
    ['bad-deny-list', '10.1.2.3', 'ADMITTED'],
    ['good', '10.1.2.3', 'DENIED'],
  ])('%s: what comes back from %s is %s', (example, peer, verdict) => {
    expect(ends(read('route-to-itself', example), { peer, host: 'admin.example.com' }).split(' ')[0]).toBe(verdict);
  });
});

describe('a guard for everybody but the whole world', () => {
  test.each<[string, string]>([['bad', 'ADMITTED'], ['bad-allow', 'ADMITTED'], ['bad-halves', 'ADMITTED'], ['good', 'DENIED']])('%s', (example, verdict) => {
    expect(ends(read('whole-world', example), {}).split(' ')[0]).toBe(verdict);
  });
});

describe('PROXY merged after tls_inspector', () => {
  test.each<[string, string]>([
    ['bad', 'CLOSED'], ['bad-added', 'CLOSED'], ['good', 'ADMITTED'], ['good-inspector-after', 'ADMITTED'], ['good-without-tls', 'ADMITTED'], ['good-one-server-for-all', 'ADMITTED'],
  ])('%s', (example, verdict) => {
    expect(ends(read('proxy-after-tls-inspector', example), { proxy: LISTED, host: 'www.example.com' }).split(' ')[0]).toBe(verdict);
  });
});

describe('a proxy that proves itself by its certificate, and a server of another team on the same pods that asks for none', () => {
  const TENANT = { peer: '104.16.0.9', xForwardedFor: [LISTED] };
  test.each<[string, Partial<TraceRequest>, string]>([
    ['bad-other-team', { port: 80, host: 'shop.example.com' }, 'ADMITTED'],
    ['bad-other-team', { port: 443, host: 'pay.example.com' }, 'ADMITTED'],
    ['bad-other-team', { port: 443, host: 'www.example.com' }, 'CLOSED'],
    ['good-other-team', { port: 443, host: 'pay.example.com' }, 'CLOSED'],
    ['good-header', { port: 80, host: 'www.example.com' }, 'DENIED'],
  ])('%s: another customer of the proxy asks with %j', (example, request, verdict) => {
    const { clientAddress, ...trace } = new Tracer(read('http-beside-mutual-tls', example)).trace({ ...TENANT, ...request });
    expect([trace.verdict, clientAddress]).toEqual([verdict, verdict === 'CLOSED' ? undefined : LISTED]);
  });
});

describe('an AUTO_PASSTHROUGH server, with the name of a service of the mesh in the handshake', () => {
  test.each<[string, string]>([
    ['bad', 'ADMITTED by TLS server tls'],
    ['bad-other-team', 'ADMITTED by TLS server tls'],
    ['bad-filter', 'ADMITTED by TLS server tls'],
    ['bad-filter-on-host', 'ADMITTED by TLS server tls'],
    ['bad-gateway-api', 'ADMITTED by listener cross-network of'],
    ['good-filter', 'CLOSED by TLS server tls'],
  ])('%s', (example, expected) => {
    const manifests = read('auto-passthrough', example);
    expect(ends(manifests, { port: 15443, serverName: 'outbound_.80_._.vault.edge.svc.cluster.local' })).toBe(expected);
    expect(ends(manifests, { port: 443, host: 'www.example.com' }).split(' ')[0]).toBe('DENIED');
  });
});
