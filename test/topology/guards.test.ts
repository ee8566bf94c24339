import { Device } from './simulator';
import { PlacedLock, addressesAt, ask, declare, everyChain, few, print } from './simulator-chains';
import { AddressGuards, Forgery, Honest, Locks, forgeries, honest, passes, readingOf } from './simulator-forgers';
import { OriginLock } from '../../src/topology';

/**
 * Every chain of up to three hops that delivers the client's address, with locks and addresses declared here and there, against a forger
 * who tries all that he can write at all places that he can reach. What is accepted must hold; what is refused must really be open.
 */
const ELSEWHERE = OriginLock.enforcedElsewhere('a security group admits nobody else');
const SECRET = OriginLock.header('x-origin-key', '0123456789abcdef');
const CERTIFICATE = OriginLock.mutualTls('origin-ca');

type Choice<T> = (device: Device, index: number, chain: readonly Device[]) => T;

const isLast: Choice<boolean> = (_, index, chain) => index === chain.length - 1;
const isFirstHttp: Choice<boolean> = (device, _, chain) => device === chain.find(hop => hop.layer === 7);

const LOCKS: Record<string, Choice<OriginLock | undefined>> = {
  'no lock': () => undefined,
  'every hop enforced elsewhere': () => ELSEWHERE,
  'last hop enforced elsewhere': (...at) => isLast(...at) ? ELSEWHERE : undefined,
  'secret header on every layer-7 hop': device => device.layer === 7 ? SECRET : undefined,
  'secret header on the first layer-7 hop': (...at) => isFirstHttp(...at) ? SECRET : undefined,
  'secret header on the first layer-7 hop, last hop enforced elsewhere': (...at) => isFirstHttp(...at) ? SECRET : isLast(...at) ? ELSEWHERE : undefined,
  'certificate on the first layer-7 hop': (...at) => isFirstHttp(...at) ? CERTIFICATE : undefined,
};

const ADDRESSES: Record<string, Choice<boolean>> = {
  'all addresses': () => true,
  'addresses of the last hop': isLast,
  'no addresses': () => false,
};

/** Which hops serve strangers too, as bits. Of three hops not every combination, for time. */
const TENANTS = [[0], [0, 1], [0, 1, 2, 3], [0, 1, 2, 4, 7]];

/** One way to declare a chain. */
interface Declaration {
  readonly text: string;
  readonly chain: readonly Device[];
  readonly tenants: number;
  readonly hasAddresses: Choice<boolean>;
  readonly lockOf: Choice<OriginLock | undefined>;
}

/** What packets say about a chain, whatever is declared about it. */
interface Facts {
  readonly forgeries: readonly Forgery[];
  readonly honest: Honest;
}

class Tally {
  public readonly mismatches: string[] = [];
  private readonly counts: Record<string, number> = {};

  public count(what: string, times = 1): void {
    this.counts[what] = (this.counts[what] ?? 0) + times;
  }

  /** So that none of the branches below goes untested. */
  public expectAtLeast(least: Record<string, number>): void {
    const short = Object.entries(least).filter(([what, enough]) => (this.counts[what] ?? 0) < enough);
    expect(short.map(([what]) => `${what}: ${this.counts[what] ?? 0}`)).toEqual([]);
    expect(few(this.mismatches)).toBe('0 mismatches');
  }
}

function isShared(tenants: number, index: number): boolean {
  return Math.floor(tenants / 2 ** index) % 2 === 1;
}

function answerTo({ chain, tenants, hasAddresses, lockOf }: Declaration): ReturnType<typeof ask> {
  return ask(declare(chain, (device, index) => ({
    multiTenant: isShared(tenants, index),
    addresses: hasAddresses(device, index, chain),
    lock: lockOf(device, index, chain),
  })));
}

/** Forgeries that this declaration leaves to the library: not those of strangers that it says do not exist, nor behind an acknowledgement. */
function openForgeries({ chain, tenants, lockOf }: Declaration, all: readonly Forgery[]): Forgery[] {
  const acknowledged = chain.findIndex((device, index) => lockOf(device, index, chain) === ELSEWHERE);
  return all.filter(({ place, tenantOf }) => (tenantOf === undefined || isShared(tenants, tenantOf)) && (acknowledged < 0 || place <= acknowledged));
}

function locksAtGateway(placed: readonly PlacedLock[]): Locks {
  const hopsWith = (lock: OriginLock) => placed.filter(it => it.lock === lock).map(it => it.hop);
  return { secrets: hopsWith(SECRET), certificates: hopsWith(CERTIFICATE) };
}

/** The most that addresses could do: only the honest packet source, only the honest PROXY source, where these are a hop's and declared. */
function bestGuards(chain: readonly Device[], { arrival }: Honest, isDeclared: Choice<boolean>): AddressGuards {
  const around = (address: string) => {
    const index = chain.findIndex((device, at) => device.address === address && isDeclared(device, at, chain));
    return index < 0 ? undefined : addressesAt(index);
  };
  return { packetSource: around(arrival.direct), proxySource: around(arrival.peer) };
}

function judge(declaration: Declaration, facts: Facts, tally: Tally): void {
  const { chain, lockOf, hasAddresses } = declaration;
  const wrong = (text: string) => tally.mismatches.push(`${print(chain)}, ${declaration.text}: ${text}`);
  const wanted = chain.flatMap((device, index) => ({ hop: device.name, lock: lockOf(device, index, chain)! })).filter(({ lock }) => lock);
  const forgeable = openForgeries(declaration, facts.forgeries);
  const forgerPast = (guards: AddressGuards, placed: readonly PlacedLock[] = wanted) => forgeable.find(it => passes(it, guards, locksAtGateway(placed)));

  const answer = answerTo(declaration);
  tally.count(typeof answer === 'string' ? answer : 'accepted');
  if (answer === 'unguarded-trust') {
    if (!forgerPast(bestGuards(chain, facts.honest, () => true))) wrong('refused with [unguarded-trust], but addresses would stop every forger');
  } else if (answer === 'guard-addresses') {
    if (!forgerPast(bestGuards(chain, facts.honest, hasAddresses))) wrong('refused with [guard-addresses], but no forger gets through');
    const again = answerTo({ ...declaration, hasAddresses: () => true });
    if (typeof again === 'string' && again !== 'unguarded-trust') wrong(`refused with [guard-addresses], and with addresses too: [${again}]`);
  } else if (answer === 'lock-cut-off') {
    if (passes(facts.honest.arrival, {}, locksAtGateway(wanted))) wrong('refused with [lock-cut-off], but the certificate arrives');
  } else if (typeof answer === 'string') {
    wrong(`refused with [${answer}]`);
  } else {
    const { packetSource, proxySource, loadBalancerSource, locks } = answer._guards;
    const forger = forgerPast({ packetSource, proxySource }, locks);
    if (forger) wrong(`accepted, but ${JSON.stringify(forger)} gets through`);
    if (!passes(facts.honest.arrival, { packetSource, proxySource }, locksAtGateway(locks))) wrong('the guards stop the honest client');
    if (!(loadBalancerSource?.contains(facts.honest.sources[chain.length - 1]) ?? true)) wrong('the load balancer stops the honest client');

    // Each guard taken away by itself lets somebody in, so the assertion above can fail; without locks always, or the guard is noise.
    const needed = { packetSource: !packetSource || forgerPast({ proxySource }, locks), proxySource: !proxySource || forgerPast({ packetSource }, locks) };
    if (wanted.length === 0 && !(needed.packetSource && needed.proxySource)) wrong('a guard that stops nobody');
    if (packetSource && needed.packetSource) tally.count('open without the packet guard');
    if (proxySource && needed.proxySource) tally.count('open without the PROXY guard');
    if (locks.length > 0 && forgerPast({ packetSource, proxySource }, [])) tally.count('open without the locks');
  }
}

function judgeChain(chain: readonly Device[], tally: Tally): void {
  const acknowledged = ask(declare(chain, () => ({ multiTenant: false, addresses: false, lock: ELSEWHERE })));
  // Refused whatever guards it: derivation.test.ts has these.
  if (typeof acknowledged === 'string') return;
  const reading = readingOf(acknowledged);
  const facts = { forgeries: forgeries(chain, reading), honest: honest(chain, reading) };
  tally.count('forgeries', facts.forgeries.length);
  for (const [lock, lockOf] of Object.entries(LOCKS)) {
    for (const [addresses, hasAddresses] of Object.entries(ADDRESSES)) {
      for (const tenants of TENANTS[chain.length]) {
        const text = `${lock}, ${addresses}, shared hops ${tenants.toString(2).padStart(chain.length, '0')} (right is first)`;
        judge({ text, chain, tenants, hasAddresses, lockOf }, facts, tally);
      }
    }
  }
}

test.each([
  ['no hop', 0, undefined, { accepted: 1 }],
  ['one hop', 1, undefined, { accepted: 1 }],
  ['two hops', 2, undefined, { accepted: 1 }],
  ['three hops, the first of layer 4', 3, 4, { accepted: 1 }],
  ['three hops, the first of layer 7', 3, 7, { accepted: 1 }],
] as const)('no forger is taken for a client behind any chain of %s', (_, length, layer, least) => {
  const tally = new Tally();
  everyChain(length, chain => {
    if (layer === undefined || chain[0].layer === layer) judgeChain(chain, tally);
  });
  console.log(tally);
  tally.expectAtLeast(least);
}, 300_000);
