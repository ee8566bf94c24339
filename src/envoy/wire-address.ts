import { isIpv4, parseAddress, printAddress } from '../net/address';
import { blockAround } from '../net/ranges';

/** An address as Envoy holds it: IPv4-mapped IPv6 stays IPv6, and is never compared with IPv4. */
export interface WireAddress {
  /** Its place on the line of net/address.ts. */
  readonly number: bigint;
  /** As Envoy writes it into headers. */
  readonly text: string;
}

/**
 * Reads an address as Envoy does in X-Forwarded-For and PROXY headers: a bare literal, where an IPv6 literal may carry
 * a zone. No port, no brackets, no leading zeros.
 */
export function wireAddress(text: string): WireAddress | undefined {
  const [literal, zone, ...more] = text.split('%');
  const number = parseAddress(literal);
  if (number === undefined || more.length > 0) return undefined;
  const scope = zone === undefined ? 0 : scopeOf(zone, number);
  return scope === undefined ? undefined : { number, text: print(number) + (scope ? `%${scope}` : '') };
}

/** As most network plugins number the interfaces. */
const POD_INTERFACES = new Map([['lo', 1], ['eth0', 2]]);

/** The number of a zone. Only names of a pod's own interfaces are known, and only link-local addresses may have a name. */
function scopeOf(zone: string, number: bigint): number | undefined {
  if (POD_INTERFACES.has(zone) && within('fe80::/10', number)) return POD_INTERFACES.get(zone);
  return /^\d{1,10}$/.test(zone) && Number(zone) < 2 ** 32 && !isIpv4(number) ? Number(zone) : undefined;
}

/** TCP has no broadcast, multicast or zero addresses; Envoy refuses a PROXY header that names one. */
export function isUnicast({ number }: WireAddress): boolean {
  if (isIpv4(number)) return number !== 0n && number !== 0xffffffffn && !within('224.0.0.0/4', number);
  return !within('::/128', number) && !within('ff00::/8', number);
}

export function isLoopback({ number }: WireAddress): boolean {
  return number === parseAddress('127.0.0.1') || number === parseAddress('::1');
}

function within(block: string, number: bigint): boolean {
  const [first, length] = block.split('/');
  const range = blockAround(parseAddress(first)!, Number(length));
  return range.first <= number && number <= range.last;
}

/** As inet_ntop does, which writes the last 32 bits of mapped and of compatible addresses as IPv4. */
function print(number: bigint): string {
  const text = printAddress(number);
  const [, start, high, low] = /^(::(?:ffff:)?)([\da-f]{1,4}):([\da-f]{1,4})$/.exec(text) ?? [];
  if (start === undefined) return text;
  return start + [high, low].map(group => parseInt(group, 16)).flatMap(group => [Math.floor(group / 256), group % 256]).join('.');
}
