import { IpBlocks } from '../net';

/** All of IPv4 as IPv4-mapped IPv6. Made by subtraction, because IpBlocks refuses it as a text: it would mean IPv4. */
const MAPPED = IpBlocks.of('::fffe:0:0/95').minus(IpBlocks.of('::fffe:0:0/96'));

/** Address blocks as AuthorizationPolicy writes them. With `mapped` they also appear as proxies may write them. */
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
 * into X-Forwarded-For and PROXY headers, and Envoy compares address families, so without the IPv4-mapped form
 * listed clients would be denied and deny lists bypassed. A large listed block of IPv6 is not meant to include these addresses.
 */
function eachBlock(blocks: IpBlocks, mapped: boolean, visit: (address: string, prefixLength: number) => void): void {
  (mapped ? blocks.minus(MAPPED) : blocks)._eachBlock(visit);
  if (mapped) blocks.ipv4._eachBlock((address, prefixLength) => visit(`::ffff:${address}`, 96 + prefixLength));
}
