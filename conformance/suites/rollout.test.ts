import { MatchEngine, ProxyProtocolPhase } from 'cdk8s-istio-source-ip';
import { doors, reached } from '../fixtures/play';
import { commit, forge, headerFilters, hides, keeps, LISTED, LoadBalancer, nodes, Phase, rollOut, sends } from '../fixtures/rollout';
import { WAYS } from '../fixtures/ways';
import { argoCdCrds } from '../rig/argo-cd';
import { send } from '../rig/client';
import { serversOf } from '../rig/gateway-api';
import { GatewayPod } from '../rig/gateway-pod';
import { synced } from '../rig/istio';
import { apply, Manifest, remove } from '../rig/kubernetes';
import { Scenario } from '../rig/scenario';
import { record } from '../rig/tally';

const nameOf = ({ kind, metadata }: Manifest) => `${kind} ${metadata.namespace}/${metadata.name}`;

describe('Turning PROXY on', () => {
  test.each([
    ['which kept the packet source, a list by AuthorizationPolicy', 'rollout-kept', true, MatchEngine.authorizationPolicy(), [keeps]],
    ['which kept the packet source, a list by trie', 'rollout-trie', true, MatchEngine.ipTrie(), [keeps]],
    ['which hid the client', 'rollout-hidden', false, MatchEngine.authorizationPolicy(), [hides, nodes]],
  ])('at a load balancer %s: no request fails, and nobody forges a header', async (_, name, keepsPacketSource, engine, today) => {
    expect(await rollOut({ name, keepsPacketSource, engine, today })).toEqual({ failed: [], forged: [] });
  });

  /** In which an object is in the cluster and another is not yet, or not any more. */
  const ORDERS: Record<string, (changed: Manifest[], gone: Manifest[]) => Manifest[]> = {
    'as they are written': (changed, gone) => [...changed, ...gone],
    'the other way round': (changed, gone) => [...gone, ...changed.reverse()],
  };

  describe.each(Object.keys(ORDERS))('each object by itself, %s: nobody forges a header at any step, there and back', order => {
    test.each([
      ['the packet source kept, a list by AuthorizationPolicy', 'steps-kept', true, MatchEngine.authorizationPolicy()],
      ['the packet source kept, a list by trie', 'steps-trie', true, MatchEngine.ipTrie()],
      ['the client hidden', 'steps-hidden', false, MatchEngine.authorizationPolicy()],
    ])('%s', async (_, name, keepsPacketSource, engine) => {
      const commitOf = (phase: Phase) => commit(name, keepsPacketSource, engine, phase);
      const [first, ...path]: Phase[] = keepsPacketSource
        ? [ProxyProtocolPhase.SEND, ProxyProtocolPhase.REQUIRE, 'done', ProxyProtocolPhase.REQUIRE, ProxyProtocolPhase.SEND]
        : [ProxyProtocolPhase.REQUIRE, 'done', ProxyProtocolPhase.REQUIRE];
      const scenario = await Scenario.up(commitOf(first));
      const pods = [scenario.gateway()];
      const forged: string[] = [];
      let steps = 0;
      const judge = async (where: string) => {
        await synced();
        steps++;
        for (const pod of pods) forged.push(...(await forge(pod, sends)).map(what => `${where}: ${what}`));
      };
      try {
        for (const phase of path) {
          const next = Scenario.emit(commitOf(phase)).manifests;
          const here = new Set(scenario.manifests.map(manifest => JSON.stringify(manifest)));
          const names = new Set(next.map(nameOf));
          for (const manifest of ORDERS[order](
            next.filter(one => !here.has(JSON.stringify(one))), scenario.manifests.filter(one => !names.has(nameOf(one))))) {
            await (names.has(nameOf(manifest)) ? apply([manifest]) : remove([manifest]));
            await judge(`${phase}, after ${nameOf(manifest)}`);
          }
          await scenario.sync(commitOf(phase));
          if (pods.length === 1) pods.push(await GatewayPod.start(name, name)); // of each of two phases
          await judge(phase);
        }
      } finally {
        await Promise.all(pods.slice(1).map(pod => pod.stop()));
        await scenario.down();
      }
      expect(steps).toBeGreaterThan(path.length);
      expect(forged).toEqual([]);
    });

    test('a list that asked for the packet source no more would be seen', async () => {
      const scenario = await Scenario.up(commit('steps-fault', true, MatchEngine.authorizationPolicy(), ProxyProtocolPhase.REQUIRE));
      try {
        const isGuard = ({ metadata }: Manifest) => metadata.name.endsWith('-packet-source');
        const [list] = scenario.objects('AuthorizationPolicy').filter(policy => !isGuard(policy));
        list.spec.rules[0].from.pop();
        await remove(scenario.manifests.filter(isGuard));
        await apply([list]);
        await synced();
        expect((await forge(scenario.gateway(), sends)).length).toBeGreaterThan(0);
      } finally {
        await scenario.down();
      }
    });
  });

  describe('in every way to install', () => {
    beforeAll(argoCdCrds);

    test.each(WAYS.map(way => [way.name, way] as const))('%s: pods take both, and then demand the header', async (_, { install, by }) => {
      const commitOf = (phase: Phase) => commit('rollout-ways', true, MatchEngine.authorizationPolicy(), phase, install);
      for (const [phase, plain] of [[ProxyProtocolPhase.ACCEPT, true], [ProxyProtocolPhase.REQUIRE, false]] as const) {
        const scenario = await Scenario.up(commitOf(phase), by);
        try {
          const all = scenario.objects('Gateway').flatMap(serversOf).flatMap(server => doors(scenario.gateway(), server));
          const ask = (through: LoadBalancer) => send(all.map(({ address, clientPort, hosts, request }) => (
            { ...request(hosts[0]), ...through(LISTED, clientPort), to: address, timeoutMs: 2000 })));
          const [without, having] = [await ask(keeps), await ask(sends)].map(answers => answers.map(answer => reached(answer) !== undefined));
          record(without.length + having.length);
          expect({ without, having }).toEqual({ without: all.map(() => plain), having: all.map(() => true) });
          expect(await headerFilters(scenario.gateway())).toBe(1);
        } finally {
          await scenario.down();
        }
      }
    });
  });
});
