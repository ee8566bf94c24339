import { Device, OPAQUE, Sent, Settings, accept, headersOf, isBreak, pick, proxyLine, remoteAddress, request, send, xffOf } from './simulator';
import { CHAINS, CLIENT, KINDS, LISTED, ask, chainsOf, declare, print } from './simulator-chains';
import { Tally } from './simulator-tally';
import { ClientAddressSource, OriginLock, TrustedTopology } from '../../src/topology';
import { part } from '../support/random';

/**
 * Every chain of up to two proxies, and a part of those of three (all of them with WHOLE=1), against packets: what the library derives must give
 * the client's address whatever X-Forwarded-For they send, and what it refuses must really be impossible. Acknowledged everywhere, so that no guard is needed.
 */
const LOCK = OriginLock.enforcedElsewhere('a test without guards');

/** The client's own header: none, and more entries than any N. Two lines are one list, so the two entries come as two lines. */
const XFF = [[], [LISTED], [LISTED, LISTED], [Array(5).fill(LISTED).join(', ')], [Array(12).fill(LISTED).join(',')]];
const REQUESTS = XFF.map(lines => request(...lines));

/** What an attacker puts in front of their request. */
const PREFIXES = [proxyLine(LISTED), proxyLine(LISTED) + proxyLine(LISTED), 'PROXY UNKNOWN\r\n'];

const SETTINGS: readonly Settings[] = [false, true].flatMap(proxyProtocol =>
  Array.from({ length: 9 }, (_, numTrustedProxies) => ({ proxyProtocol, numTrustedProxies })));

function fromClient(chain: readonly Device[], bytes: string): Sent {
  return send({ source: CLIENT, bytes }, chain);
}

/** The settings with which Envoy finds the client's address in all of these. */
function workingSettings(sent: readonly Sent[]): Settings[] {
  if (sent.some(one => one.broken)) return [];
  const received = sent.map(({ wires }) => wires[wires.length - 1]);
  return [false, true].flatMap(proxyProtocol => {
    const seen = received.map(one => accept(one, proxyProtocol))
      .map(opened => isBreak(opened) ? undefined : { peer: opened.peer, xff: xffOf(opened.payload) });
    return SETTINGS.filter(settings => settings.proxyProtocol === proxyProtocol
      && seen.every(opened => opened?.xff && pick(opened.xff, opened.peer, settings.numTrustedProxies) === CLIENT));
  });
}

/** The address that lists see for this connection: by packet source or by remote address; undefined if it is refused. */
function clientAddress(topology: TrustedTopology, { wires, broken }: Sent): string | undefined {
  const opened = broken ?? accept(wires[wires.length - 1], topology.proxyProtocol);
  if (isBreak(opened)) return undefined;
  const remote = remoteAddress(opened, topology.numTrustedProxies);
  if (remote === '400 Bad Request') return undefined;
  return topology.clientAddressSource === ClientAddressSource.PACKET_SOURCE ? opened.direct : remote;
}

/** The same for TCP servers, where no request is read. */
function tcpClientAddress(topology: TrustedTopology, { wires, broken }: Sent): string | undefined {
  const opened = broken ?? accept(wires[wires.length - 1], topology.proxyProtocol);
  return isBreak(opened) ? undefined : topology.clientAddressSource === ClientAddressSource.PACKET_SOURCE ? opened.direct : opened.peer;
}

function faultsOfAccepted(chain: readonly Device[], topology: TrustedTopology, sent: readonly Sent[]): string[] {
  const faults: string[] = [];
  const { proxyProtocol, numTrustedProxies, clientAddressSource: source } = topology;
  const works = workingSettings(sent).some(it => it.proxyProtocol === proxyProtocol && it.numTrustedProxies === numTrustedProxies);
  if (!works) faults.push(`proxyProtocol ${proxyProtocol} with N ${numTrustedProxies} does not find the client`);
  if (sent.some(one => clientAddress(topology, one) !== CLIENT)) faults.push(`the client is not in the field for ${source}`);
  if ((source === ClientAddressSource.X_FORWARDED_FOR) !== numTrustedProxies > 0) faults.push(`${source} with N ${numTrustedProxies}`);
  if ((source === ClientAddressSource.PROXY_PROTOCOL) && !proxyProtocol) faults.push('the PROXY header is not read');
  const spoofed = REQUESTS.flatMap(bytes => PREFIXES.map(prefix => clientAddress(topology, fromClient(chain, prefix + bytes))));
  if (spoofed.some(address => address !== undefined && address !== CLIENT)) faults.push('a client with a PROXY header of their own is somebody else');

  const knowable = chain.every(device => device.layer === 4);
  if (topology.knowsTcpClients !== knowable) faults.push(`knowsTcpClients is ${topology.knowsTcpClients}`);
  if (knowable && tcpClientAddress(topology, fromClient(chain, OPAQUE)) !== CLIENT) faults.push('a TCP client is not known');
  const spoofedTcp = knowable ? PREFIXES.map(prefix => tcpClientAddress(topology, fromClient(chain, prefix + OPAQUE))) : [];
  if (spoofedTcp.some(address => address !== undefined && address !== CLIENT)) faults.push('a TCP client with a PROXY header of their own is somebody else');
  return faults;
}

/**
 * What must come of a chain, told by its packets alone: the code of the first thing that goes wrong on the way from the client, or the
 * field that holds the client's address.
 */
function outcomeByPackets(chain: readonly Device[], sent: readonly Sent[]): string {
  const [{ wires, broken }] = sent;
  const received = wires[wires.length - 1];
  // Refused although later readers could take them off one by one: no device that people run is made for it.
  const nested = wires.find(wire => headersOf(wire) > 1);
  if (broken === 'no PROXY header') return nested ? 'nested-proxy-headers' : 'missing-proxy-header';
  if (broken === '400 Bad Request') return nested ? 'nested-proxy-headers' : 'unread-proxy-header';
  if (nested) return 'nested-proxy-headers';
  const opened = accept(received, headersOf(received) > 0);
  if (isBreak(opened)) throw new Error(`a chain breaks at the gateway: ${print(chain)}`);
  // Even if a PROXY header or an entry further right also names the client: what counts is the leftmost entry.
  const entries = xffOf(opened.payload) ?? [];
  if (entries[0] === `${CLIENT}:40000`) return 'entry-with-port';
  const settings = workingSettings(sent);
  if (settings.length === 0) return 'lost-address';
  // Where a layer-7 device writes both, lists look at what it wrote of this request.
  if (entries.length > 0 && settings.some(({ numTrustedProxies }) => numTrustedProxies > 0)) return ClientAddressSource.X_FORWARDED_FOR;
  return settings[0].proxyProtocol ? ClientAddressSource.PROXY_PROTOCOL : ClientAddressSource.PACKET_SOURCE;
}

function judge(chain: readonly Device[], tally: Tally): void {
  const sent = REQUESTS.map(bytes => fromClient(chain, bytes));
  const answer = ask(declare(chain, () => ({ multiTenant: false, addresses: false, lock: LOCK })));
  const outcome = typeof answer === 'string' ? answer : answer.clientAddressSource;
  const expected = outcomeByPackets(chain, sent);
  tally.count(outcome);
  if (outcome !== expected) tally.wrong(`${print(chain)}: ${outcome}, but by its packets ${expected}`);
  if (typeof answer !== 'string') {
    for (const fault of faultsOfAccepted(chain, answer, sent)) tally.wrong(`${print(chain)}: ${fault}`);
  }
}

const SOURCES = Object.values(ClientAddressSource).filter(source => source !== ClientAddressSource.CLIENT_ADDRESS_HEADER);
const CODES = ['missing-proxy-header', 'unread-proxy-header', 'nested-proxy-headers', 'lost-address', 'entry-with-port'];

test('the devices are all there are', () => {
  const layer7 = 2 * 2 + 2 + 1 + 1; // append 1 or 2 entries, overwrite, each with and without port; preserve; remove
  expect([4, 7].map(layer => KINDS.filter(kind => kind.layer === layer).length)).toEqual([2 ** 3, layer7 * 2 * 2]);
  expect(new Set(KINDS.map(kind => JSON.stringify(kind))).size).toBe(KINDS.length);
});

test.each(CHAINS)('what is derived from every chain of $chains agrees with packets', ({ chains, length, layer, count, delivering }) => {
  const all = chainsOf(length, layer);
  expect(all.length).toBe(count);
  const judged = part(all, chains, 1_000);
  const tally = new Tally();
  for (const chain of judged) judge(chain, tally);
  tally.expectNone();
  expect(tally.sum()).toBe(judged.length);
  if (judged.length < count) return;
  expect(tally.sum(...SOURCES)).toBe(delivering);
  if (length >= 2) expect(CODES.filter(code => tally.sum(code) === 0)).toEqual([]);
}, 600_000);
