import { Device, Journey, OPAQUE, Settings, accept, headersOf, isBreak, pick, proxyLine, remoteAddress, request, send, xffOf } from './simulator';
import { CLIENT, LISTED, ask, declare, everyChain, print } from './simulator-chains';
import { Tally } from './simulator-tally';
import { ClientAddressSource, OriginLock, TrustedTopology } from '../../src/topology';

/**
 * Every chain of up to three hops, against packets: what the library derives must give the client's address whatever X-Forwarded-For
 * he sends, and what it refuses must really be impossible. Acknowledged everywhere, so that the guards have nothing to say.
 */
const LOCK = OriginLock.enforcedElsewhere('a test without guards');

/** The client's own header: none, and more entries than any N. Two lines are one list, so the two entries come as two lines. */
const XFF = [[], [LISTED], [LISTED, LISTED], [Array(5).fill(LISTED).join(', ')], [Array(12).fill(LISTED).join(',')]];
const REQUESTS = XFF.map(lines => request(...lines));

/** What a malicious client puts in front of his request. */
const PREFIXES = [proxyLine(LISTED), proxyLine(LISTED) + proxyLine(LISTED), 'PROXY UNKNOWN\r\n'];

const SETTINGS: readonly Settings[] = [false, true].flatMap(proxyProtocol =>
  Array.from({ length: 9 }, (_, numTrustedProxies) => ({ proxyProtocol, numTrustedProxies })));

function fromClient(chain: readonly Device[], bytes: string): Journey {
  return send({ source: CLIENT, bytes }, chain);
}

/** The settings with which Envoy finds the client's address in all of these. */
function workingSettings(journeys: readonly Journey[]): Settings[] {
  if (journeys.some(journey => journey.broken)) return [];
  const arrivals = journeys.map(({ wires }) => wires[wires.length - 1]);
  return [false, true].flatMap(proxyProtocol => {
    const seen = arrivals.map(arrival => accept(arrival, proxyProtocol))
      .map(opened => isBreak(opened) ? undefined : { peer: opened.peer, xff: xffOf(opened.payload) });
    return SETTINGS.filter(settings => settings.proxyProtocol === proxyProtocol
      && seen.every(opened => opened?.xff && pick(opened.xff, opened.peer, settings.numTrustedProxies) === CLIENT));
  });
}

/** The address that lists see for this connection: by packet source or by remote address; undefined if it is turned away. */
function clientAddress(topology: TrustedTopology, { wires, broken }: Journey): string | undefined {
  const opened = broken ?? accept(wires[wires.length - 1], topology.proxyProtocol);
  if (isBreak(opened)) return undefined;
  const remote = remoteAddress(opened, topology.numTrustedProxies);
  if (remote === '400 Bad Request') return undefined;
  return topology.clientAddressSource === ClientAddressSource.PACKET_SOURCE ? opened.direct : remote;
}

/** The same for TCP servers, where no request is read. */
function tcpClientAddress(topology: TrustedTopology, { wires, broken }: Journey): string | undefined {
  const opened = broken ?? accept(wires[wires.length - 1], topology.proxyProtocol);
  return isBreak(opened) ? undefined : topology.clientAddressSource === ClientAddressSource.PACKET_SOURCE ? opened.direct : opened.peer;
}

function faultsOfAccepted(chain: readonly Device[], topology: TrustedTopology, journeys: readonly Journey[]): string[] {
  const faults: string[] = [];
  const { proxyProtocol, numTrustedProxies, clientAddressSource: source } = topology;
  const works = workingSettings(journeys).some(it => it.proxyProtocol === proxyProtocol && it.numTrustedProxies === numTrustedProxies);
  if (!works) faults.push(`proxyProtocol ${proxyProtocol} with N ${numTrustedProxies} does not find the client`);
  if (journeys.some(journey => clientAddress(topology, journey) !== CLIENT)) faults.push(`the client is not in the field for ${source}`);
  if ((source === ClientAddressSource.X_FORWARDED_FOR) !== numTrustedProxies > 0) faults.push(`${source} with N ${numTrustedProxies}`);
  if ((source === ClientAddressSource.PROXY_PROTOCOL) && !proxyProtocol) faults.push('the PROXY header is not read');
  const lies = REQUESTS.flatMap(bytes => PREFIXES.map(prefix => clientAddress(topology, fromClient(chain, prefix + bytes))));
  if (lies.some(address => address !== undefined && address !== CLIENT)) faults.push('a client with a PROXY header of his own is somebody else');

  const knowable = chain.every(device => device.layer === 4);
  if (topology.knowsTcpClients !== knowable) faults.push(`knowsTcpClients is ${topology.knowsTcpClients}`);
  if (knowable && tcpClientAddress(topology, fromClient(chain, OPAQUE)) !== CLIENT) faults.push('a TCP client is not known');
  const tcpLies = knowable ? PREFIXES.map(prefix => tcpClientAddress(topology, fromClient(chain, prefix + OPAQUE))) : [];
  if (tcpLies.some(address => address !== undefined && address !== CLIENT)) faults.push('a TCP client with a PROXY header of his own is somebody else');
  return faults;
}

/** Whether packets bear out what the error says. */
const REASONS: Record<string, (chain: readonly Device[], journeys: readonly Journey[]) => boolean> = {
  'missing-proxy-header': (_, [journey]) => journey.broken === 'no PROXY header',
  'unread-proxy-header': (chain, [{ wires, broken }]) => {
    const refuser = chain[wires.length - 1];
    return broken === '400 Bad Request' && headersOf(wires[wires.length - 1]) > (refuser.reads ? 1 : 0);
  },
  // Refused although a reader behind could take them off one by one: no device that people run is made for it.
  'nested-proxy-headers': (_, [{ wires }]) => wires.some(wire => headersOf(wire) > 1),
  'lost-address': (_, journeys) => !journeys[0].broken && workingSettings(journeys).length === 0,
  // By design.md's table, even if a PROXY header or an entry further right also names the client: what counts is the leftmost entry.
  'entry-with-port': (_, [{ wires, broken }]) => {
    const arrival = wires[wires.length - 1];
    const opened = broken ?? accept(arrival, headersOf(arrival) > 0);
    return !isBreak(opened) && xffOf(opened.payload)?.[0] === `${CLIENT}:40000`;
  },
};

function judge(chain: readonly Device[], tally: Tally): void {
  const journeys = REQUESTS.map(bytes => fromClient(chain, bytes));
  const answer = ask(declare(chain, () => ({ multiTenant: false, addresses: false, lock: LOCK })));
  tally.count(typeof answer === 'string' ? answer : answer.clientAddressSource);
  if (typeof answer !== 'string') {
    for (const fault of faultsOfAccepted(chain, answer, journeys)) tally.wrong(`${print(chain)}: ${fault}`);
  } else if (!REASONS[answer]?.(chain, journeys)) {
    const settings = workingSettings(journeys).map(it => `${it.proxyProtocol ? 'PROXY' : 'no PROXY'} with N ${it.numTrustedProxies}`);
    const outcome = journeys[0].broken ?? `arrives, and these work: ${settings.join(', ') || 'none'}`;
    tally.wrong(`${print(chain)}: refused with [${answer}], but the connection ends so: ${outcome}`);
  }
}

const OUTCOMES = [
  ...Object.values(ClientAddressSource).filter(source => source !== ClientAddressSource.CLIENT_ADDRESS_HEADER),
  'missing-proxy-header', 'unread-proxy-header', 'nested-proxy-headers', 'lost-address', 'entry-with-port',
];

/** The numbers are how often each outcome is seen at least, in the order of OUTCOMES: a branch that nothing reaches proves nothing. */
test.each([
  { chains: 'no hop', length: 0, least: [1, 0, 0, 0, 0, 0, 0, 0] },
  { chains: 'one hop', length: 1, least: [1, 4, 6, 20, 0, 0, 3, 3] },
  { chains: 'two hops', length: 2, least: [1, 20, 100, 500, 100, 8, 50, 50] },
  { chains: 'three hops, the first of layer 4', length: 3, layer: 4, least: [5, 120, 400, 8_000, 1_900, 240, 800, 200] },
  { chains: 'three hops, the first of layer 7', length: 3, layer: 7, least: [0, 180, 1_900, 35_000, 7_900, 900, 2_900, 1_000] },
])('what is derived from every chain of $chains agrees with packets', ({ length, layer, least }) => {
  const tally = new Tally();
  everyChain(length, chain => {
    if (layer === undefined || chain[0].layer === layer) judge(chain, tally);
  });
  tally.expectNone();
  tally.expectAtLeast(Object.fromEntries(OUTCOMES.map((outcome, index) => [outcome, least[index]])));
}, 300_000);
