import { Fault, few } from '../fault';
import { IpBlocks } from '../net';

/** Nobody has these on the internet: whoever does is in a network of one's own, however large it is. */
const OWN_NETWORKS = IpBlocks.of('10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7');

/**
 * What nobody connects from: a block with a shorter prefix, or a larger share of the family in all. The widest published block is Akamai's 104.64.0.0/10;
 * no vendor has sixteen /8 of IPv4, and an IPv6 /12 is what the registry of a continent has.
 */
const FAMILIES = [
  { family: 'IPv4', isIpv4: true, shortestPrefix: 9, share: 16 },
  { family: 'IPv6', isIpv4: false, shortestPrefix: 16, share: 4096 },
];

/** Throws where a guard on the addresses would refuse everybody, or nobody. */
export function checkProxyAddresses(proxy: string, addresses: IpBlocks): void {
  if (addresses.isEmpty) {
    throw new Fault('empty-list', {
      what: `the addresses of proxy "${proxy}" are an empty list`,
      why: 'a guard on them would refuse all traffic',
      instead: 'write the addresses from which it connects, or leave them out',
    });
  }
  const tooWide = FAMILIES.flatMap(({ family, isIpv4, shortestPrefix, share }) => {
    const ofFamily = isIpv4 ? addresses.ipv4 : addresses.ipv6;
    const blocks = ofFamily.blocks.filter(block => block.prefixLength < shortestPrefix && !OWN_NETWORKS.contains(block.toString()));
    const part = ofFamily.minus(OWN_NETWORKS).blocks.reduce((sum, { prefixLength }) => sum + 2 ** -prefixLength, 0);
    return blocks.length > 0 ? blocks.map(String) : part > 1 / share ? [`more than 1/${share} of ${family}`] : [];
  });
  if (tooWide.length > 0) {
    throw new Fault('addresses-too-wide', {
      what: `the addresses of proxy "${proxy}" hold ${few(tooWide)}`,
      why: 'whoever has one of them is believed, so a guard on them keeps nearly nobody out; no load balancer or CDN connects from so many',
      instead: `write the subnets or the published ranges from which "${proxy}" connects; or, in place of addresses, what keeps others away: `
        + "originLock: OriginLock.enforcedElsewhere('…')",
    });
  }
}
