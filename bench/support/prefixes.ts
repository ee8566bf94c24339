import { Random } from './random';

/** Random prefixes as lists of single clients and small networks hold them: few lie in each other, and hardly two can be put together. */
export function randomPrefixes(count: number, families: readonly (4 | 6)[]): string[] {
  const random = new Random(1);
  return Array.from({ length: count }, (_, index) => {
    const ipv4 = families[index % families.length] === 4;
    return ipv4
      ? ipv4Prefix(random.below(2 ** 32), random.between(22, 32))
      : ipv6Prefix(0x20000000 + random.below(2 ** 29), random.below(2 ** 32), random.between(40, 64));
  });
}

/** The block of this length that holds the address. */
export function ipv4Prefix(address: number, length: number): string {
  const first = firstOf(address, length);
  return `${first >>> 24}.${(first >>> 16) & 255}.${(first >>> 8) & 255}.${first & 255}/${length}`;
}

/** The same of the upper half of an IPv6 address, given as two numbers of 32 bits; the length is at least 32. */
export function ipv6Prefix(upper: number, lower: number, length: number): string {
  const rest = firstOf(lower, length - 32);
  const groups = [upper >>> 16, upper & 0xffff, rest >>> 16, rest & 0xffff].map(group => group.toString(16)).join(':');
  return `${groups}::/${length}`;
}

export function firstOf(address: number, length: number): number {
  return address - address % 2 ** (32 - length);
}
