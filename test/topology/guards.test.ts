import { Device } from './simulator';
import { AddressGuards, Attack, Honest, attacks, honest, passes, readingOf } from './simulator-attackers';
import { CHAINS, PlacedLock, ask, chainsOf, declare, print } from './simulator-chains';
import { ADDRESSES, Choice, Declaration, ELSEWHERE, LOCKS, TENANTS, answerTo, bestGuards, locksAtGateway, openAttacks } from './simulator-declarations';
import { Tally } from './simulator-tally';
import { IpBlocks } from '../../src/net';
import { OriginLock, TargetType, TrustedProxy, TrustedProxyOptions, TrustedTopology, XForwardedFor } from '../../src/topology';
import { part } from '../support/random';

/** What packets say about a chain, whatever is declared about it. */
interface Facts {
  readonly attacks: readonly Attack[];
  readonly honest: Honest;
}

function judge(declaration: Declaration, facts: Facts, tally: Tally): void {
  const { chain, lockOf, hasAddresses } = declaration;
  const wrong = (text: string) => tally.wrong(`${print(chain)}, ${declaration.text}: ${text}`);
  const open = openAttacks(declaration, facts.attacks);
  const attackPast = (guards: AddressGuards, locks: readonly PlacedLock[]) => open.find(it => passes(it, guards, locksAtGateway(locks)));
  const declared = chain.flatMap((device, index) => {
    const lock = lockOf(device, index, chain);
    return lock ? [{ proxy: device.name, lock }] : [];
  });

  const answer = answerTo(declaration);
  const code = typeof answer === 'string' ? answer : 'accepted';
  const expected = outcomesByPackets();
  tally.count(code);
  if (!expected.includes(code)) wrong(`${code}, but by its packets ${expected.join(' or ')}`);
  if (typeof answer !== 'string') judgeAccepted(answer);

  /** What may come of it: addresses to declare, attackers that no addresses stop, or a certificate that does not reach the gateway. */
  function outcomesByPackets(): string[] {
    const past = (isDeclared: Choice<boolean>) => {
      const guards = bestGuards(chain, facts.honest, isDeclared);
      return open.filter(it => passes(it, guards, locksAtGateway(declared))).length;
    };
    const [whatever, yet] = [past(() => true), past(hasAddresses)];
    const refused = [...yet > whatever ? ['guard-addresses'] : [], ...whatever > 0 ? ['unguarded-trust'] : []];
    if (refused.length > 0) return refused;
    return [passes(facts.honest.received, {}, locksAtGateway(declared)) ? 'accepted' : 'lock-cut-off'];
  }

  function judgeAccepted({ _guards: { packetSource, proxySource, loadBalancerSource, locks } }: TrustedTopology): void {
    const attack = attackPast({ packetSource, proxySource }, locks);
    if (attack) wrong(`accepted, but ${JSON.stringify(attack)} gets through`);
    if (!passes(facts.honest.received, { packetSource, proxySource }, locksAtGateway(locks))) wrong('the guards stop the honest client');
    if (!(loadBalancerSource?.contains(facts.honest.sources[chain.length - 1]) ?? true)) wrong('the load balancer stops the honest client');

    // Taking a guard away must let somebody in: often enough to show that the first line can fail, and always where no lock makes it spare.
    const guards: [string, boolean, Attack | undefined][] = [
      ['the packet guard', packetSource !== undefined, attackPast({ proxySource }, locks)],
      ['the PROXY guard', proxySource !== undefined, attackPast({ packetSource }, locks)],
      ['the locks', locks.length > 0, attackPast({ packetSource, proxySource }, [])],
    ];
    for (const [guard, , intruder] of guards.filter(([, isThere]) => isThere)) {
      if (intruder) tally.count(`open without ${guard}`);
      if (!intruder && locks.length === 0) wrong(`${guard} stops nobody`);
    }
  }
}

/** @returns whether the chain delivers the client's address; derivation.test.ts has the others, which are refused whatever guards them */
function judgeEveryDeclaration(chain: readonly Device[], tally: Tally): boolean {
  const acknowledged = ask(declare(chain, () => ({ multiTenant: false, addresses: false, lock: ELSEWHERE })));
  if (typeof acknowledged === 'string') return false;
  const reading = readingOf(acknowledged);
  const facts = { attacks: attacks(chain, reading), honest: honest(chain, reading) };
  for (const [lock, lockOf] of Object.entries(LOCKS)) {
    for (const [addresses, hasAddresses] of Object.entries(ADDRESSES)) {
      for (const tenants of TENANTS[chain.length]) {
        const shared = chain.filter((_, index) => tenants[index]).map(device => device.name).join(' and ') || 'no proxy';
        judge({ text: `${lock}, ${addresses}, strangers share ${shared}`, chain, tenants, hasAddresses, lockOf }, facts, tally);
      }
    }
  }
  return true;
}

const REFUSALS = ['unguarded-trust', 'guard-addresses', 'lock-cut-off'];
const OPEN = ['open without the packet guard', 'open without the PROXY guard', 'open without the locks'];

/**
 * Every chain of one proxy that delivers the client's address, and a part of longer ones (all of them with WHOLE=1), with locks and
 * addresses declared here and there, against attackers who try all that they can write at all places that they can reach. What is accepted
 * must hold; what is refused must really be open.
 */
test.each(CHAINS)('no attacker passes for a client after any chain of $chains', ({ chains, length, layer, count, delivering }) => {
  const judged = part(chainsOf(length, layer), chains, 300);
  const tally = new Tally();
  const delivered = judged.filter(chain => judgeEveryDeclaration(chain, tally)).length;
  tally.expectNone();
  expect(tally.sum('accepted', ...REFUSALS)).toBe(delivered * Object.keys(LOCKS).length * Object.keys(ADDRESSES).length * TENANTS[length].length);
  if (judged.length < count) return;
  expect(delivered).toBe(delivering);
  if (length >= 2) expect([...REFUSALS, ...OPEN].filter(outcome => tally.sum(outcome) === 0)).toEqual([]);
}, 900_000);

/** What guards each place in a chain, as people would declare it (docs/guards.md). */
describe('guards', () => {
  const CDN = IpBlocks.of('192.0.2.0/26');
  const BALANCER = IpBlocks.of('10.0.0.0/16');
  const SECRET = OriginLock.header('x-origin-key', 'b5bb9d8014a0f9b1');
  const CERTIFICATE = OriginLock.mutualTls('origin-ca');
  const { PODS, NODES } = TargetType;

  function http(options: Partial<TrustedProxyOptions> = {}): TrustedProxy {
    return TrustedProxy.http({ name: 'cdn', multiTenant: false, connectsFrom: CDN, xForwardedFor: XForwardedFor.APPEND, ...options });
  }
  function alb(options: Partial<TrustedProxyOptions> = {}): TrustedProxy {
    return http({ name: 'alb', connectsFrom: BALANCER, targetType: PODS, ...options });
  }
  function tcp(keepsPacketSource: boolean, options: Partial<TrustedProxyOptions> = {}): TrustedProxy {
    return TrustedProxy.layer4({ name: 'nlb', multiTenant: false, keepsPacketSource, connectsFrom: BALANCER, targetType: PODS, ...options });
  }
  const kept = (options: Partial<TrustedProxyOptions> = {}) => tcp(true, options);
  const replaced = (options: Partial<TrustedProxyOptions> = {}) => tcp(false, options);
  const PROXY = { sendsProxyProtocol: true };

  test.each<[string, TrustedProxy[], string]>([
    ['the packet source needs none: nobody can write it',
      [kept()], ''],
    ['a layer-4 proxy that sends PROXY from its own address is the only one that may connect to the pods',
      [replaced(PROXY)], 'pods from 10.0.0.0/16'],
    ['a layer-4 proxy that sends PROXY and keeps the packet source cannot be told from an attacker',
      [kept(PROXY)], '[unguarded-trust]'],
    ['a layer-4 proxy that sends PROXY and keeps the packet source needs an acknowledgement',
      [kept({ ...PROXY, originLock: ELSEWHERE })], 'lock on nlb'],
    ['a layer-7 proxy at the end is the only one that may connect to the pods',
      [alb()], 'pods from 10.0.0.0/16'],
    ['a layer-7 proxy in front of one that keeps the packet source is the only one that may reach the load balancer',
      [http(), kept()], 'pods from 192.0.2.0/26, load balancer from 192.0.2.0/26'],
    ['a layer-7 proxy in front of a layer-4 proxy that sends PROXY must be named in the header, and that one be the packet source',
      [http(), replaced(PROXY)], 'pods from 10.0.0.0/16, PROXY naming 192.0.2.0/26'],
    ['a layer-7 proxy in front of one that sends PROXY and keeps the packet source is the packet source already',
      [http(), kept(PROXY)], 'pods from 192.0.2.0/26, load balancer from 192.0.2.0/26'],
    ['a layer-7 proxy in front of a silent layer-4 proxy cannot be seen at the gateway',
      [http(), replaced()], '[unguarded-trust]'],
    ['a layer-7 proxy in front of a silent layer-4 proxy needs a lock, and the last proxy its guard',
      [http({ originLock: SECRET }), replaced()], 'pods from 10.0.0.0/16, lock on cdn'],
    ['a layer-7 proxy in front of another cannot be seen at the gateway',
      [http(), alb()], '[unguarded-trust]'],
    ['a layer-7 proxy in front of another needs a lock, and the last proxy its guard',
      [http({ originLock: SECRET }), alb()], 'pods from 10.0.0.0/16, lock on cdn'],
    ['a certificate does not lock a proxy in front of another of layer 7, which terminates the TLS connection',
      [http({ originLock: CERTIFICATE }), alb()], '[lock-cut-off]'],
    ['a CDN that everyone can rent proves only the vendor',
      [http({ multiTenant: true, targetType: PODS })], '[unguarded-trust]'],
    ['a CDN that everyone can rent needs a client certificate',
      [http({ multiTenant: true, originLock: CERTIFICATE, targetType: PODS })], 'pods from 192.0.2.0/26, lock on cdn'],
    ['a CDN that everyone can rent needs a secret header',
      [http({ multiTenant: true, originLock: SECRET, targetType: PODS })], 'pods from 192.0.2.0/26, lock on cdn'],
    ['a lock without addresses is enough',
      [http({ multiTenant: true, originLock: SECRET, targetType: PODS, connectsFrom: undefined })], 'lock on cdn'],
    ['a guard without addresses cannot be written',
      [replaced({ ...PROXY, connectsFrom: undefined })], '[guard-addresses]'],
    ['node targets need externalTrafficPolicy Local where a guard looks at packets',
      [replaced({ ...PROXY, targetType: NODES })], 'pods from 10.0.0.0/16, externalTrafficPolicy Local'],
    ['node targets need externalTrafficPolicy Local where lists look at packets',
      [kept({ targetType: NODES })], 'externalTrafficPolicy Local'],
    ['node targets with only a lock may have any externalTrafficPolicy',
      [replaced({ ...PROXY, targetType: NODES, originLock: ELSEWHERE, connectsFrom: undefined })], 'lock on nlb'],
  ])('%s', (_, proxies, guards) => {
    const answer = ask(proxies);
    expect(typeof answer === 'string' ? `[${answer}]` : printGuards(answer)).toBe(guards);
  });
});

function printGuards({ _guards: { packetSource, proxySource, loadBalancerSource, locks }, externalTrafficPolicy }: TrustedTopology): string {
  return [
    ...packetSource ? [`pods from ${packetSource.toString()}`] : [],
    ...proxySource ? [`PROXY naming ${proxySource.toString()}`] : [],
    ...loadBalancerSource ? [`load balancer from ${loadBalancerSource.toString()}`] : [],
    ...locks.map(({ proxy }) => `lock on ${proxy}`),
    ...externalTrafficPolicy ? [`externalTrafficPolicy ${externalTrafficPolicy}`] : [],
  ].join(', ');
}
