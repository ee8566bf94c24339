import { IpBlock } from './ip-block';
import { IpBlocks } from './ip-blocks';
import { OWN_NETWORKS } from './own-networks';

/**
 * More than any proxy or load balancer connects from: a block with a shorter prefix, or a larger share of the family in all. The widest published block is
 * Akamai's 104.64.0.0/10; no vendor has sixteen /8 of IPv4, and an IPv6 /12 is what the registry of a continent has.
 */
const FAMILIES = [
  { family: 'IPv4', isIpv4: true, shortestPrefix: 9, share: 16 },
  { family: 'IPv6', isIpv4: false, shortestPrefix: 16, share: 4096 },
];

/** Whether a block is larger than anybody on the internet has. Your own networks may be whole. */
export function isTooWide(block: IpBlock): boolean {
  const { shortestPrefix } = FAMILIES.find(({ isIpv4 }) => isIpv4 === block.isIpv4)!;
  return block.prefixLength < shortestPrefix && !OWN_NETWORKS.contains(block.toString());
}

/** What makes blocks too wide to tell anybody from others, in words; empty where they are not. */
export function tooWide(blocks: IpBlocks): string[] {
  return FAMILIES.flatMap(({ family, isIpv4, share }) => {
    const ofFamily = isIpv4 ? blocks.ipv4 : blocks.ipv6;
    const wide = ofFamily.blocks.filter(isTooWide);
    const part = ofFamily.minus(OWN_NETWORKS).blocks.reduce((sum, { prefixLength }) => sum + 2 ** -prefixLength, 0);
    return wide.length > 0 ? wide.map(String) : part > 1 / share ? [`more than 1/${share} of ${family}`] : [];
  });
}
