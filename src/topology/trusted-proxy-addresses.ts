import { Fault, summary } from '../fault';
import { IpBlocks } from '../net';
import { tooWide } from '../net/too-wide';

/** Throws where a guard on the addresses from which a proxy connects would refuse everybody, or nobody. */
export function assertConnectsFrom(proxy: string, connectsFrom: IpBlocks): void {
  if (connectsFrom.isEmpty) {
    throw new Fault('empty-list', {
      what: `connectsFrom of proxy "${proxy}" is an empty list`,
      why: 'a guard on it would deny all traffic',
      instead: 'write the addresses from which it connects, or leave connectsFrom out',
    });
  }
  const wide = tooWide(connectsFrom);
  if (wide.length > 0) {
    throw new Fault('addresses-too-wide', {
      what: `connectsFrom of proxy "${proxy}" holds ${summary(wide)}`,
      why: 'whoever has one of these addresses is believed, so a guard on them stops almost nobody; no load balancer or CDN connects from so many',
      instead: `write the subnets or the published ranges from which "${proxy}" connects; or, instead of connectsFrom, what keeps others away: `
        + "originLock: OriginLock.enforcedElsewhere('…')",
    });
  }
}
