import { IpBlocks } from '../net';

/**
 * Address blocks as Envoy compares them.
 *
 * With `mapped`, every IPv4 block also appears as IPv4-mapped IPv6: dual-stack NGINX and HAProxy write `::ffff:a.b.c.d`
 * into X-Forwarded-For and PROXY headers, and Envoy compares address families, so without the twin
 * listed clients would be refused and deny lists walked round.
 */
export function addressStrings(blocks: IpBlocks, mapped: boolean): string[] {
  return mapped ? [...blocks.toStrings(), ...blocks.ipv4.blocks.map(block => mappedTwin(block.toString()))] : blocks.toStrings();
}

function mappedTwin(block: string): string {
  const [address, prefixLength] = block.split('/');
  return `::ffff:${address}/${96 + Number(prefixLength)}`;
}
