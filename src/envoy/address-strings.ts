import { rangeOf } from './condition';
import { IpBlocks } from '../net';

/** With it IPv4 is written as IPv4-mapped IPv6. */
export const MAPPED_PREFIX = '::ffff:';

/** All of IPv4 as IPv4-mapped IPv6. It is what is left of a block, because a text that says it is refused: it would mean IPv4. */
const MAPPED = IpBlocks.of('::fffe:0:0/95').minus(IpBlocks.of('::fffe:0:0/96'));

/** Address blocks as AuthorizationPolicy writes them. With `mapped` they appear as proxies may write them. */
export function addressStrings(blocks: IpBlocks, mapped: boolean): string[] {
  const strings: string[] = [];
  eachBlock(blocks, mapped, (address, prefixLength) => strings.push(`${address}/${prefixLength}`));
  return strings;
}

/** The same as Envoy's CidrRange. Always with `prefix_len`: without it, it means /0, which is every address. */
export function cidrRanges(blocks: IpBlocks, mapped: boolean): object[] {
  const ranges: object[] = [];
  eachBlock(blocks, mapped, (address_prefix, prefix_len) => ranges.push({ address_prefix, prefix_len }));
  return ranges;
}

/** Bytes of JSON of these ranges, commas included. */
export function rangesBytes(blocks: IpBlocks, mapped: boolean): number {
  const frame = JSON.stringify({ address_prefix: '', prefix_len: 0 }).length;
  let bytes = 0;
  eachBlock(blocks, mapped, (address, prefixLength) => { bytes += frame + address.length + String(prefixLength).length; });
  return bytes;
}

/**
 * With `mapped`, every IPv4 block also appears as IPv4-mapped IPv6: dual-stack NGINX and HAProxy write `::ffff:a.b.c.d`
 * into X-Forwarded-For and PROXY headers, and Envoy compares address families, so without that form
 * listed clients would be refused, and others would bypass deny lists. Whoever lists a large block of IPv6 does not mean them.
 */
function eachBlock(blocks: IpBlocks, mapped: boolean, visit: (address: string, prefixLength: number) => void): void {
  (mapped ? blocks.minus(MAPPED) : blocks)._eachBlock(visit);
  if (mapped) blocks.ipv4._eachBlock((address, prefixLength) => visit(...mappedBlock(address, prefixLength)));
}

function mappedBlock(address: string, prefixLength: number): [string, number] {
  return [`${MAPPED_PREFIX}${address}`, 96 + prefixLength];
}

/** The IPv4-mapped form of an address or block of IPv4, `::ffff:203.0.113.0/120` for `203.0.113.0/24`; undefined for everything else. */
export function mappedForm(block: string): string | undefined {
  if (block.includes(':') || !rangeOf(block)) return undefined;
  const [address, length = '32'] = block.split('/');
  return mappedBlock(address, Number(length)).join('/');
}
