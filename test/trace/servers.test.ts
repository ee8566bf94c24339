import { Edge, HTTP, HTTPS, PEER, TCP, edge, traced } from './edge';
import { Manifests, TraceProtocol, TraceRequest } from '../../src/analysis';
import { serversOf } from '../../src/model/servers';

type Row = [string, Edge, Partial<TraceRequest>, string, string | RegExp];

const backend = [{ destination: { host: 'app', port: { number: 80 } } }];
const http = (match: any) => ({ hosts: ['*'], http: [{ match: [match], route: backend }] });
const PASSTHROUGH = { port: { number: 443, name: 'tls', protocol: 'TLS' }, hosts: ['db.example.com'], tls: { mode: 'PASSTHROUGH' } };
const tlsRoute = { hosts: ['db.example.com'], tls: [{ match: [{ sniHosts: ['db.example.com'] }], route: backend }] };

describe('ports', () => {
  test.each<Row>([
    ['the first HTTPS server, if none is named', { servers: [HTTP, HTTPS] }, {}, 'ADMITTED', /./],
    ['of the pod', {}, { port: 8080 }, 'ADMITTED', /./],
    ['of the Service', {}, { port: 80 }, 'ADMITTED', /./],
    ['of nobody', {}, { port: 81 }, 'CLOSED', 'nothing listens on port 81 (the pod listens on 8080)'],
    ['a port without a name', { servers: [{ ...HTTP, port: { number: 80, protocol: 'HTTP' } }] }, {}, 'ADMITTED', /./],
    ['TLS settings without a mode pass it through', { servers: [{ ...PASSTHROUGH, tls: {} }], virtualServices: [tlsRoute] }, { serverName: 'db.example.com' }, 'ADMITTED', /./],
    ['of servers that nobody declares', { servers: [] }, { port: 80 }, 'UNCERTAIN', 'no Gateway among the manifests has servers for these pods, and without servers nothing listens. If so: ADMITTED, '
      + 'there is no policy in force on this gateway; its servers and routes are not known'],
    ['with TLS, where the Service has its port', { servers: [] }, { serverName: 'a.example.com' }, 'UNCERTAIN', /If so: ADMITTED/],
    ['which no Service has', { servers: [] }, { port: 7777 }, 'UNCERTAIN', /If so: ADMITTED/],
    ['a server whose port no Service has listens on it', { servers: [{ ...HTTP, port: { ...HTTP.port, number: 7777 } }] }, { port: 7777 }, 'ADMITTED', /./],
  ])('%s', (_, parts, request, verdict, reason) => {
    const trace = traced(parts, request);
    expect(trace.verdict).toBe(verdict);
    expect(trace.reason).toMatch(reason);
  });

  test('the server that takes the request is named', () => {
    expect(traced({ servers: [HTTP, HTTPS] }).server).toBe('HTTPS server https of Gateway edge/edge');
    expect(traced({ servers: [HTTP, HTTPS] }, { tls: false }).server).toBe('HTTP server http of Gateway edge/edge');
    expect(traced({ servers: [TCP] }).server).toBe('TCP server tcp of Gateway edge/edge');
  });
});

describe('TLS', () => {
  test.each<Row>([
    ['a server of that name', { servers: [HTTPS] }, { serverName: 'ADMIN.example.com', host: 'admin.example.com' }, 'ADMITTED', /./],
    ['the host is not the server name', { servers: [HTTPS] }, { serverName: 'www.example.com', host: 'admin.example.com' }, 'ADMITTED', /./],
    ['no server of that name', { servers: [HTTPS] }, { serverName: 'other.example.com' }, 'CLOSED', 'no server on port 8443 has the server name "other.example.com"'],
    ['a wildcard', { servers: [{ ...HTTPS, hosts: ['*.example.com'] }] }, { host: 'a.b.example.com' }, 'ADMITTED', /./],
    ['a wildcard is not a part of a label', { servers: [{ ...HTTPS, hosts: ['*.example.com'] }] }, { serverName: 'xexample.com' }, 'CLOSED', /./],
    ['every name', { servers: [{ ...HTTPS, hosts: ['*'] }] }, { host: 'x' }, 'ADMITTED', /./],
    ['plain text where TLS is needed', { servers: [{ ...HTTPS, hosts: ['*'] }] }, { tls: false }, 'CLOSED', 'the HTTPS server https of Gateway edge/edge needs TLS, and the client does not use it'],
    ['TLS where plain text is needed', {}, { tls: true }, 'BAD_REQUEST', 'the HTTP server http of Gateway edge/edge has no TLS, and the client uses it'],
    ['TLS inside TCP is nobody\'s business', { servers: [TCP] }, { tls: true }, 'ADMITTED', /./],
    ['passed through', { servers: [PASSTHROUGH], virtualServices: [tlsRoute] }, { serverName: 'db.example.com' }, 'ADMITTED', /./],
    ['passed through to nobody', { servers: [PASSTHROUGH], virtualServices: [tlsRoute] }, { serverName: 'x.example.com' }, 'CLOSED', /./],
    ['ended before TCP that has no route', { servers: [{ ...PASSTHROUGH, tls: { mode: 'SIMPLE' } }, HTTP], virtualServices: [http({})] }, { port: 443 }, 'CLOSED', /nothing listens on port 443/],
    ['two servers of a name', { servers: [HTTPS, { ...HTTPS, port: { ...HTTPS.port, name: 'second' } }] }, {}, 'ADMITTED', /./],
    ['ended before TCP', { servers: [{ ...PASSTHROUGH, tls: { mode: 'SIMPLE' } }], virtualServices: [{ hosts: ['*'], tcp: [{ route: backend }] }] }, { serverName: 'db.example.com' }, 'ADMITTED', /./],
  ])('%s', (_, parts, request, verdict, reason) => {
    const trace = traced(parts, request);
    expect([trace.verdict, trace.reason]).toEqual([verdict, expect.stringMatching(reason)]);
  });

  test('AUTO_PASSTHROUGH has no policies', () => {
    const servers = [{ ...PASSTHROUGH, hosts: ['*.local'], tls: { mode: 'AUTO_PASSTHROUGH' } }];
    const trace = traced({ servers, policies: [{ action: 'DENY', rules: [{}] }] }, { serverName: 'a.local' });
    expect(trace.admitted).toBe(true);
    expect(trace.policies).toEqual([]);
    expect(trace.notes).toEqual([
      'TLS server tls of Gateway edge/edge forwards to any cluster that a server name names (AUTO_PASSTHROUGH): no AuthorizationPolicy applies to it',
    ]);
  });
});

describe('what is not a valid request', () => {
  test.each<Row>([
    ['a host with a letter that none may have', {}, { host: 'a b' }, 'BAD_REQUEST', 'the host "a b" has a character that is not valid in a host'],
    ['blanks around a host do not count', {}, { host: ' a\t' }, 'ADMITTED', /./],
    ['except in HTTP/2', {}, { host: ' a', protocol: TraceProtocol.HTTP2 }, 'BAD_REQUEST', /./],
    ['a path with a NUL', {}, { path: '/%00' }, 'BAD_REQUEST', 'the path "/%00" cannot be normalized'],
    ['which only HTTP/2 can send as it is', {}, { path: '/\0', protocol: TraceProtocol.HTTP2 }, 'BAD_REQUEST', /cannot be normalized/],
    ['a path with a fragment loses it', {}, { path: '/#x' }, 'ADMITTED', /./],
    ['a user in the host', {}, { host: 'user@www.example.com' }, 'ADMITTED', /./],
    ['which HTTP/2 does not take', {}, { host: 'user@www.example.com', protocol: TraceProtocol.HTTP2 }, 'BAD_REQUEST', /names a user/],
    ['an empty :authority', {}, { host: '', protocol: TraceProtocol.HTTP2 }, 'BAD_REQUEST', 'the :authority is empty'],
    ['a URL without a path', {}, { path: 'http://www.example.com' }, 'ADMITTED', /./],
    ['a URL whose path has no slash', {}, { path: 'http://www.example.com?x' }, 'NOT_FOUND', /does not begin with a slash/],
    ['a URL without a host', {}, { path: 'http:///x' }, 'BAD_REQUEST', /./],
    ['a path that is not ASCII', {}, { path: '/é' }, 'BAD_REQUEST', 'the path "/é" has a character that HTTP/1 does not allow'],
    ['which HTTP/2 takes', {}, { path: '/é', protocol: TraceProtocol.HTTP2 }, 'ADMITTED', /./],
    ['a path without a slash, in HTTP/2', {}, { path: 'x', protocol: TraceProtocol.HTTP2 }, 'NOT_FOUND', 'the path "x" does not begin with a slash'],
    ['and in HTTP/1', {}, { path: 'x' }, 'BAD_REQUEST', /./],
    ['a method of nobody', {}, { method: 'FOO' }, 'BAD_REQUEST', '"FOO" is not a valid method of HTTP/1'],
    ['which HTTP/2 takes', {}, { method: 'FOO', protocol: TraceProtocol.HTTP2 }, 'ADMITTED', /./],
    ['unless it is none', {}, { method: 'F O', protocol: TraceProtocol.HTTP2 }, 'BAD_REQUEST', '"F O" is not a valid method of HTTP/2'],
    ['something else than HTTP', {}, { protocol: TraceProtocol.TCP }, 'BAD_REQUEST', 'the client does not send HTTP'],
  ])('%s', (_, parts, request, verdict, reason) => {
    const trace = traced(parts, request);
    expect([trace.verdict, trace.reason]).toEqual([verdict, expect.stringMatching(reason)]);
  });
});

describe('routes', () => {
  test.each<Row>([
    ['of another host', { virtualServices: [{ hosts: ['www.example.com'], http: [{ route: backend }] }] }, { host: 'x' }, 'NOT_FOUND', 'no route of the HTTP server http of Gateway edge/edge has the host "x"'],
    ['with a port, which does not matter', { virtualServices: [{ hosts: ['www.example.com'], http: [{ route: backend }] }] }, { host: 'WWW.example.com:abc' }, 'ADMITTED', /./],
    ['the more special of two hosts', { servers: [{ ...HTTP, hosts: ['*.example.com'] }], virtualServices: [{ hosts: ['a.example.com', '*.other.com'], http: [{ route: backend }] }] }, { host: 'a.example.com' }, 'ADMITTED', /./],
    ['a host that the server does not have', { servers: [{ ...HTTP, hosts: ['*.example.com'] }], virtualServices: [{ hosts: ['*.other.com'], http: [{ route: backend }] }] }, { host: 'a.other.com' }, 'NOT_FOUND', /./],
    ['a short name is one of the cluster', { virtualServices: [{ hosts: ['app'], http: [{ route: backend }] }] }, { host: 'app.edge.svc.cluster.local' }, 'ADMITTED', /./],
    ['uri exact', { virtualServices: [http({ uri: { exact: '/a' } })] }, { path: '/a?x' }, 'ADMITTED', /./],
    ['uri exact, another', { virtualServices: [http({ uri: { exact: '/a' } })] }, { path: '/A' }, 'NOT_FOUND', 'matches path /A'],
    ['uri in any letters', { virtualServices: [http({ uri: { exact: '/a' }, ignoreUriCase: true })] }, { path: '/A' }, 'ADMITTED', /./],
    ['uri prefix', { virtualServices: [http({ uri: { prefix: '/a' } })] }, { path: '/ab' }, 'ADMITTED', /./],
    ['uri regex', { virtualServices: [http({ uri: { regex: '/a[0-9]+' } })] }, { path: '/a12' }, 'ADMITTED', /./],
    ['uri regex, the whole path', { virtualServices: [http({ uri: { regex: '/a[0-9]+' } })] }, { path: '/a12/b' }, 'NOT_FOUND', /./],
    ['method', { virtualServices: [http({ method: { exact: 'POST' } })] }, {}, 'NOT_FOUND', /./],
    ['authority', { virtualServices: [http({ authority: { prefix: 'a' } })] }, { host: 'abc' }, 'ADMITTED', /./],
    ['scheme', { virtualServices: [http({ scheme: { exact: 'https' } })] }, {}, 'NOT_FOUND', /./],
    ['scheme, as a believed proxy says', { topology: { numTrustedProxies: 1 }, virtualServices: [http({ scheme: { exact: 'https' } })] }, { headers: { 'x-forwarded-proto': 'HTTPS' } }, 'ADMITTED', /./],
    ['scheme, of plain text where the proxy says nothing valid', { topology: { numTrustedProxies: 1 }, virtualServices: [http({ scheme: { exact: 'http' } })] }, { headers: { 'x-forwarded-proto': 'ftp' } }, 'ADMITTED', /./],
    ['scheme, of TLS where the proxy says nothing valid', { servers: [{ ...HTTPS, hosts: ['*'] }], topology: { numTrustedProxies: 1 }, virtualServices: [http({ scheme: { exact: 'https' } })] }, { headers: { 'x-forwarded-proto': 'ftp' } }, 'ADMITTED', /./],
    ['a header', { virtualServices: [http({ headers: { 'x-a': { exact: '1' } } })] }, { headers: { 'X-A': '1' } }, 'ADMITTED', /./],
    ['two headers of a name are one', { virtualServices: [http({ headers: { 'x-a': { exact: '1,2' } } })] }, { headers: { 'X-A': '1', 'x-a': '2' } }, 'ADMITTED', /./],
    ['blanks around a value do not count', { virtualServices: [http({ headers: { 'x-a': { exact: '1' } } })] }, { headers: { 'x-a': ' 1\t' } }, 'ADMITTED', /./],
    ['except in HTTP/2', { virtualServices: [http({ headers: { 'x-a': { exact: '1' } } })] }, { headers: { 'x-a': ' 1' }, protocol: TraceProtocol.HTTP2 }, 'NOT_FOUND', /./],
    ['a header of any value', { virtualServices: [http({ headers: { 'x-a': {} } })] }, {}, 'NOT_FOUND', /./],
    ['a header that must be missing', { virtualServices: [http({ withoutHeaders: { 'x-a': {} } })] }, { headers: { 'x-a': '' } }, 'NOT_FOUND', /./],
    ['a header that must be another', { virtualServices: [http({ withoutHeaders: { 'x-a': { exact: '1' } } })] }, {}, 'ADMITTED', /./],
    ['a query parameter', { virtualServices: [http({ queryParams: { a: { exact: '1' } } })] }, { path: '/?b=2&a=1' }, 'ADMITTED', /./],
    ['a query parameter that is missing', { virtualServices: [http({ queryParams: { a: { exact: '1' } } })] }, {}, 'NOT_FOUND', /./],
    ['of another port', { virtualServices: [http({ port: 81 })] }, {}, 'NOT_FOUND', /./],
    ['of this gateway', { virtualServices: [http({ gateways: ['edge'] })] }, {}, 'ADMITTED', /./],
    ['of this gateway by its namespace', { virtualServices: [http({ gateways: ['./edge'] })] }, {}, 'ADMITTED', /./],
    ['of another gateway', { virtualServices: [http({ gateways: ['mesh'] })] }, {}, 'NOT_FOUND', /./],
    ['of other workloads', { virtualServices: [http({ sourceLabels: { app: 'x' } })] }, {}, 'NOT_FOUND', /./],
    ['a route for everything is the last', { virtualServices: [{ hosts: ['*'], http: [{ redirect: { uri: '/' } }, { match: [{ uri: { exact: '/x' } }], route: backend }] }] }, { path: '/x' }, 'ANSWERED', 'VirtualService edge/routes-0, route 1 answers 301'],
    ['a redirect', { virtualServices: [{ hosts: ['*'], http: [{ name: 'r', redirect: { redirectCode: 308 } }] }] }, {}, 'ANSWERED', 'VirtualService edge/routes-0, r answers 308'],
    ['a direct response', { virtualServices: [{ hosts: ['*'], http: [{ directResponse: { status: 418 } }] }] }, {}, 'ANSWERED', /answers 418$/],
    ['a fault that aborts every request', { virtualServices: [{ hosts: ['*'], http: [{ fault: { abort: { httpStatus: 503, percentage: { value: 100 } } }, route: backend }] }] }, {}, 'ANSWERED', /answers 503$/],
    ['a fault that aborts some', { virtualServices: [{ hosts: ['*'], http: [{ fault: { abort: { httpStatus: 503, percentage: { value: 30 } } }, route: backend }] }] }, {}, 'ADMITTED', /./],
    ['a fault without a percentage aborts none', { virtualServices: [{ hosts: ['*'], http: [{ fault: { abort: { httpStatus: 503 } }, route: backend }] }] }, {}, 'ADMITTED', /./],
    ['exported to this namespace', { virtualServices: [{ ...http({}), exportTo: ['edge'] }] }, {}, 'ADMITTED', /./],
    ['exported within its own', { virtualServices: [{ ...http({}), exportTo: ['.'] }] }, {}, 'ADMITTED', /./],
    ['exported to nobody', { virtualServices: [{ ...http({}), exportTo: ['~'] }, http({ uri: { exact: '/x' } })] }, {}, 'NOT_FOUND', /./],
    ['plain HTTP is redirected', { servers: [{ ...HTTP, hosts: ['www.example.com'], tls: { httpsRedirect: true } }] }, { host: 'www.example.com' }, 'ANSWERED', 'www.example.com redirects to https'],
    ['unless a proxy is believed that it was not plain', { servers: [{ ...HTTP, tls: { httpsRedirect: true } }], topology: { numTrustedProxies: 1 } }, { headers: { 'x-forwarded-proto': 'https' } }, 'ADMITTED', /./],
    ['a denied request is not redirected', { servers: [{ ...HTTP, tls: { httpsRedirect: true } }], policies: [{ action: 'DENY', rules: [{}] }] }, {}, 'DENIED', /./],
    ['a denied request is not missing', { virtualServices: [{ hosts: ['x'], http: [{ route: backend }] }], policies: [{ action: 'DENY', rules: [{}] }] }, { host: 'y' }, 'DENIED', /./],
    ['of no VirtualService at all: its hosts', { virtualServices: [], servers: [{ ...HTTP, hosts: ['./www.example.com'] }] }, {}, 'ADMITTED', /./],
    ['of no VirtualService at all: other hosts', { virtualServices: [], servers: [{ ...HTTP, hosts: ['*/www.example.com'] }] }, { host: 'x' }, 'NOT_FOUND', /./],
    ['a host for another namespace', { servers: [{ ...HTTP, hosts: ['other/*'] }] }, {}, 'NOT_FOUND', /./],
  ])('%s', (_, parts, request, verdict, reason) => {
    const trace = traced(parts, request);
    expect([trace.verdict, trace.reason]).toEqual([verdict, expect.stringMatching(reason)]);
  });

  test('TCP needs a route, or nothing listens', () => {
    const none = { servers: [TCP, HTTP], virtualServices: [{ hosts: ['*'], http: [{ route: backend }] }] };
    expect(traced(none, { port: 9000 }).notes).toEqual(['no VirtualService has a TCP route for the TCP server tcp of Gateway edge/edge: nothing listens for it']);
    expect(traced(none, { port: 9000 }).reason).toBe('nothing listens on port 9000 (the pod listens on 8080)');
    const other = { ...none, virtualServices: [{ hosts: ['*'], tcp: [{ match: [{ port: 1 }, { gateways: ['other'] }], route: backend }] }] };
    expect(traced(other, { port: 9000 }).verdict).toBe('CLOSED');
    const own = { ...none, virtualServices: [{ hosts: ['*'], tcp: [{ match: [{ port: 9000, gateways: ['edge/edge'] }], route: backend }] }] };
    expect(traced(own, { port: 9000 }).admitted).toBe(true);
    const passthrough = { servers: [PASSTHROUGH, HTTP], virtualServices: none.virtualServices };
    expect(traced(passthrough, { port: 443 }).notes).toEqual(['no VirtualService has a TLS route for the TLS server tls of Gateway edge/edge: nothing listens for it']);
    expect(traced({ servers: [PASSTHROUGH], virtualServices: [] }, { serverName: 'db.example.com' }).admitted).toBe(true);
  });

  test('what is not understood is said', () => {
    expect(traced({ virtualServices: [http({ uri: { regex: '(?<' } })] }).notes)
      .toEqual(['VirtualService edge/routes-0, route 1: the expression (?< cannot be interpreted, and counts as no match']);
    expect(traced({ virtualServices: [{ hosts: ['*'], http: [{ delegate: { name: 'x' } }] }] }).notes)
      .toEqual(['VirtualService edge/routes-0, route 1 delegates to VirtualService edge/x, which is not among the manifests: it counts as a route']);
  });
});

describe('servers that istiod leaves out', () => {
  test.each([
    ['two protocols on a port', [HTTP, { ...TCP, port: { ...TCP.port, number: 80 } }], ['istiod leaves the TCP server tcp of Gateway edge/edge out: it cannot share port 8080 with HTTP server http of Gateway edge/edge']],
    ['a host twice', [HTTPS, HTTPS], ['istiod leaves the HTTPS server https of Gateway edge/edge out: www.example.com, admin.example.com is a host of another server on that port']],
    ['no port', [HTTP, { hosts: ['*'] }], ['a server of Gateway edge/edge has no port, and istiod leaves it out']],
    ['one address only', [{ ...HTTP, bind: '10.1.1.1' }], ['a server of Gateway edge/edge binds 10.1.1.1: it is traced as if it listened on every address']],
  ])('%s', (_, servers, notes) => {
    expect(traced({ servers }).notes).toEqual(notes);
  });

  test('two Gateways share a port', () => {
    const second = {
      apiVersion: 'networking.istio.io/v1',
      kind: 'Gateway',
      metadata: { name: 'second', namespace: 'apps' },
      spec: { selector: { app: 'edge' }, servers: [{ port: { number: 80, name: 'h', protocol: 'HTTP2' }, hosts: ['second.example.com'] }] },
    };
    const routes = {
      apiVersion: 'networking.istio.io/v1',
      kind: 'VirtualService',
      metadata: { name: 'second', namespace: 'apps' },
      spec: { gateways: ['second.apps.svc.cluster.local'], hosts: ['second.example.com'], http: [{ name: 'two', route: backend }] },
    };
    const manifests = edge({ more: [second, routes], servers: [{ ...HTTP, hosts: ['first.example.com'] }] });
    expect(traced(manifests, { host: 'second.example.com' }).steps.at(-1)).toBe('VirtualService apps/second, two leads to app:80');
    expect(traced(manifests, { host: 'first.example.com' }).steps.at(-1)).toBe('VirtualService edge/routes-0, route 1 leads to app');
  });
});

test('path normalization is the mesh\'s', () => {
  const mesh = (normalization: string) => ({
    apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'istio', namespace: 'istio-system' }, data: { mesh: `pathNormalization: {normalization: ${normalization}}` },
  });
  const path = (normalization: string) => traced({ more: [mesh(normalization)], policies: [{ to: [{ operation: { paths: ['/admin'] } }] }] }, { path: '/x/..%2F//admin' }).verdict;
  expect(['NONE', 'BASE', 'MERGE_SLASHES', 'DECODE_AND_MERGE_SLASHES', 'x'].map(path)).toEqual(['ADMITTED', 'ADMITTED', 'ADMITTED', 'DENIED', 'ADMITTED']);
});

test('a request that says nothing but where it comes from', () => {
  expect(traced({}, { peer: PEER }).toJson().clientAddress).toBe(PEER);
});

test('a copy that a route sends is told, and who gets it', () => {
  const lastSteps = (more: any) => traced({ virtualServices: [{ hosts: ['*'], http: [{ route: [{ destination: { host: 'app' } }], ...more }] }] }).steps.slice(-2);
  expect(lastSteps({ mirror: { host: 'log', port: { number: 90 } } }))
    .toEqual(['VirtualService edge/routes-0, route 1 leads to app', 'VirtualService edge/routes-0, route 1 sends a copy to log:90']);
  expect(lastSteps({ mirror: { host: 'log' }, mirrorPercentage: { value: 0 } }).at(-1)).toBe('VirtualService edge/routes-0, route 1 leads to app');
});

describe('what TLS a listener of the Kubernetes Gateway API has', () => {
  const api = (tls: any, labels: any = {}, spec: any = {}) => Manifests.fromText(JSON.stringify({
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'Gateway',
    metadata: { name: 'api', namespace: 'edge', labels },
    spec: { gatewayClassName: 'istio', listeners: [{ name: 'a', port: 15443, protocol: 'TLS', hostname: '*.local', tls }], ...spec },
  }));
  const modeOf = (manifests: Manifests) => {
    const [workload] = manifests._workloads;
    return serversOf(workload, manifests, () => undefined)[0].tls?.mode;
  };
  const NETWORK = { 'topology.istio.io/network': 'n' };
  const PORT = 'networking.istio.io/gatewayPort';
  const frontend = (name?: string) => ({ validation: { caCertificateRefs: name ? [{ name }] : [] } });

  test.each<[string, any, any, any, string]>([
    ['nothing', {}, {}, {}, 'SIMPLE'],
    ['passthrough', { mode: 'Passthrough' }, {}, {}, 'PASSTHROUGH'],
    ['the option for all services', { mode: 'Passthrough', options: { 'gateway.istio.io/listener-protocol': 'auto-passthrough' } }, {}, {}, 'AUTO_PASSTHROUGH'],
    ['a gateway between networks', { mode: 'Passthrough' }, NETWORK, {}, 'AUTO_PASSTHROUGH'],
    ['one with another port for that', { mode: 'Passthrough' }, { ...NETWORK, [PORT]: '443' }, {}, 'PASSTHROUGH'],
    ['one with this port for that', { mode: 'Passthrough' }, { ...NETWORK, [PORT]: '15443' }, {}, 'AUTO_PASSTHROUGH'],
    ['a gateway between networks that ends TLS', {}, NETWORK, {}, 'SIMPLE'],
    ['an option for client certificates', { options: { 'gateway.istio.io/tls-terminate-mode': 'MUTUAL' } }, {}, {}, 'MUTUAL'],
    ['an option for certificates of the mesh', { options: { 'gateway.istio.io/tls-terminate-mode': 'ISTIO_MUTUAL' } }, {}, {}, 'ISTIO_MUTUAL'],
    ['an option that is none', { options: { 'gateway.istio.io/tls-terminate-mode': 'x' } }, {}, {}, 'SIMPLE'],
    ['an authority for all ports', {}, {}, { tls: { frontend: { default: frontend('ca') } } }, 'MUTUAL'],
    ['an authority for this port', {}, {}, { tls: { frontend: { default: frontend(), perPort: [{ port: 15443, tls: frontend('ca') }] } } }, 'MUTUAL'],
    ['none for this port', {}, {}, { tls: { frontend: { default: frontend('ca'), perPort: [{ port: 15443, tls: frontend() }] } } }, 'SIMPLE'],
  ])('%s', (_, tls, labels, spec, mode) => {
    expect(modeOf(api(tls, labels, spec))).toBe(mode);
  });
});
