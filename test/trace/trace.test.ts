import { HTTPS, PEER, TCP, edge, traced } from './edge';
import { Manifests, Tracer } from '../../src/analysis';
import { messageOf } from '../support/app';

const CLIENT = '203.0.113.7';
const OFFICE = { from: [{ source: { notRemoteIpBlocks: ['203.0.113.0/24'] } }], to: [{ operation: { hosts: ['admin.example.com', 'admin.example.com:*'] } }] };
const GUARD = { from: [{ source: { notIpBlocks: ['10.0.0.0/16'] } }] };
const behindAlb = edge({ topology: { numTrustedProxies: 1 }, servers: [HTTPS], policies: [GUARD, OFFICE] });

test('the text says first how it ends, then which address was seen, and who decided', () => {
  const trace = traced(behindAlb, { host: 'admin.example.com', xForwardedFor: [`${CLIENT}, 198.51.100.9`] });
  expect(String(trace)).toBe(`DENIED: 403 RBAC: access denied
DENY edge/policy-1 matches: rule 1: 198.51.100.9 is not in 203.0.113.0/24 (notRemoteIpBlocks); hosts: "admin.example.com" matches admin.example.com

client address  198.51.100.9  (remoteIpBlocks)
packet source   10.0.0.5  (ipBlocks)
gateway         edge/edge, HTTPS server https of Gateway edge/edge

What happens
  1. no port was given: 8443 is assumed
  2. a connection from 10.0.0.5 arrives on port 8443
  3. no server name was given: admin.example.com is assumed
  4. numTrustedProxies is 1: the client is 198.51.100.9, entry 1 from the right of X-Forwarded-For (203.0.113.7, 198.51.100.9)

Policies
    DENY edge/policy-0 does not match
        rule 1: 10.0.0.5 is in 10.0.0.0/16 (notIpBlocks)
  * DENY edge/policy-1 matches
        rule 1: 198.51.100.9 is not in 203.0.113.0/24 (notRemoteIpBlocks); hosts: "admin.example.com" matches admin.example.com

What this rests on
  entry 1 from the right of X-Forwarded-For; anybody can write the entries to its left, which decide nothing
  an attacker who reaches the pod (from 198.18.13.37, for example) and sends the same is stopped: DENY edge/policy-0 matches: rule 1: 198.18.13.37 is not in 10.0.0.0/16 (notIpBlocks)
`);
});

test.each([
  ['ADMITTED', { host: 'www.example.com' }, 'ADMITTED'],
  ['CLOSED', { serverName: 'x' }, 'CLOSED: the connection ends without an answer'],
  ['BAD_REQUEST', { path: '/%00' }, 'BAD REQUEST: 400, Envoy does not accept it'],
  ['NOT_FOUND', { host: 'www.example.com', path: 'x', protocol: 'HTTP2' as any }, 'NOT FOUND: 404, and no policy denies it'],
])('the headline of %s', (verdict, request, headline) => {
  const trace = traced(behindAlb, { xForwardedFor: [CLIENT], ...request });
  expect(trace.verdict).toBe(verdict);
  expect(String(trace).split('\n')[0]).toBe(headline);
});

test('a redirect has a headline of its own, and an unknown address is said to be', () => {
  const redirect = traced({ virtualServices: [{ hosts: ['*'], http: [{ redirect: {} }] }] });
  expect(String(redirect)).toMatch(/^ANSWERED BY THE GATEWAY: 301, and no policy denies it\n/);
  expect(String(traced(behindAlb, { serverName: 'x' }))).toContain('client address  not known yet  (remoteIpBlocks)\n');
});

test('the backend gets what Envoy writes, and not what the client writes in its place', () => {
  const headers = { 'x-envoy-external-address': '6.6.6.6', 'x-forwarded-client-cert': 'By=x', 'x-forwarded-proto': 'ftp' };
  expect(traced({ servers: [HTTPS] }, { xForwardedFor: ['6.6.6.6'], headers }).backendHeaders).toEqual({
    'x-forwarded-for': `6.6.6.6,${PEER}`, 'x-envoy-external-address': PEER, 'x-forwarded-proto': 'https',
  });
  const forwards = (forwardClientCertDetails: string, certificateNames?: string[]) =>
    'x-forwarded-client-cert' in traced({ topology: { forwardClientCertDetails }, servers: [HTTPS] }, { headers, certificateNames }).backendHeaders;
  expect([forwards('SANITIZE_SET', ['a']), forwards('APPEND_FORWARD', ['a']), forwards('FORWARD_ONLY'), forwards('ALWAYS_FORWARD_ONLY')])
    .toEqual([false, true, false, true]);
});

const trusting = (hops: number) => ({
  applyTo: 'NETWORK_FILTER',
  match: { context: 'GATEWAY', listener: { filterChain: { filter: { name: 'envoy.filters.network.http_connection_manager' } } } },
  patch: { operation: 'MERGE', value: { typed_config: { '@type': 'type.googleapis.com/x', 'xff_num_trusted_hops': hops } } },
});

describe('what a trace rests on', () => {
  const unguarded = { topology: { proxyProtocol: {}, numTrustedProxies: 1 } };
  test.each<[string, any, any, string[]]>([
    ['nothing, where the packets decide', {}, { xForwardedFor: [CLIENT] }, []],
    ['a PROXY header, even one that says nothing', unguarded, { proxy: 'LOCAL' }, ['what the PROXY header says', 'an attacker who reaches the pod (from 198.18.13.37, for example) and sends the same is admitted: no guard stops them']],
    ['a PROXY header and an entry', unguarded, { proxy: CLIENT, xForwardedFor: [CLIENT], peer: '2001:db8::1' }, [
      'entry 1 from the right of X-Forwarded-For; anybody can write the entries to its left, which decide nothing',
      'what the PROXY header says',
      'an attacker who reaches the pod (from 2001:2::1337, for example) and sends the same is admitted: no guard stops them',
    ]],
    ["the attacker's own request is not traced twice", unguarded, { proxy: CLIENT, peer: '198.18.13.37' }, ['what the PROXY header says']],
    ['an entry, where an EnvoyFilter says how many count', { topology: {}, patches: [trusting(2)] }, { xForwardedFor: [CLIENT, CLIENT], peer: '198.18.13.37' }, [
      'entry 2 from the right of X-Forwarded-For; anybody can write the entries to its left, which decide nothing',
    ]],
    ['no entry on a TCP server', { ...unguarded, servers: [TCP] }, { proxy: CLIENT, xForwardedFor: [CLIENT], peer: '198.18.13.37', port: 9000 }, ['what the PROXY header says']],
  ])('%s', (_, parts, request, lines) => {
    expect(traced(parts, request).trusted).toEqual(lines);
  });
});

test('for programs it is JSON', () => {
  const trace = traced(behindAlb, { host: 'admin.example.com', xForwardedFor: [CLIENT] });
  expect(JSON.parse(JSON.stringify(trace.toJson()))).toEqual({
    verdict: 'ADMITTED',
    admitted: true,
    reason: 'no policy denies it',
    gateway: 'edge/edge',
    server: 'HTTPS server https of Gateway edge/edge',
    clientAddress: CLIENT,
    directAddress: PEER,
    steps: expect.arrayContaining(['VirtualService edge/routes-0, route 1 leads to app']),
    policies: [
      { name: 'edge/policy-0', action: 'DENY', matched: false, dryRun: false, why: ['rule 1: 10.0.0.5 is in 10.0.0.0/16 (notIpBlocks)'] },
      { name: 'edge/policy-1', action: 'DENY', matched: false, dryRun: false, why: [`rule 1: ${CLIENT} is in 203.0.113.0/24 (notRemoteIpBlocks)`] },
    ],
    backendHeaders: { 'x-forwarded-for': `${CLIENT},${PEER}`, 'x-envoy-external-address': CLIENT, 'x-forwarded-proto': 'https' },
    trusted: expect.any(Array),
    notes: [],
  });
});

test('a dry run is marked', () => {
  expect(String(traced({ policies: [{ action: 'DENY', rules: [{}], annotations: { 'istio.io/dry-run': 'true' } }] })))
    .toContain('  * DENY edge/policy-0 (dry run: only logs) matches\n        rule 1: it matches everything\n');
});

test('a long list is shortened', () => {
  const remoteIpBlocks = Array.from({ length: 9 }, (_, index) => `192.0.2.${index}`);
  expect(traced({ policies: [{ from: [{ source: { remoteIpBlocks } }] }] }).policies[0].why)
    .toEqual([`rule 1: remoteIpBlocks: ${PEER} is not in 192.0.2.0, 192.0.2.1, 192.0.2.2 and 6 more`]);
});

describe('the gateway that is meant', () => {
  const two = Manifests.fromText(['a', 'b'].map(name => JSON.stringify({
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'Gateway',
    metadata: { name, namespace: 'edge' },
    spec: { gatewayClassName: 'istio', listeners: [{ name: 'http', port: 80, protocol: 'HTTP' }] },
  })).join('\n---\n'));

  test('is the only one, or is named', () => {
    expect(new Tracer(edge()).gateway).toBe('edge/edge');
    expect(new Tracer(two, { gateway: 'edge/b' }).gateway).toBe('edge/b');
  });

  test('or it is an error', () => {
    expect(messageOf(() => new Tracer(two)))
      .toBe('[trace-gateway] there are 2 gateways among the manifests; each has its own settings and policies; name one of edge/a, edge/b');
    expect(messageOf(() => new Tracer(two, { gateway: 'edge/c' })))
      .toBe('[trace-gateway] there is no gateway edge/c among the manifests; each has its own settings and policies; name one of edge/a, edge/b');
    expect(messageOf(() => new Tracer(Manifests.fromText('{apiVersion: v1, kind: Service, metadata: {name: x}}'))))
      .toBe('[trace-gateway] there is no gateway among the manifests; each has its own settings and policies; '
        + 'add the Gateway, its Deployment, or a policy that selects its pods');
  });
});

test.each([['peer', { peer: 'alb' }], ['podAddress', { podAddress: '10.0.0.5:80' }]])('%s must be an address', (property, request) => {
  expect(messageOf(() => traced({}, request))).toBe(`[trace-address] ${property} is ${JSON.stringify(Object.values(request)[0])}, which is not an IP address; `
    + `policies compare addresses; write a bare address, such as ${property}: '10.0.0.5'`);
});

test('a tracer takes any number of requests', () => {
  const tracer = new Tracer(behindAlb);
  const verdicts = Array.from({ length: 1000 }, () => tracer.trace({ peer: PEER, xForwardedFor: [CLIENT], host: 'admin.example.com' }).verdict);
  expect(new Set(verdicts)).toEqual(new Set(['ADMITTED']));
});
