import { isIpv4, parseAddress, printAddress } from '../net/address';

/** An address as Envoy holds it: IPv4-mapped IPv6 stays IPv6, and is never compared with IPv4. */
export interface WireAddress {
  /** Its place on the line of net/address.ts. */
  readonly number: bigint;
  /** As Envoy writes it into headers. */
  readonly text: string;
}

/**
 * Reads an address as Envoy does in X-Forwarded-For and PROXY headers: a bare literal, where an IPv6 literal may carry
 * the number of a zone. No port, no brackets, no leading zeros.
 */
export function wireAddress(text: string): WireAddress | undefined {
  const [, literal, zone = ''] = /^([^%]*)(%\d{1,9})?$/.exec(text) ?? [];
  const number = literal === undefined ? undefined : parseAddress(literal);
  if (number === undefined || zone && isIpv4(number)) return undefined;
  return { number, text: print(number) + (/^%0*$/.test(zone) ? '' : zone) };
}

/** TCP knows neither a broadcast, a multicast nor a zero address; a PROXY header that names one is refused. */
export function isUnicast({ number }: WireAddress): boolean {
  if (isIpv4(number)) return number !== 0n && number !== 0xffffffffn && number >> 28n !== 0xen;
  return number !== parseAddress('::') && printAddress(number).slice(0, 2) !== 'ff';
}

export function isLoopback({ number }: WireAddress): boolean {
  return isIpv4(number) ? number >> 24n === 127n : number === parseAddress('::1') || number === parseAddress('::ffff:127.0.0.1');
}

/** As inet_ntop does, which writes the last 32 bits of mapped and of compatible addresses as IPv4. */
function print(number: bigint): string {
  const text = printAddress(number);
  const [, start, high, low] = /^(::(?:ffff:)?)([\da-f]{1,4}):([\da-f]{1,4})$/.exec(text) ?? [];
  if (start === undefined) return text;
  return start + [high, low].map(group => parseInt(group, 16)).flatMap(group => [Math.floor(group / 256), group % 256]).join('.');
}
