import { chainOf } from './chain-text';
import { Derived, addressOf } from './client-address';
import { LockKind, OriginLock } from './origin-lock';
import { TrustedProxy } from './trusted-proxy';
import { ATTACKER, FROM_CLIENT, Owner, ReceivedConnection, SPOOFED, pass } from './walk';
import { Fault } from '../fault';
import { IpBlocks } from '../net';

/** What keeps everybody else from writing what the gateway believes. @internal */
export interface Guards {
  /** Only these may connect to the gateway's pods: DENY `notIpBlocks`. */
  readonly packetSource?: IpBlocks;
  /** Only these may be named in the PROXY header: network RBAC filter in front of the connection manager. */
  readonly proxySource?: IpBlocks;
  /**
   * Only these may reach the load balancer: `loadBalancerSourceRanges`. IPv4 only, since the Service is: with IPv6 some controllers build
   * nothing (AWS) and others ignore it. Undefined where no block is left: an empty list would mean everybody, and `packetSource` holds without it.
   */
  readonly loadBalancerSource?: IpBlocks;
  /** The locks, each with the name of its proxy. */
  readonly locks: readonly ProxyLock[];
}

/** A lock, and the name of the proxy that has it. @internal */
export interface ProxyLock {
  readonly proxy: string;
  readonly lock: OriginLock;
}

/** A spoofed connection, and how the gateway receives it. */
interface Attack {
  /** Index of the first proxy that the connection crosses; the number of proxies means the gateway's pods. */
  readonly place: number;
  /** Whether the attacker rents the proxy in front of that place, and so has its addresses. */
  readonly tenant: boolean;
  readonly received: ReceivedConnection;
}

/**
 * Tries every attack on the chain and returns the guards that stop them all; an error where none can.
 *
 * An attacker connects somewhere after the first proxy and imitates the honest traffic there as far as it can be written
 * (PROXY header and X-Forwarded-For, never the packet source). Their connection is followed to the gateway as the client's is.
 */
export function guard(proxies: readonly TrustedProxy[], derived: Derived): Guards {
  assertCertificatesReachGateway(proxies);
  const sender = proxyOf(derived.received.packetSource);
  const named = proxyOf(derived.received.proxyHeader);
  const stopsAtPackets = ({ received }: Attack) => sender !== undefined && received.packetSource === ATTACKER;
  const stopsAtHeader = ({ received }: Attack) => named !== undefined && received.proxyHeader !== SPOOFED && received.proxyHeader !== named;

  const attacks = attacksOn(proxies).filter(({ received }) => addressOf(received, derived) === SPOOFED);
  const pastPackets = attacks.filter(attack => !(sender?.connectsFrom && stopsAtPackets(attack)));
  const pastHeader = pastPackets.filter(attack => !(named?.connectsFrom && stopsAtHeader(attack)));
  for (const attack of pastHeader.filter(({ place }) => !proxies.slice(0, place).some(proxy => proxy.originLock))) {
    const silent = [...stopsAtPackets(attack) ? [sender!] : [], ...stopsAtHeader(attack) ? [named!] : []];
    throw silent.length ? sendersUnknown(silent[0], proxies, attack) : unguarded(proxies, attack);
  }

  const packetSource = attacks.some(stopsAtPackets) ? sender?.connectsFrom : undefined;
  const ranges = proxies[proxies.length - 1]?.keepsPacketSource ? packetSource?.ipv4 : undefined;
  return {
    packetSource,
    proxySource: pastPackets.some(stopsAtHeader) ? named?.connectsFrom : undefined,
    loadBalancerSource: ranges?.isEmpty ? undefined : ranges,
    locks: proxies.flatMap(proxy => proxy.originLock ? [{ proxy: proxy.name, lock: proxy.originLock }] : []),
  };
}

function proxyOf(owner: Owner | undefined): TrustedProxy | undefined {
  return typeof owner === 'object' ? owner : undefined;
}

function attacksOn(proxies: readonly TrustedProxy[]): Attack[] {
  const list: Attack[] = [];
  let honest = FROM_CLIENT;
  proxies.forEach((proxy, index) => {
    honest = pass(proxy, honest);
    const place = index + 1;
    list.push({ place, tenant: false, received: follow(proxies, place, honest, ATTACKER) });
    if (proxy.multiTenant) {
      list.push({ place, tenant: true, received: follow(proxies, place, honest, proxy.keepsPacketSource ? ATTACKER : proxy) });
    }
  });
  return list;
}

/** What the gateway receives when an attacker imitates the honest traffic at a place. */
function follow(proxies: readonly TrustedProxy[], place: number, honest: ReceivedConnection, packetSource: Owner): ReceivedConnection {
  const spoofed: ReceivedConnection = {
    packetSource,
    proxyHeader: honest.proxyHeader && SPOOFED,
    forwardedFor: honest.forwardedFor.map(() => ({ owner: SPOOFED, withPort: false })),
    addressHeaders: new Map([...honest.addressHeaders.keys()].map(header => [header, SPOOFED])),
  };
  return proxies.slice(place).reduce((state, proxy) => pass(proxy, state), spoofed);
}

/** A client certificate proves a proxy only to the next one of layer 7. */
function assertCertificatesReachGateway(proxies: readonly TrustedProxy[]): void {
  proxies.forEach((proxy, index) => {
    const ender = proxies.slice(index + 1).find(later => later.layer === 7);
    if (proxy.originLock?._kind === LockKind.MUTUAL_TLS && ender) {
      throw new Fault('lock-cut-off', {
        what: `"${proxy.name}" has OriginLock.mutualTls, but "${ender.name}" after it terminates its TLS connection`,
        why: `the gateway sees the certificate of "${ender.name}" or none, so the lock would deny everybody or prove nothing`,
        instead: `write OriginLock.header(…) on "${proxy.name}", or put OriginLock.mutualTls on "${ender.name}"`,
      });
    }
  });
}

function where(proxies: readonly TrustedProxy[], { place, tenant }: Attack): string {
  const before = proxies[place - 1].name;
  const target = place === proxies.length ? "the gateway's pods" : `"${proxies[place].name}"`;
  return tenant ? `another customer of "${before}", who reaches ${target} through it,` : `whoever reaches ${target} without passing "${before}"`;
}

function sendersUnknown(proxy: TrustedProxy, proxies: readonly TrustedProxy[], attack: Attack): Fault {
  return new Fault('guard-addresses', {
    what: `proxy "${proxy.name}" does not say from where it connects`,
    why: `${where(proxies, attack)} can write any client address, and only the addresses of "${proxy.name}" tell them from honest traffic`,
    instead: `write connectsFrom: IpBlocks.of(…) with the addresses from which "${proxy.name}" connects, or an originLock on it`,
  });
}

function unguarded(proxies: readonly TrustedProxy[], attack: Attack): Fault {
  const { place, tenant } = attack;
  const before = proxies[place - 1];
  const prover = proxies.slice(0, place).reverse().find(proxy => proxy.layer === 7);
  const keeper = !tenant && before.sendsProxyProtocol && before.keepsPacketSource;
  const remedies = [
    ...keeper ? [`switch the preservation of the packet source off on "${before.name}" (keepsPacketSource: false)`] : [],
    ...prover ? [`give "${prover.name}" an originLock: OriginLock.header(…)${lastHttp(proxies) === prover ? ' or OriginLock.mutualTls(…)' : ''}`] : [],
    `acknowledge what keeps them away: originLock: OriginLock.enforcedElsewhere('…') on "${before.name}"`,
  ];
  return new Fault('unguarded-trust', {
    what: `${where(proxies, attack)} can write any client address (${chainOf(proxies)})`,
    why: 'at the gateway their traffic looks exactly like honest traffic, so no address list would hold',
    instead: remedies.join('; or '),
  });
}

function lastHttp(proxies: readonly TrustedProxy[]): TrustedProxy | undefined {
  return [...proxies].reverse().find(proxy => proxy.layer === 7);
}
