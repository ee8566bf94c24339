/**
 * The independent oracle: packets instead of rules.
 *
 * Nothing here knows how the library reasons. A connection is a packet source and bytes; every device does with
 * these bytes what the real one does, and the gateway is Envoy with the two settings that the library derived
 * (conformance/suites run the real ones; Envoy 1.37.0, source/common/http/conn_manager_utility.cc and
 * source/extensions/filters/listener/proxy_protocol/proxy_protocol.cc).
 */
export interface Connection {
  /** Source address of the packets. */
  readonly source: string;
  /** PROXY lines as the devices wrote them, then an HTTP request or whatever else runs over TCP. */
  readonly bytes: string;
}

/** What a device really does, in its own words. */
export interface Device {
  readonly name: string;
  /** Where its own connections come from. */
  readonly address: string;
  readonly layer: 4 | 7;
  readonly keepsSource: boolean;
  readonly reads: boolean;
  readonly sends: boolean;
  /** Layer 7 only. */
  readonly xff?: { readonly how: 'append' | 'overwrite' | 'preserve' | 'remove'; readonly entries: number; readonly withPort: boolean };
}

/** Why a connection ended before it reached the gateway. */
export type Break = 'no PROXY header' | 'bad PROXY header' | '400 Bad Request';

/** What comes of a connection on its way through the devices. */
export interface Sent {
  /** The connection in front of every device that it reached; the last one is the gateway's if nothing broke. */
  readonly wires: readonly Connection[];
  readonly broken?: Break;
}

export interface Settings {
  readonly proxyProtocol: boolean;
  readonly numTrustedProxies: number;
}

/** A connection as the gateway sees it before any request is read. */
export interface Accepted {
  /** Envoy's directRemoteAddress: `ipBlocks`. */
  readonly direct: string;
  /** The PROXY header's source, or the packets': `remoteIpBlocks` of a TCP server, and of HTTP until X-Forwarded-For has been read. */
  readonly peer: string;
  readonly payload: string;
}

export function isBreak<T extends object>(outcome: T | Break): outcome is Break {
  return typeof outcome === 'string';
}

/** A version 1 header as HAProxy, NGINX and the clouds write it. */
export function proxyLine(source: string): string {
  return `PROXY TCP4 ${source} 192.0.2.80 40000 443\r\n`;
}

/** A request; several texts in `xff` are several header lines. */
export function request(...xff: string[]): string {
  return `GET / HTTP/1.1\r\nhost: www.example.com\r\n${xff.map(line => `x-forwarded-for: ${line}\r\n`).join('')}\r\n`;
}

/** Something that is not HTTP: the beginning of a TLS handshake. */
export const OPAQUE = '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03';

export function send(connection: Connection, devices: readonly Device[]): Sent {
  const wires = [connection];
  for (const device of devices) {
    const next = cross(device, wires[wires.length - 1]);
    if (isBreak(next)) return { wires, broken: next };
    wires.push(next);
  }
  return { wires };
}

/** How many PROXY headers are in front of the payload. */
export function headersOf({ bytes }: Connection): number {
  const header = takeHeader(bytes);
  return isBreak(header) ? 0 : 1 + headersOf({ source: '', bytes: header.rest });
}

/** The listener: PROXY filter if configured. It has no other opinion about the bytes. */
export function accept(connection: Connection, proxyProtocol: boolean): Accepted | Break {
  if (!proxyProtocol) return { direct: connection.source, peer: connection.source, payload: connection.bytes };
  const header = takeHeader(connection.bytes);
  return isBreak(header) ? header : { direct: connection.source, peer: header.source ?? connection.source, payload: header.rest };
}

/** The connection manager with `use_remote_address`: the entry that is the Nth from the right, the peer where there is none that it can read. */
export function remoteAddress({ peer, payload }: Accepted, numTrustedProxies: number): string | Break {
  const xff = xffOf(payload);
  return xff === undefined ? '400 Bad Request' : pick(xff, peer, numTrustedProxies);
}

/** Envoy's rule alone, on the entries of all X-Forwarded-For lines. */
export function pick(xff: readonly string[], peer: string, numTrustedProxies: number): string {
  const entry = numTrustedProxies > 0 ? xff[xff.length - numTrustedProxies] : undefined;
  return entry !== undefined && /^\d+\.\d+\.\d+\.\d+$/.test(entry) ? entry : peer;
}

/** The entries of all X-Forwarded-For lines; undefined if this is not a request. */
export function xffOf(payload: string): string[] | undefined {
  return isRequest(payload) ? linesOf(payload, 'x-forwarded-for').flatMap(line => line.split(',').map(entry => entry.trim())) : undefined;
}

/** Names of the proxies whose secret header the request carries. */
export function secretsOf(payload: string): string[] {
  return linesOf(payload, 'x-secret-of');
}

/** The proxy whose TLS client certificate is on the connection that carries the request. Layer 4 passes TLS on; layer 7 terminates it. */
export function certificateOf(payload: string): string | undefined {
  return linesOf(payload, 'tls-certificate-of')[0];
}

function cross(device: Device, { source, bytes }: Connection): Connection | Break {
  let seen = source;
  let rest = bytes;
  if (device.reads) {
    const header = takeHeader(bytes);
    if (isBreak(header)) return header;
    seen = header.source ?? source;
    rest = header.rest;
  }
  if (device.layer === 7) {
    if (!isRequest(rest)) return '400 Bad Request';
    rest = forward(device, rest, seen);
  }
  return { source: device.keepsSource ? source : device.address, bytes: device.sends ? proxyLine(seen) + rest : rest };
}

/** A layer-7 device writes a request of its own. It stamps each with its secret; whether anybody asks for it is up to the gateway. */
function forward(device: Device, received: string, seen: string): string {
  const { how, entries, withPort } = device.xff!;
  const own = [seen, ...Array<string>(entries - 1).fill(device.address)].map(entry => withPort ? `${entry}:40000` : entry);
  const came = xffOf(received)!;
  const xff = { append: [...came, ...own], overwrite: own, preserve: came, remove: [] }[how];
  const secrets = [...secretsOf(received), device.name].map(name => `x-secret-of: ${name}\r\n`).join('');
  const sent = request(...xff.length > 0 ? [xff.join(', ')] : []);
  return `${sent.slice(0, -2)}${secrets}tls-certificate-of: ${device.name}\r\n\r\n`;
}

function takeHeader(bytes: string): { source?: string; rest: string } | Break {
  if (!bytes.startsWith('PROXY ')) return 'no PROXY header';
  const end = bytes.indexOf('\r\n');
  const words = bytes.slice(0, end).split(' ');
  const rest = bytes.slice(end + 2);
  // UNKNOWN is accepted everywhere, and the addresses of the connection stay.
  if (words[1] === 'UNKNOWN') return { rest };
  return end < 0 || words.length !== 6 ? 'bad PROXY header' : { source: words[2], rest };
}

function isRequest(payload: string): boolean {
  return payload.startsWith('GET ');
}

function linesOf(payload: string, name: string): string[] {
  return payload.split('\r\n').filter(line => line.startsWith(`${name}: `)).map(line => line.slice(name.length + 2));
}
