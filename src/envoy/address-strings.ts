import { IpBlock, IpBlocks } from '../net';

/** All of IPv4 as IPv4-mapped IPv6. It is what is left of a block, because a text that says it is refused: it would mean IPv4. */
const MAPPED = IpBlocks.of('::fffe:0:0/95').minus(IpBlocks.of('::fffe:0:0/96'));

/**
 * Address blocks as Envoy compares them.
 *
 * With `mapped`, every IPv4 block also appears as IPv4-mapped IPv6: dual-stack NGINX and HAProxy write `::ffff:a.b.c.d`
 * into X-Forwarded-For and PROXY headers, and Envoy compares address families, so without the twin
 * listed clients would be refused and deny lists walked round.
 */
export function addressStrings(blocks: IpBlocks, mapped: boolean): string[] {
  // Whoever lists a large block of IPv6 does not mean IPv4 clients.
  return mapped ? [...blocks.minus(MAPPED).toStrings(), ...blocks.ipv4.blocks.map(mappedTwin)] : blocks.toStrings();
}

/** Envoy's CidrRange. Always with `prefix_len`: left out it means /0, which is everybody. */
export function cidrRange(block: string): object {
  const slash = block.indexOf('/');
  return { address_prefix: block.slice(0, slash), prefix_len: Number(block.slice(slash + 1)) };
}

function mappedTwin(block: IpBlock): string {
  const [address] = block.toString().split('/');
  return `::ffff:${address}/${96 + block.prefixLength}`;
}
