import { Device } from './simulator';
import { PlacedLock, ask, declare, everyChain, print } from './simulator-chains';
import { ADDRESSES, Declaration, ELSEWHERE, LOCKS, TENANTS, answerTo, bestGuards, locksAtGateway, openForgeries } from './simulator-declarations';
import { AddressGuards, Forgery, Honest, forgeries, honest, passes, readingOf } from './simulator-forgers';
import { Tally } from './simulator-tally';
import { IpBlocks } from '../../src/net';
import { OriginLock, TargetType, TrustedProxy, TrustedProxyOptions, TrustedTopology, XForwardedFor } from '../../src/topology';

/** What packets say about a chain, whatever is declared about it. */
interface Facts {
  readonly forgeries: readonly Forgery[];
  readonly honest: Honest;
}

function judge(declaration: Declaration, facts: Facts, tally: Tally): void {
  const { chain, lockOf, hasAddresses } = declaration;
  const wrong = (text: string) => tally.wrong(`${print(chain)}, ${declaration.text}: ${text}`);
  const forgeable = openForgeries(declaration, facts.forgeries);
  const forgerPast = (guards: AddressGuards, locks: readonly PlacedLock[]) => forgeable.find(it => passes(it, guards, locksAtGateway(locks)));
  const declared = chain.flatMap((device, index) => {
    const lock = lockOf(device, index, chain);
    return lock ? [{ hop: device.name, lock }] : [];
  });

  const answer = answerTo(declaration);
  tally.count(typeof answer === 'string' ? answer : 'accepted');
  if (typeof answer !== 'string') {
    judgeAccepted(answer);
  } else if (answer === 'unguarded-trust') {
    if (!forgerPast(bestGuards(chain, facts.honest, () => true), declared)) wrong('refused with [unguarded-trust], but addresses would stop every forger');
  } else if (answer === 'guard-addresses') {
    if (!forgerPast(bestGuards(chain, facts.honest, hasAddresses), declared)) wrong('refused with [guard-addresses], but no forger gets through');
    const again = answerTo({ ...declaration, hasAddresses: () => true });
    if (typeof again === 'string' && again !== 'unguarded-trust') wrong(`refused with [guard-addresses], and with addresses too: [${again}]`);
  } else if (answer === 'lock-cut-off') {
    if (passes(facts.honest.arrival, {}, locksAtGateway(declared))) wrong('refused with [lock-cut-off], but the certificate arrives');
  } else {
    wrong(`refused with [${answer}]`);
  }

  function judgeAccepted({ _guards: { packetSource, proxySource, loadBalancerSource, locks } }: TrustedTopology): void {
    const forger = forgerPast({ packetSource, proxySource }, locks);
    if (forger) wrong(`accepted, but ${JSON.stringify(forger)} gets through`);
    if (!passes(facts.honest.arrival, { packetSource, proxySource }, locksAtGateway(locks))) wrong('the guards stop the honest client');
    if (!(loadBalancerSource?.contains(facts.honest.sources[chain.length - 1]) ?? true)) wrong('the load balancer stops the honest client');

    // Taking a guard away must let somebody in: often enough to show that the first line can fail, and always where no lock makes it spare.
    const guards: [string, boolean, Forgery | undefined][] = [
      ['the packet guard', packetSource !== undefined, forgerPast({ proxySource }, locks)],
      ['the PROXY guard', proxySource !== undefined, forgerPast({ packetSource }, locks)],
      ['the locks', locks.length > 0, forgerPast({ packetSource, proxySource }, [])],
    ];
    for (const [guard, , intruder] of guards.filter(([, stands]) => stands)) {
      if (intruder) tally.count(`open without ${guard}`);
      if (!intruder && locks.length === 0) wrong(`${guard} stops nobody`);
    }
  }
}

function judgeEveryDeclaration(chain: readonly Device[], tally: Tally): void {
  const acknowledged = ask(declare(chain, () => ({ multiTenant: false, addresses: false, lock: ELSEWHERE })));
  // Refused whatever guards it: derivation.test.ts has these.
  if (typeof acknowledged === 'string') return;
  const reading = readingOf(acknowledged);
  const facts = { forgeries: forgeries(chain, reading), honest: honest(chain, reading) };
  for (const [lock, lockOf] of Object.entries(LOCKS)) {
    for (const [addresses, hasAddresses] of Object.entries(ADDRESSES)) {
      for (const tenants of TENANTS[chain.length]) {
        const shared = chain.filter((_, index) => tenants[index]).map(device => device.name).join(' and ') || 'no hop';
        judge({ text: `${lock}, ${addresses}, strangers share ${shared}`, chain, tenants, hasAddresses, lockOf }, facts, tally);
      }
    }
  }
}

const OPEN = ['open without the packet guard', 'open without the PROXY guard', 'open without the locks'];

/**
 * Every chain of up to three hops that delivers the client's address, with locks and addresses declared here and there, against forgers
 * who try all that they can write at all places that they can reach. What is accepted must hold; what is refused must really be open.
 */
test.each([
  { chains: 'no hop', length: 0, accepted: 21, refused: [], open: [] },
  { chains: 'one hop', length: 1, accepted: 350, refused: [40, 20, 0], open: [20, 0, 100] },
  { chains: 'two hops', length: 2, accepted: 8_000, refused: [4_000, 700, 1_000], open: [150, 50, 5_000] },
  { chains: 'three hops, the first of layer 4', length: 3, layer: 4, accepted: 16_000, refused: [34_000, 1_200, 4_000], open: [400, 80, 6_000] },
  { chains: 'three hops, the first of layer 7', length: 3, layer: 7, accepted: 130_000, refused: [58_000, 5_000, 29_000], open: [450, 300, 99_000] },
])('no forger passes for a client behind any chain of $chains', ({ length, layer, accepted, refused, open }) => {
  const tally = new Tally();
  everyChain(length, chain => {
    if (layer === undefined || chain[0].layer === layer) judgeEveryDeclaration(chain, tally);
  });
  tally.expectNone();
  tally.expectAtLeast({ accepted });
  ['unguarded-trust', 'guard-addresses', 'lock-cut-off'].forEach((code, index) => tally.expectAtLeast({ [code]: refused[index] ?? 0 }));
  OPEN.forEach((outcome, index) => tally.expectAtLeast({ [outcome]: open[index] ?? 0 }));
}, 300_000);

/** The table of design.md, row by row, as people would declare it. */
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
    ['a layer-4 PROXY hop of its own address is the only one that may connect to the pods',
      [replaced(PROXY)], 'pods from 10.0.0.0/16'],
    ['a layer-4 PROXY hop that keeps the packet source cannot be told from a forger',
      [kept(PROXY)], '[unguarded-trust]'],
    ['a layer-4 PROXY hop that keeps the packet source needs an acknowledgement',
      [kept({ ...PROXY, originLock: ELSEWHERE })], 'lock on nlb'],
    ['a layer-7 hop at the end is the only one that may connect to the pods',
      [alb()], 'pods from 10.0.0.0/16'],
    ['a layer-7 hop in front of one that keeps the packet source is the only one that may reach the load balancer',
      [http(), kept()], 'pods from 192.0.2.0/26, load balancer from 192.0.2.0/26'],
    ['a layer-7 hop in front of a layer-4 PROXY hop must stand in the header, and that one in the packets',
      [http(), replaced(PROXY)], 'pods from 10.0.0.0/16, PROXY naming 192.0.2.0/26'],
    ['a layer-7 hop in front of a PROXY hop that keeps its packet source stands in the packets already',
      [http(), kept(PROXY)], 'pods from 192.0.2.0/26, load balancer from 192.0.2.0/26'],
    ['a layer-7 hop in front of a silent layer-4 hop cannot be seen at the gateway',
      [http(), replaced()], '[unguarded-trust]'],
    ['a layer-7 hop in front of a silent layer-4 hop needs a lock, and the last hop its guard',
      [http({ originLock: SECRET }), replaced()], 'pods from 10.0.0.0/16, lock on cdn'],
    ['a layer-7 hop in front of another cannot be seen at the gateway',
      [http(), alb()], '[unguarded-trust]'],
    ['a layer-7 hop in front of another needs a lock, and the last hop its guard',
      [http({ originLock: SECRET }), alb()], 'pods from 10.0.0.0/16, lock on cdn'],
    ['a certificate is no lock in front of another layer-7 hop, which ends the TLS connection',
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
    ['node targets behind a lock alone may have any externalTrafficPolicy',
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
    ...locks.map(({ hop }) => `lock on ${hop}`),
    ...externalTrafficPolicy ? [`externalTrafficPolicy ${externalTrafficPolicy}`] : [],
  ].join(', ');
}
