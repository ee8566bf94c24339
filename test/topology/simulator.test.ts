import { Accepted, Break, Connection, Device, accept, isBreak, proxyLine, remoteAddress, request, send } from './simulator';
import { ATTACKER, CLIENT, Kind, LISTED, deviceAt } from './simulator-chains';

/** What was measured on the real Envoy 1.37.0, HAProxy 2.6.12 and NGINX 1.22.1, row by row: the oracle must do the same. */
const BALANCER: Kind = { layer: 4, keepsSource: false, reads: false, sends: true };
const SILENT: Kind = { ...BALANCER, sends: false };
const HTTP: Kind = { layer: 7, keepsSource: false, reads: false, sends: false, xff: { how: 'append', entries: 1, withPort: false } };

function remote(bytes: string, kinds: readonly Kind[], proxyProtocol: boolean, numTrustedProxies: number, source = CLIENT): string {
  const devices: Device[] = kinds.map((kind, index) => deviceAt(index, kind));
  const { wires, broken } = send({ source, bytes }, devices);
  const opened: Accepted | Break = broken ?? accept(wires[wires.length - 1], proxyProtocol);
  return isBreak(opened) ? opened : remoteAddress(opened, numTrustedProxies);
}

test.each<[string, string, string]>([
  ['PROXY from the load balancer gives the client', remote(request(), [BALANCER], true, 0), CLIENT],
  ['a connection without a header is reset', remote(request(), [SILENT], true, 0), 'no PROXY header'],
  ['two readers of one header reset the connection', remote(request(), [BALANCER, { ...SILENT, reads: true }], true, 0), 'no PROXY header'],
  ['a header that nobody reads is a bad request', remote(request(), [BALANCER], false, 0), '400 Bad Request'],
  ['NGINX http answers 400 to PROXY that it does not read', remote(request(), [BALANCER, HTTP], false, 1), '400 Bad Request'],
  ['numTrustedProxies 2 after one PROXY load balancer is forged', remote(request(`${LISTED}, 9.9.9.9`), [BALANCER], true, 2), LISTED],
  ['the second of three entries from the right is taken', remote(request('1.1.1.1,2.2.2.2,3.3.3.3'), [], false, 2), '2.2.2.2'],
  ['several header lines are one list', remote(request('1.1.1.1', '2.2.2.2,3.3.3.3'), [], false, 3), '1.1.1.1'],
  ['too few entries fall back to the peer', remote(request('1.1.1.1'), [], false, 2), CLIENT],
  ['no entries fall back to the peer', remote(request(), [], false, 1), CLIENT],
  ['an entry with a port falls back to the peer', remote(request('1.1.1.1:80'), [], false, 1), CLIENT],
  ['an entry in brackets falls back to the peer', remote(request('[2001:db8::1]'), [], false, 1), CLIENT],
  ['a trailing comma falls back to the peer', remote(request('1.1.1.1,'), [], false, 1), CLIENT],
  ['without trusted proxies X-Forwarded-For is not read', remote(request('1.1.1.1'), [], false, 0), CLIENT],
  ['an HTTP load balancer gives the client', remote(request(LISTED), [HTTP], false, 1), CLIENT],
  ['whoever bypasses the HTTP load balancer forges', remote(request(LISTED), [], false, 1, ATTACKER), LISTED],
  ['whoever reaches a PROXY gateway forges', remote(proxyLine(LISTED) + request(), [], true, 0, ATTACKER), LISTED],
  ['PROXY UNKNOWN leaves the packet source', remote('PROXY UNKNOWN\r\n' + request(), [], true, 0, ATTACKER), ATTACKER],
  ['a PROXY line with too few fields is reset', remote('PROXY TCP4 1.1.1.1\r\n' + request(), [], true, 0), 'bad PROXY header'],
])('%s', (_, seen, expected) => {
  expect(seen).toBe(expected);
});

test('a layer-4 proxy passes on every byte after the header that it reads', () => {
  const connection: Connection = { source: CLIENT, bytes: proxyLine(CLIENT) + proxyLine(LISTED) + request() };
  const { wires } = send(connection, [deviceAt(0, { ...SILENT, reads: true })]);
  expect(wires[1]).toEqual({ source: '10.0.0.1', bytes: proxyLine(LISTED) + request() });
});

test('Google writes the client and itself', () => {
  const { wires } = send({ source: CLIENT, bytes: request(LISTED) }, [deviceAt(0, { ...HTTP, xff: { how: 'append', entries: 2, withPort: false } })]);
  expect(wires[1].bytes).toContain(`x-forwarded-for: ${LISTED}, ${CLIENT}, 10.0.0.1\r\n`);
});
