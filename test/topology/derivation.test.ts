import { Device, Journey, OPAQUE, Settings, accept, headersOf, isBreak, pick, proxyLine, remoteAddress, request, send, xffOf } from './simulator';
import { CLIENT, FORGER, LISTED, ask, declare, everyChain, few, print } from './simulator-chains';
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

interface Tally {
  readonly counts: Record<string, number>;
  readonly mismatches: string[];
}

function fromClient(chain: readonly Device[], bytes: string): Journey {
  return send({ source: CLIENT, bytes }, chain);
}

/** The settings with which Envoy finds the client's address in all of these. */
function workingSettings(journeys: readonly Journey[]): Settings[] {
  if (journeys.some(journey => journey.broken)) return [];
  const arrivals = journeys.map(({ wires }) => wires[wires.length - 1]);
  return [false, true].flatMap(proxyProtocol => {
    const seen = arrivals.map(arrival => accept(arrival, proxyProtocol)).map(opened => isBreak(opened) ? undefined : { ...opened, xff: xffOf(opened.payload) });
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
  'entry-with-port': (_, journeys) => !journeys[0].broken && workingSettings(journeys).length === 0
    && journeys.every(({ wires }) => wires[wires.length - 1].bytes.includes(`${CLIENT}:40000`)),
};

function judge(chain: readonly Device[], { counts, mismatches }: Tally): void {
  const journeys = REQUESTS.map(bytes => fromClient(chain, bytes));
  const answer = ask(declare(chain, () => ({ multiTenant: false, addresses: false, lock: LOCK })));
  const kind = typeof answer === 'string' ? answer : answer.clientAddressSource;
  counts[kind] = (counts[kind] ?? 0) + 1;
  if (typeof answer !== 'string') {
    mismatches.push(...faultsOfAccepted(chain, answer, journeys).map(fault => `${print(chain)}: ${fault}`));
  } else if (!REASONS[answer]?.(chain, journeys)) {
    const settings = workingSettings(journeys).map(it => `${it.proxyProtocol ? 'PROXY' : 'no PROXY'}, N ${it.numTrustedProxies}`);
    mismatches.push(`${print(chain)}: refused with [${answer}], but it ${journeys[0].broken ?? `arrives; these work: ${settings.join(' or ')}`}`);
  }
}

function judgeAll(length: number, first: (device: Device | undefined) => boolean = () => true): Tally {
  const tally: Tally = { counts: {}, mismatches: [] };
  everyChain(length, chain => first(chain[0]) && judge(chain, tally));
  return tally;
}

/** That many of each outcome, so that none of the branches above goes untested. */
function expectAtLeast({ counts }: Tally, least: Record<string, number>): void {
  for (const [outcome, count] of Object.entries(least)) expect({ outcome, enough: (counts[outcome] ?? 0) >= count }).toEqual({ outcome, enough: true });
}

test.each([
  ['no hop', 0, undefined, { 'packet source': 1 }],
  ['one hop', 1, undefined, { 'packet source': 1 }],
  ['two hops', 2, undefined, { 'packet source': 1 }],
  ['three hops, the first of layer 4', 3, 4, { 'packet source': 1 }],
  ['three hops, the first of layer 7', 3, 7, { 'packet source': 0 }],
] as const)('the derivation of every chain of %s agrees with packets', (_, length, layer, least) => {
  const tally = judgeAll(length, device => layer === undefined || device?.layer === layer);
  console.log(tally.counts);
  expect(few(tally.mismatches)).toBe('0 mismatches');
  expectAtLeast(tally, least);
}, 120_000);
