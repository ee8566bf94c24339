import { Accepted, Connection, Device, OPAQUE, Settings, accept, certificateOf, isBreak, proxyLine, remoteAddress, request, secretsOf, send } from './simulator';
import { ATTACKER, CLIENT, LISTED } from './simulator-chains';
import { ClientAddressSource, TrustedTopology } from '../../src/topology';

/** A connection as the gateway receives it: what its guards can look at. */
export interface Received {
  readonly direct: string;
  readonly peer: string;
  /** Layer-7 proxies that this request crossed, and which therefore put their secret on it. */
  readonly secrets: string;
  readonly certificate?: string;
}

/** A connection that the gateway takes for one from the address that the attacker chose. */
export interface Attack extends Received {
  /** The device that they connected to, by index; the chain's length means the gateway's pods. */
  readonly place: number;
  /** The proxy that they rent, whose packet source they then have; undefined if they connect from an address of their own. */
  readonly tenantOf?: number;
}

/** The honest client's connection: its packet source in front of every proxy, and what the gateway receives. */
export interface Honest {
  readonly sources: readonly string[];
  readonly received: Received;
}

/** What the gateway asks of a connection besides its addresses. */
export interface Locks {
  readonly secrets: readonly string[];
  readonly certificates: readonly string[];
}

/** Which addresses the gateway admits: of the packets, of the PROXY header. */
export interface AddressGuards {
  readonly packetSource?: { contains(address: string): boolean };
  readonly proxySource?: { contains(address: string): boolean };
}

/** How the gateway reads addresses. */
export interface Reading extends Settings {
  readonly fromPackets: boolean;
  /** Whether TCP servers may have address lists. */
  readonly tcp: boolean;
}

export function readingOf(topology: TrustedTopology): Reading {
  const { proxyProtocol, numTrustedProxies, clientAddressSource, knowsTcpClients: tcp } = topology;
  return { proxyProtocol, numTrustedProxies, fromPackets: clientAddressSource === ClientAddressSource.PACKET_SOURCE, tcp };
}

/** What the honest client's requests look like at the gateway, and from where they reach each proxy. */
export function honest(chain: readonly Device[], { proxyProtocol }: Reading): Honest {
  const { wires } = send({ source: CLIENT, bytes: request() }, chain);
  const opened = accept(wires[wires.length - 1], proxyProtocol);
  if (isBreak(opened)) throw new Error(`an accepted chain breaks: ${opened}`);
  return { sources: wires.map(wire => wire.source), received: receivedOf(opened) };
}

/** Everything that an attacker can do at every place that they can reach, reduced to what differs at the gateway. */
export function attacks(chain: readonly Device[], reading: Reading): Attack[] {
  const spoofed = payloads(chain, reading.tcp);
  const found = new Map<string, Attack>();
  for (let place = 1; place <= chain.length; place++) {
    // Whoever rents a proxy can point it at anything after it. If it keeps the packet source, they have an address like any other there.
    const rentable = chain.slice(0, place).flatMap((device, index) => device.keepsSource ? [] : [index]);
    for (const tenantOf of [undefined, ...rentable]) {
      const source = tenantOf === undefined ? ATTACKER : chain[tenantOf].address;
      for (const bytes of spoofed) {
        const received = forge({ source, bytes }, chain.slice(place), reading);
        if (received) found.set(JSON.stringify([place, tenantOf, received]), { ...received, place, tenantOf });
      }
    }
  }
  return [...found.values()];
}

/** Whether nothing at the gateway stops this connection. */
export function passes(received: Received, guards: AddressGuards, locks: Locks): boolean {
  return (guards.packetSource?.contains(received.direct) ?? true)
    && (guards.proxySource?.contains(received.peer) ?? true)
    && locks.secrets.every(name => received.secrets.split(' ').includes(name))
    && locks.certificates.every(name => received.certificate === name);
}

/** All that they can write: PROXY lines × X-Forwarded-For, and bytes that are not a request where TCP clients count. */
function payloads(chain: readonly Device[], tcp: boolean): string[] {
  const proxies = chain.map(device => device.address);
  const lines = [
    '',
    'PROXY UNKNOWN\r\n',
    ...[LISTED, ...proxies].map(proxyLine),
    ...[LISTED, ...proxies].map(address => proxyLine(address) + proxyLine(LISTED)),
    ...proxies.map(address => proxyLine(LISTED) + proxyLine(address)),
  ];
  const xff = [
    [],
    [LISTED],
    [Array(10).fill(LISTED).join(', ')],
    [[LISTED, ...proxies].join(', ')],
    [[...proxies, LISTED].join(', ')],
    ['192.0.2.1, 192.0.2.2', LISTED],
  ];
  return lines.flatMap(line => [...xff.map(entries => line + request(...entries)), ...tcp ? [line + OPAQUE] : []]);
}

/** What the gateway receives, if it takes it for the listed client. */
function forge(connection: Connection, after: readonly Device[], reading: Reading): Received | undefined {
  const { wires, broken } = send(connection, after);
  const opened = broken ?? accept(wires[wires.length - 1], reading.proxyProtocol);
  if (isBreak(opened)) return undefined;
  const remote = remoteAddress(opened, reading.numTrustedProxies);
  const overTcp = remote === '400 Bad Request';
  if (overTcp && !reading.tcp) return undefined;
  const taken = reading.fromPackets ? opened.direct : overTcp ? opened.peer : remote;
  return taken === LISTED ? receivedOf(opened) : undefined;
}

function receivedOf({ direct, peer, payload }: Accepted): Received {
  return { direct, peer, secrets: secretsOf(payload).join(' '), certificate: certificateOf(payload) };
}
