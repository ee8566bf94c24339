import { LISTS } from '../fixtures/lists';
import { ONE_PORT_WILDCARD, passesBytes } from '../fixtures/one-port';
import { doors, forge, play } from '../fixtures/play';
import { SecondTeam } from '../fixtures/second-team';
import { STANDS, synth } from '../fixtures/stands';
import { Edge } from '../rig/edge';
import { Manifest } from '../rig/kubernetes';
import { Scenario } from '../rig/scenario';
import { record } from '../rig/tally';

/** A fault in what is emitted, which "No bypass" must find. */
interface Mutation {
  readonly name: string;
  readonly stand: string;
  readonly list: string;
  /** What becomes of each manifest. */
  readonly change: (manifest: Manifest) => Manifest[];
  /** Whether only new pods know it. @default false */
  readonly newPods?: boolean;
  /** @default Where.OWN */
  readonly where?: Where;
}

/** Where a fault shows. */
enum Where {
  /** At the gateway's own listeners. */
  OWN,
  /** At the listeners of a second team on the same pods. */
  SECOND_TEAM,
  /** On the second team's pods, whose gateway has the same name. */
  THEIR_PODS,
  /** While routes of TLS passthrough and TCP are missing. */
  WITHOUT_ROUTES,
}

/** Replaces words of a manifest's JSON. */
const rewrite = (kind: string, from: string | RegExp, to: string) => (manifest: Manifest): Manifest[] =>
  manifest.kind === kind ? [JSON.parse(JSON.stringify(manifest).replace(from, to))] : [manifest];

const leaveOut = (which: (manifest: Manifest) => boolean) => (manifest: Manifest): Manifest[] => which(manifest) ? [] : [manifest];
const says = (kind: string, word: string) => (manifest: Manifest) => manifest.kind === kind && JSON.stringify(manifest).includes(word);

/** In the Deployment's annotation, where it is JSON or YAML within JSON. */
const trusted = (from: number, to: number) => rewrite('Deployment', new RegExp(`(numTrustedProxies\\W+)${from}`), `$1${to}`);

const WHOLE = 'an allow list on the gateway, by AuthorizationPolicy';
const HOST = 'an allow list on a host, by AuthorizationPolicy';
/** In an EnvoyFilter, every time. */
const trie = (from: RegExp, to: string) => rewrite('EnvoyFilter', from, to);


/** One more condition in each rule of a policy. */
const under = (condition: object) => (manifest: Manifest): Manifest[] => {
  const { kind, spec } = manifest;
  const add = (rule: Manifest) => ({ ...rule, when: [...rule.when ?? [], condition] });
  return [kind === 'AuthorizationPolicy' ? { ...manifest, spec: { ...spec, rules: spec.rules.map(add) } } : manifest];
};

/** No filters of an EnvoyFilter before bytes. */
const withoutTcpFilters = (manifest: Manifest): Manifest[] => {
  const { kind, spec } = manifest;
  const isLeft = ({ applyTo }: Manifest) => applyTo !== 'NETWORK_FILTER';
  return [kind === 'EnvoyFilter' ? { ...manifest, spec: { ...spec, configPatches: spec.configPatches.filter(isLeft) } } : manifest];
};

const MUTATIONS: readonly Mutation[] = [
  { name: 'ipBlocks where PROXY brings the client', stand: 'proxy-protocol', list: WHOLE, change: rewrite('AuthorizationPolicy', 'notRemoteIpBlocks', 'notIpBlocks') },
  { name: 'the guard of a PROXY sender left out', stand: 'proxy-protocol', list: WHOLE, change: leaveOut(says('AuthorizationPolicy', '"notIpBlocks"')) },
  { name: 'h:* left out', stand: 'proxy-protocol', list: HOST, change: rewrite('AuthorizationPolicy', ',"admin.example.com:*"', '') },
  { name: 'the policy only rehearsed', stand: 'proxy-protocol', list: WHOLE, change: rewrite('AuthorizationPolicy', '"annotations":{', '"annotations":{"istio.io/dry-run":"true",') },
  { name: 'a selector that selects nothing', stand: 'proxy-protocol', list: WHOLE, change: rewrite('AuthorizationPolicy', '"app":"proxy-protocol"', '"app":"proxy"') },
  { name: 'the ports of a server named where PROXY writes them', stand: 'proxy-protocol', list: 'an allow list on a server, by AuthorizationPolicy', change: rewrite('AuthorizationPolicy', /"to":\[.*?\]\}\}\]/, '"to":[{"operation":{"ports":["443"]}}]') },
  { name: 'IPv6 forgotten in a deny list', stand: 'proxy-protocol', list: 'a deny list on the gateway, by AuthorizationPolicy', change: rewrite('AuthorizationPolicy', '"2001:db8:bad::/48",', '') },
  { name: 'a prefix exempted', stand: 'proxy-protocol', list: 'an allow list with an exempt path, by AuthorizationPolicy', change: rewrite('AuthorizationPolicy', '"/healthz"', '"/healthz*"') },
  { name: 'PROXY left out', stand: 'proxy-protocol', list: WHOLE, change: rewrite('Deployment', /,\\+"proxyProtocol\\+":\{\}/, ''), newPods: true },
  { name: 'the guard of a proxy left out', stand: 'http-proxy', list: WHOLE, change: leaveOut(says('AuthorizationPolicy', '"notIpBlocks"')) },
  { name: 'one proxy too many trusted', stand: 'http-proxy', list: WHOLE, change: trusted(1, 2), newPods: true },
  { name: 'one proxy too few trusted', stand: 'two-entries', list: WHOLE, change: trusted(2, 1), newPods: true },
  { name: "the origin's secret not asked for", stand: 'two-http-proxies', list: WHOLE, change: leaveOut(says('AuthorizationPolicy', 'x-origin-key')) },
  { name: 'mapped addresses forgotten in an allow list', stand: 'real-http-proxies', list: WHOLE, change: rewrite('AuthorizationPolicy', ',"::ffff:203.0.113.0/120"', '') },
  { name: 'mapped addresses forgotten in a deny list', stand: 'real-http-proxies', list: 'a deny list on the gateway, by AuthorizationPolicy', change: rewrite('AuthorizationPolicy', ',"::ffff:198.51.100.0/120"', '') },
  { name: 'the PROXY source not checked', stand: 'cdn-then-proxy', list: WHOLE, change: leaveOut(says('EnvoyFilter', 'rbac')) },
  { name: 'the guard of the CDN left out', stand: 'cdn-then-packets', list: WHOLE, change: leaveOut(says('AuthorizationPolicy', '"notIpBlocks"')) },
  { name: 'no client certificate asked for', stand: 'cdn-with-certificate', list: WHOLE, change: rewrite('Gateway', 'MUTUAL', 'SIMPLE') },
  { name: 'a trie that asks for the packet source', stand: 'proxy-protocol', list: 'an allow list on the gateway, by trie', change: trie(/SourceIPInput/g, 'DirectSourceIPInput') },
  { name: 'a trie without the length of a prefix', stand: 'proxy-protocol', list: 'an allow list on the gateway, by trie', change: trie(/("203.0.113.0"),"prefix_len":24/g, '$1') },
  { name: 'a trie for capitals only as written', stand: 'proxy-protocol', list: 'an allow list on a host, by trie', change: trie(/\(\?i\)\(admin/g, '(admin') },
  { name: 'a token of any characters', stand: 'proxy-protocol', list: 'an allow list with an exempt token, by trie', change: trie(/\[A-Za-z0-9_-\]\+(?=\()/g, '.+') },
  { name: 'a trie that takes any text for a host', stand: 'wildcard-hosts', list: 'an allow list on admin.example.com', change: trie(/\(\?i\)\(\[a-z0-9_-\]\+[^"]*/g, '.*') },
  { name: 'a trie that knows hosts without port only', stand: 'proxy-protocol', list: 'an allow list on a host, by trie', change: trie(/\(:\.\*\)\?/g, '') },
  { name: 'mapped addresses forgotten in a trie of denied ones', stand: 'real-http-proxies', list: 'a deny list on the gateway, by trie', change: trie(/,\{"address_prefix":"::ffff:198.51.100.0","prefix_len":120\}/g, '') },
  { name: 'no trie before bytes where the gateway itself passes none', stand: 'http3', list: 'an allow list on the gateway, by trie', where: Where.SECOND_TEAM, change: withoutTcpFilters },
  { name: "the namespace left out of a Gateway's selector", stand: 'http3', list: WHOLE, where: Where.THEIR_PODS, change: rewrite('Gateway', /,?"cdk8s-istio-source-ip\/namespace":"[^"]*"/, '') },
  { name: 'server names that are passed through exempted', stand: ONE_PORT_WILDCARD.name, list: WHOLE, where: Where.WITHOUT_ROUTES, change: under({ key: 'connection.sni', notValues: ['vault.example.com'] }) },
  { name: 'a trie that admits who has no readable address', stand: 'cdn-with-header', list: 'a deny list on the gateway, by trie', change: trie(/"action":"DENY"/g, '"action":"ALLOW"') },
];

describe('Mutations', () => {
  const standsWith = [...STANDS, ONE_PORT_WILDCARD].filter(({ name }) => MUTATIONS.some(({ stand }) => stand === name));

  describe.each(standsWith.map(stand => [stand.name, stand] as const))('%s', (_, stand) => {
    const own = MUTATIONS.filter(mutation => mutation.stand === stand.name);
    let scenario: Scenario;
    let edges: Edge[] = [];
    let team: SecondTeam | undefined;

    beforeAll(async () => {
      const first = LISTS.find(({ name }) => name === own[0].list)!;
      scenario = await Scenario.up(synth(stand, first), undefined, stand === ONE_PORT_WILDCARD ? passesBytes : undefined);
      team = own.some(({ where }) => where === Where.SECOND_TEAM || where === Where.THEIR_PODS) ? await SecondTeam.up(stand, scenario) : undefined;
      edges = await stand.edges?.(scenario.gateway().address) ?? [];
    });
    afterAll(async () => {
      await Promise.all(edges.map(edge => edge.stop()));
      await team?.down();
      await scenario?.down();
    });

    // Those that need new pods come last, and each leaves its pods to the next.
    const inOrder = [...own].sort((a, b) => Number(a.newPods ?? false) - Number(b.newPods ?? false));
    test.each(inOrder.map(mutation => [mutation.name, mutation] as const))('%s', async (__, { list: name, change, newPods, where = Where.OWN }) => {
      const list = LISTS.find(one => one.name === name)!;
      const before = JSON.stringify(scenario.manifests);
      await scenario.sync(synth(stand, list), change);
      expect(JSON.stringify(scenario.manifests)).not.toBe(before);
      if (newPods) await scenario.restart();
      const all = scenario.objects('Gateway')[0].spec.servers.flatMap((server: never) => doors(scenario.gateway(), server));
      const results = await {
        // All of them: a fault shows to some of the forgeries only.
        [Where.OWN]: () => play(list, stand, all, {}),
        [Where.SECOND_TEAM]: () => team!.play(list),
        [Where.THEIR_PODS]: () => team!.playOnTheirPods(),
        [Where.WITHOUT_ROUTES]: () => forge(list, stand, all),
      }[where]();
      record(results.reduce((sum, { sent }) => sum + sent, 0));
      expect(results.some(({ wrong }) => wrong.length > 0)).toBe(true);
    });
  });
});
