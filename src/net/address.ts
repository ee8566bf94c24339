/**
 * An address is a number on one line: IPv4 from 0, IPv6 from 2^128. The families never touch, IPv4 sorts first,
 * and every multiple of a block's size keeps its alignment, so nothing that works on numbers need know of families.
 */
const IPV6 = 1n << 128n;

/** The whole of each family, as the first and the last of its numbers. */
export const ALL_IPV4 = { first: 0n, last: (1n << 32n) - 1n };
export const ALL_IPV6 = { first: IPV6, last: IPV6 + (1n << 128n) - 1n };

export function isIpv4(address: bigint): boolean {
  return address < IPV6;
}

/** How many bits an address of this family has. */
export function width(address: bigint): number {
  return isIpv4(address) ? 32 : 128;
}

/**
 * Reads an address exactly as Go's netip.ParseAddr does, zones apart.
 *
 * @see https://pkg.go.dev/net/netip#ParseAddr
 */
export function parseAddress(text: string): bigint | undefined {
  return text.includes(':') ? parseIpv6(text) : parseIpv4(text);
}

/** The shortest lower-case form of RFC 5952. Never with an IPv4 tail: what has one by that rule is refused when it is read. */
export function printAddress(address: bigint): string {
  return isIpv4(address) ? printIpv4(Number(address)) : printIpv6(address - IPV6);
}

function parseIpv4(text: string): bigint | undefined {
  const octets = text.split('.');
  if (octets.length !== 4 || !octets.every(octet => /^(0|[1-9]\d{0,2})$/.test(octet) && Number(octet) < 256)) return undefined;
  return BigInt(octets.reduce((number, octet) => number * 256 + Number(octet), 0));
}

function printIpv4(address: number): string {
  return [24, 16, 8, 0].map(shift => (address >>> shift) & 255).join('.');
}

function parseIpv6(text: string): bigint | undefined {
  const hex = withoutIpv4Tail(text);
  const halves = hex?.split('::').map(half => (half === '' ? [] : half.split(':'))) ?? [];
  const written = halves.flat();
  // "::" stands for at least one group, and may stand there once.
  if (halves.length === 2 ? written.length > 7 : halves.length !== 1 || written.length !== 8) return undefined;
  if (!written.every(group => /^[\da-f]{1,4}$/i.test(group))) return undefined;

  const [left, right = []] = halves;
  const groups = [...left, ...Array<string>(8 - written.length).fill('0'), ...right];
  return IPV6 + BigInt('0x' + groups.map(group => group.padStart(4, '0')).join(''));
}

function withoutIpv4Tail(text: string): string | undefined {
  if (!text.includes('.')) return text;
  const start = text.lastIndexOf(':') + 1;
  const tail = parseIpv4(text.slice(start));
  return tail === undefined ? undefined : `${text.slice(0, start)}${(tail >> 16n).toString(16)}:${(tail & 0xffffn).toString(16)}`;
}

function printIpv6(address: bigint): string {
  const groups = address.toString(16).padStart(32, '0').match(/..../g)!.map(group => group.replace(/^0+(?=.)/, ''));
  const zeros = longestZeros(groups);
  if (zeros.length < 2) return groups.join(':');
  return `${groups.slice(0, zeros.start).join(':')}::${groups.slice(zeros.start + zeros.length).join(':')}`;
}

/** The first of the longest runs of zero groups. */
function longestZeros(groups: readonly string[]): { start: number; length: number } {
  let longest = { start: 0, length: 0 };
  for (let start = 0, end = 0; start < groups.length; start = end + 1) {
    for (end = start; groups[end] === '0';) end++;
    if (end - start > longest.length) longest = { start, length: end - start };
  }
  return longest;
}
