import { chainOf } from './chain-text';
import { Derived, addressOf } from './client-address';
import { LockKind, OriginLock } from './origin-lock';
import { TrustedProxy } from './trusted-proxy';
import { Arrival, FORGER, FROM_CLIENT, LIE, Owner, pass } from './walk';
import { Fault } from '../fault';
import { IpBlocks } from '../net';

/** What closes the boundaries whose word the gateway believes. @internal */
export interface Guards {
  /** Only these may connect to the gateway's pods: DENY `notIpBlocks`. */
  readonly packetSource?: IpBlocks;
  /** Only these may stand in the PROXY header: network RBAC filter in front of the connection manager. */
  readonly proxySource?: IpBlocks;
  /**
   * Only these may reach the load balancer: `loadBalancerSourceRanges`. IPv4 alone, since the Service is: what its controller does with IPv6 goes from
   * building nothing (AWS) to ignoring it. Undefined where none is left: an empty list would mean everybody, and `packetSource` holds without it.
   */
  readonly loadBalancerSource?: IpBlocks;
  /** The locks, each with the name of its hop. */
  readonly locks: readonly HopLock[];
}

/** @internal */
export interface HopLock {
  readonly hop: string;
  readonly lock: OriginLock;
}

/** A forger, and what the gateway gets from him. */
interface Forgery {
  /** Index of the first hop that his connection crosses; the number of hops means the gateway's pods. */
  readonly place: number;
  /** He rents the hop in front of that place, and so has its addresses. */
  readonly tenant: boolean;
  readonly arrival: Arrival;
}

/**
 * Plays every forger against the chain and returns the guards that stop them all; an error where none can.
 *
 * A forger steps in somewhere behind the first hop, imitates the honest traffic there as far as it can be written
 * (PROXY header and X-Forwarded-For, never the packet source), and is followed to the gateway by the same walk as the client.
 */
export function guard(proxies: readonly TrustedProxy[], derived: Derived): Guards {
  assertCertificatesReachGateway(proxies);
  const sender = hopOf(derived.arrival.packetSource);
  const named = hopOf(derived.arrival.proxyHeader);
  const stopsAtPackets = ({ arrival }: Forgery) => sender !== undefined && arrival.packetSource === FORGER;
  const stopsAtHeader = ({ arrival }: Forgery) => named !== undefined && arrival.proxyHeader !== LIE && arrival.proxyHeader !== named;

  const liars = forgeries(proxies).filter(({ arrival }) => addressOf(arrival, derived) === LIE);
  const pastPackets = liars.filter(liar => !(sender?.connectsFrom && stopsAtPackets(liar)));
  const pastHeader = pastPackets.filter(liar => !(named?.connectsFrom && stopsAtHeader(liar)));
  for (const liar of pastHeader.filter(({ place }) => !proxies.slice(0, place).some(hop => hop.originLock))) {
    const blind = [...stopsAtPackets(liar) ? [sender!] : [], ...stopsAtHeader(liar) ? [named!] : []];
    throw blind.length ? sendersUnknown(blind[0], proxies, liar) : unguarded(proxies, liar);
  }

  const packetSource = liars.some(stopsAtPackets) ? sender?.connectsFrom : undefined;
  const ranges = proxies[proxies.length - 1]?.keepsPacketSource ? packetSource?.ipv4 : undefined;
  return {
    packetSource,
    proxySource: pastPackets.some(stopsAtHeader) ? named?.connectsFrom : undefined,
    loadBalancerSource: ranges?.isEmpty ? undefined : ranges,
    locks: proxies.flatMap(hop => hop.originLock ? [{ hop: hop.name, lock: hop.originLock }] : []),
  };
}

function hopOf(owner: Owner | undefined): TrustedProxy | undefined {
  return typeof owner === 'object' ? owner : undefined;
}

function forgeries(proxies: readonly TrustedProxy[]): Forgery[] {
  const list: Forgery[] = [];
  let honest = FROM_CLIENT;
  proxies.forEach((hop, index) => {
    honest = pass(hop, honest);
    const place = index + 1;
    list.push({ place, tenant: false, arrival: follow(proxies, place, honest, FORGER) });
    if (hop.multiTenant) {
      list.push({ place, tenant: true, arrival: follow(proxies, place, honest, hop.keepsPacketSource ? FORGER : hop) });
    }
  });
  return list;
}

/** What the gateway gets when a forger imitates the honest traffic at a place. */
function follow(proxies: readonly TrustedProxy[], place: number, honest: Arrival, packetSource: Owner): Arrival {
  const forged: Arrival = {
    packetSource,
    proxyHeader: honest.proxyHeader && LIE,
    forwardedFor: honest.forwardedFor.map(() => ({ owner: LIE, withPort: false })),
    addressHeaders: new Map([...honest.addressHeaders.keys()].map(header => [header, LIE])),
  };
  return proxies.slice(place).reduce((state, hop) => pass(hop, state), forged);
}

/** A client certificate proves a hop only to the one that it connects to at layer 7. */
function assertCertificatesReachGateway(proxies: readonly TrustedProxy[]): void {
  proxies.forEach((hop, index) => {
    const ender = proxies.slice(index + 1).find(later => later.layer === 7);
    if (hop.originLock?._kind === LockKind.MUTUAL_TLS && ender) {
      throw new Fault('lock-cut-off', {
        what: `"${hop.name}" has OriginLock.mutualTls, but "${ender.name}" behind it ends its TLS connection`,
        why: `the gateway sees the certificate of "${ender.name}" or none, so the lock would refuse everybody or prove nothing`,
        instead: `write OriginLock.header(…) on "${hop.name}", or put OriginLock.mutualTls on "${ender.name}"`,
      });
    }
  });
}

function where(proxies: readonly TrustedProxy[], { place, tenant }: Forgery): string {
  const before = proxies[place - 1].name;
  const target = place === proxies.length ? "the gateway's pods" : `"${proxies[place].name}"`;
  return tenant ? `another customer of "${before}", who reaches ${target} through it,` : `whoever reaches ${target} without passing "${before}"`;
}

function sendersUnknown(hop: TrustedProxy, proxies: readonly TrustedProxy[], forgery: Forgery): Fault {
  return new Fault('guard-addresses', {
    what: `proxy "${hop.name}" does not say from where it connects`,
    why: `${where(proxies, forgery)} can write any client address, and only the addresses of "${hop.name}" tell them from honest traffic`,
    instead: `write connectsFrom: IpBlocks.of(…) with the addresses from which "${hop.name}" connects, or an originLock on it`,
  });
}

function unguarded(proxies: readonly TrustedProxy[], forgery: Forgery): Fault {
  const { place, tenant } = forgery;
  const before = proxies[place - 1];
  const prover = proxies.slice(0, place).reverse().find(hop => hop.layer === 7);
  const keeper = !tenant && before.sendsProxyProtocol && before.keepsPacketSource;
  const ways = [
    ...keeper ? [`switch the preservation of the packet source off on "${before.name}" (keepsPacketSource: false)`] : [],
    ...prover ? [`give "${prover.name}" an originLock: OriginLock.header(…)${lastHttp(proxies) === prover ? ' or OriginLock.mutualTls(…)' : ''}`] : [],
    `acknowledge what keeps them out: originLock: OriginLock.enforcedElsewhere('…') on "${before.name}"`,
  ];
  return new Fault('unguarded-trust', {
    what: `${where(proxies, forgery)} can write any client address (${chainOf(proxies)})`,
    why: 'at the gateway they look exactly like honest traffic, so no address list would hold',
    instead: ways.join('; or '),
  });
}

function lastHttp(proxies: readonly TrustedProxy[]): TrustedProxy | undefined {
  return [...proxies].reverse().find(hop => hop.layer === 7);
}
