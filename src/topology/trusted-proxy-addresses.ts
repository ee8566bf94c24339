import { Fault, summary } from '../fault';
import { IpBlocks } from '../net';
import { OWN_NETWORKS } from '../net/own-networks';

/**
 * More than anybody connects from: a block with a shorter prefix, or a larger share of the family in all. The widest published block is Akamai's 104.64.0.0/10;
 * no vendor has sixteen /8 of IPv4, and an IPv6 /12 is what the registry of a continent has.
 */
const FAMILIES = [
  { family: 'IPv4', isIpv4: true, shortestPrefix: 9, share: 16 },
  { family: 'IPv6', isIpv4: false, shortestPrefix: 16, share: 4096 },
];

/** Throws where a guard on the addresses from which a proxy connects would refuse everybody, or nobody. */
export function assertConnectsFrom(proxy: string, connectsFrom: IpBlocks): void {
  if (connectsFrom.isEmpty) {
    throw new Fault('empty-list', {
      what: `connectsFrom of proxy "${proxy}" is an empty list`,
      why: 'a guard on it would deny all traffic',
      instead: 'write the addresses from which it connects, or leave connectsFrom out',
    });
  }
  const tooWide = FAMILIES.flatMap(({ family, isIpv4, shortestPrefix, share }) => {
    const ofFamily = isIpv4 ? connectsFrom.ipv4 : connectsFrom.ipv6;
    const blocks = ofFamily.blocks.filter(block => block.prefixLength < shortestPrefix && !OWN_NETWORKS.contains(block.toString()));
    const part = ofFamily.minus(OWN_NETWORKS).blocks.reduce((sum, { prefixLength }) => sum + 2 ** -prefixLength, 0);
    return blocks.length > 0 ? blocks.map(String) : part > 1 / share ? [`more than 1/${share} of ${family}`] : [];
  });
  if (tooWide.length > 0) {
    throw new Fault('addresses-too-wide', {
      what: `connectsFrom of proxy "${proxy}" holds ${summary(tooWide)}`,
      why: 'whoever has one of these addresses is believed, so a guard on them stops almost nobody; no load balancer or CDN connects from so many',
      instead: `write the subnets or the published ranges from which "${proxy}" connects; or, instead of connectsFrom, what keeps others away: `
        + "originLock: OriginLock.enforcedElsewhere('…')",
    });
  }
}
