import { Accepted, Connection, Device, OPAQUE, Settings, accept, certificateOf, isBreak, proxyLine, remoteAddress, request, secretsOf, send } from './simulator';
import { CLIENT, FORGER, LISTED } from './simulator-chains';
import { ClientAddressSource, TrustedTopology } from '../../src/topology';

/** A connection that reached the gateway, and what its guards can look at. */
export interface Arrival {
  readonly direct: string;
  readonly peer: string;
  /** Layer-7 hops that this request crossed, and which therefore put their secret on it. */
  readonly secrets: string;
  readonly certificate?: string;
}

/** An arrival that is taken for the address that the forger chose. */
export interface Forgery extends Arrival {
  /** The device that he connected to, by index; the chain's length means the gateway's pods. */
  readonly place: number;
  /** The hop that he rents, whose packet source he then has; undefined if he comes from an address of his own. */
  readonly tenantOf?: number;
}

/** The honest client's connection: its packet source in front of every hop, and its arrival. */
export interface Honest {
  readonly sources: readonly string[];
  readonly arrival: Arrival;
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

/** What the honest client's requests look like at the gateway, and from where they reach each hop. */
export function honest(chain: readonly Device[], { proxyProtocol }: Reading): Honest {
  const { wires } = send({ source: CLIENT, bytes: request() }, chain);
  const opened = accept(wires[wires.length - 1], proxyProtocol);
  if (isBreak(opened)) throw new Error(`an accepted chain breaks: ${opened}`);
  return { sources: wires.map(wire => wire.source), arrival: arrivalOf(opened) };
}

/** Everything that every forger can do at every place that he can reach, reduced to what differs at the gateway. */
export function forgeries(chain: readonly Device[], reading: Reading): Forgery[] {
  const lies = payloads(chain, reading.tcp);
  const found = new Map<string, Forgery>();
  for (let place = 1; place <= chain.length; place++) {
    // Whoever rents a hop can point it anywhere behind it. If it keeps the packet source he is, there, an address like any other.
    const rentable = chain.slice(0, place).flatMap((device, index) => device.keepsSource ? [] : [index]);
    for (const tenantOf of [undefined, ...rentable]) {
      const source = tenantOf === undefined ? FORGER : chain[tenantOf].address;
      for (const bytes of lies) {
        const arrival = forge({ source, bytes }, chain.slice(place), reading);
        if (arrival) found.set(JSON.stringify([place, tenantOf, arrival]), { ...arrival, place, tenantOf });
      }
    }
  }
  return [...found.values()];
}

/** Whether nothing at the gateway stops this connection. */
export function passes(arrival: Arrival, guards: AddressGuards, locks: Locks): boolean {
  return (guards.packetSource?.contains(arrival.direct) ?? true)
    && (guards.proxySource?.contains(arrival.peer) ?? true)
    && locks.secrets.every(name => arrival.secrets.split(' ').includes(name))
    && locks.certificates.every(name => arrival.certificate === name);
}

/** All that he can write: PROXY lines × X-Forwarded-For, and bytes that are no request where TCP clients count. */
function payloads(chain: readonly Device[], tcp: boolean): string[] {
  const hops = chain.map(device => device.address);
  const lines = [
    '',
    'PROXY UNKNOWN\r\n',
    ...[LISTED, ...hops].map(proxyLine),
    ...[LISTED, ...hops].map(address => proxyLine(address) + proxyLine(LISTED)),
    ...hops.map(address => proxyLine(LISTED) + proxyLine(address)),
  ];
  const xff = [
    [],
    [LISTED],
    [Array(10).fill(LISTED).join(', ')],
    [[LISTED, ...hops].join(', ')],
    [[...hops, LISTED].join(', ')],
    ['192.0.2.1, 192.0.2.2', LISTED],
  ];
  return lines.flatMap(line => [...xff.map(entries => line + request(...entries)), ...tcp ? [line + OPAQUE] : []]);
}

/** The arrival, if the gateway takes it for the listed client. */
function forge(connection: Connection, behind: readonly Device[], reading: Reading): Arrival | undefined {
  const { wires, broken } = send(connection, behind);
  const opened = broken ?? accept(wires[wires.length - 1], reading.proxyProtocol);
  if (isBreak(opened)) return undefined;
  const remote = remoteAddress(opened, reading.numTrustedProxies);
  const overTcp = remote === '400 Bad Request';
  if (overTcp && !reading.tcp) return undefined;
  const taken = reading.fromPackets ? opened.direct : overTcp ? opened.peer : remote;
  return taken === LISTED ? arrivalOf(opened) : undefined;
}

function arrivalOf({ direct, peer, payload }: Accepted): Arrival {
  return { direct, peer, secrets: secretsOf(payload).join(' '), certificate: certificateOf(payload) };
}
