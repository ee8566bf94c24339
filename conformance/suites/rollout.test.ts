import { readFileSync } from 'fs';
import { App, Chart } from 'cdk8s';
import {
  GatewayInstall, GatewayServer, IpAllowList, IpBlocks, MatchEngine, ProxyProtocolGateway, ProxyProtocolPhase, TargetType, TrustedProxy,
  TrustedTopology,
} from 'cdk8s-istio-source-ip';
import { doors, reached } from '../fixtures/play';
import { WAYS } from '../fixtures/ways';
import { Request, send } from '../rig/client';
import { serversOf } from '../rig/gateway-api';
import { GatewayPod } from '../rig/gateway-pod';
import { synced } from '../rig/istio';
import { apply, Manifest, parse, remove } from '../rig/kubernetes';
import { TOOLS } from '../rig/programs';
import { proxyV2 } from '../rig/proxy-header';
import { Scenario } from '../rig/scenario';
import { record } from '../rig/tally';

const LISTED = '203.0.113.7';
const STRANGER = '198.51.100.66';
const LOAD_BALANCER = '10.0.0.5';

const DOORS: { port: number; request: Omit<Request, 'to'> }[] = [
  { port: 8080, request: { authority: 'www.example.com' } },
  { port: 8080, request: { authority: 'www.example.com', protocol: 'h2' } },
  { port: 8443, request: { authority: 'www.example.com', tls: { sni: 'www.example.com' } } },
  { port: 9443, request: { protocol: 'tcp', raw: Buffer.from('hello'), tls: { sni: 'vault.example.com' } } },
  { port: 5432, request: { protocol: 'tcp', raw: Buffer.from('hello') } },
];

/** What the load balancer does with a client's connection. */
type LoadBalancer = (client: string, port: number) => Pick<Request, 'from' | 'prefix'>;

const header = (client: string, port: number) => proxyV2(client, '192.0.2.80', 40000, port);
const keeps: LoadBalancer = client => ({ from: client, prefix: Buffer.alloc(0) });
const hides: LoadBalancer = () => ({ from: LOAD_BALANCER, prefix: Buffer.alloc(0) });
/** Under externalTrafficPolicy Cluster. */
const nodes: LoadBalancer = () => ({ from: '10.255.7.7', prefix: Buffer.alloc(0) });
const sends: LoadBalancer = (client, port) => ({ from: LOAD_BALANCER, prefix: header(client, port) });

const layer4 = (keepsPacketSource: boolean, sendsProxyProtocol: boolean) => TrustedProxy.layer4({
  name: 'lb', multiTenant: false, keepsPacketSource, sendsProxyProtocol, targetType: TargetType.NODES, connectsFrom: IpBlocks.of('10.0.0.0/24'),
});

type Phase = 'today' | ProxyProtocolPhase | 'done';

/** One commit: the gateway in a phase, with a list that all clients must be on as far as clients can be told apart. */
const commit = (
  name: string, keepsPacketSource: boolean, engine: MatchEngine, phase: Phase, install = GatewayInstall.injectedDeployment(),
) => (outdir: string): App => {
  const before = layer4(keepsPacketSource, false);
  const after = layer4(false, true);
  const app = new App({ outdir });
  const chart = new Chart(app, name, { namespace: name });
  const topology = phase === 'today' ? new TrustedTopology({ proxies: keepsPacketSource ? [before] : [] })
    : new TrustedTopology({ proxies: [after], ...phase === 'done' ? {} : { proxyProtocolRollout: { phase, before, clientsSpeakFirst: true } } });
  const gateway = new ProxyProtocolGateway(chart, 'gateway', {
    name,
    topology,
    servers: [
      GatewayServer.http({ name: 'http', hosts: ['www.example.com'] }),
      GatewayServer.https({ name: 'https', hosts: ['www.example.com'], credentialName: 'example-com' }),
      GatewayServer.tlsPassthrough({ name: 'tls', hosts: ['vault.example.com'], port: 9443 }),
      GatewayServer.tcp({ name: 'postgres', port: 5432 }),
    ],
    install,
  });
  if (keepsPacketSource || phase !== 'today') {
    const dryRun = !keepsPacketSource && (phase === ProxyProtocolPhase.ACCEPT || phase === ProxyProtocolPhase.SEND);
    new IpAllowList(chart, 'list', { gateway, addresses: IpBlocks.of('203.0.113.0/24'), engine, dryRun });
  }
  gateway.writeFiles(outdir);
  app.synth();
  return app;
};

/** Clients who never rest, on new connections, to all pods there are. */
class Traffic {
  public pods: GatewayPod[] = [];
  public loadBalancers: LoadBalancer[] = [];
  /** Whether strangers come in. */
  public isOpen = false;
  public readonly failed: string[] = [];
  private isOn = true;
  private readonly running: Promise<void>;
  private rounds = 0;

  public constructor(pods: GatewayPod[], loadBalancers: LoadBalancer[], isOpen: boolean) {
    Object.assign(this, { pods, loadBalancers, isOpen });
    this.running = this.run();
  }

  /** Until everything that is on its way has come, twice. */
  public async round(): Promise<void> {
    const until = this.rounds + 2;
    while (this.rounds < until) await new Promise(resolve => setTimeout(resolve, 20));
  }

  public async stop(): Promise<void> {
    this.isOn = false;
    await this.running;
  }

  private async run(): Promise<void> {
    while (this.isOn) {
      const { isOpen } = this;
      const asked = this.pods.flatMap(pod => this.loadBalancers.flatMap(through => DOORS.flatMap(({ port, request }) => (
        [LISTED, STRANGER].map(client => ({
          says: `${client} to ${pod.name}:${port}`,
          client,
          request: { ...request, ...through(client, port), to: `${pod.address}:${port}`, timeoutMs: 3000 },
        }))))));
      const answers = await send(asked.map(({ request }) => request));
      record(answers.length);
      asked.forEach(({ client, says }, index) => {
        const gotIn = reached(answers[index]) !== undefined;
        if (client === LISTED && !gotIn) this.failed.push(`${says}: ${answers[index].status ?? answers[index].outcome}`);
        if (client === STRANGER && gotIn && !isOpen && !this.isOpen) this.failed.push(`${says}: ADMITTED`);
      });
      this.rounds++;
    }
  }
}

/** A stranger who writes himself the header of somebody listed, by way of the load balancer and straight to the pod. */
async function forge(pod: GatewayPod, through: LoadBalancer): Promise<string[]> {
  const tries = DOORS.flatMap(({ port, request }) => [
    { ...request, from: through(STRANGER, port).from, prefix: Buffer.concat([through(STRANGER, port).prefix!, header(LISTED, port)]), to: `${pod.address}:${port}` },
    { ...request, from: STRANGER, prefix: header(LISTED, port), to: `${pod.address}:${port}` },
    { ...request, from: '10.44.200.9', prefix: header(LISTED, port), to: `${pod.address}:${port}` },
  ]);
  const answers = await send(tries.map(one => ({ ...one, timeoutMs: 1000 })));
  record(answers.length);
  return answers.flatMap((answer, index) => reached(answer) === undefined ? [] : [`${tries[index].from} at ${tries[index].to}`]);
}

/** How many filters for the PROXY header each listener has, at most. */
async function headerFilters(pod: GatewayPod): Promise<number> {
  const dump = JSON.parse(await pod.admin('/config_dump?resource=dynamic_listeners'));
  const filters = (dump.configs as any[]).map(({ active_state: active }) => active?.listener.listener_filters ?? []);
  return Math.max(...filters.map((some: any[]) => some.filter(({ typed_config: config }) => /ProxyProtocol$/.test(config?.['@type'])).length));
}

const nameOf = ({ kind, metadata }: Manifest) => `${kind} ${metadata.namespace}/${metadata.name}`;

const template = (scenario: Scenario) => JSON.stringify(scenario.objects('Deployment')[0].spec.template);

describe('Turning PROXY on', () => {
  test.each([
    ['which kept the packet source, a list by AuthorizationPolicy', 'rollout-kept', true, MatchEngine.authorizationPolicy(), [keeps]],
    ['which kept the packet source, a list by trie', 'rollout-trie', true, MatchEngine.ipTrie(), [keeps]],
    ['which hid the client', 'rollout-hidden', false, MatchEngine.authorizationPolicy(), [hides, nodes]],
  ])('at a load balancer %s: no request fails, and nobody forges a header', async (_, name, keepsPacketSource, engine, today) => {
    const commitOf = (phase: Phase) => commit(name, keepsPacketSource, engine, phase);
    const scenario = await Scenario.up(commitOf('today'));
    const old = scenario.gateway();
    const traffic = new Traffic([old], [...today], !keepsPacketSource);
    const extra: GatewayPod[] = [];
    const roll = async (from: GatewayPod) => {
      const next = await GatewayPod.start(name, name);
      extra.push(next);
      await synced();
      traffic.pods = [from, next];
      await traffic.round();
      traffic.pods = [next];
      await traffic.round();
      return next;
    };
    const forged: string[] = [];
    const judge = async (phase: Phase, pod: GatewayPod, ...through: LoadBalancer[]) => {
      for (const one of through) if (!traffic.isOpen) forged.push(...(await forge(pod, one)).map(what => `${phase}: ${what}`));
      expect(await headerFilters(pod)).toBe(phase === 'today' ? 0 : 1);
    };
    try {
      await traffic.round();
      await judge('today', old, ...today);

      await scenario.sync(commitOf(ProxyProtocolPhase.ACCEPT));
      await traffic.round();
      const both = await roll(old);
      await judge(ProxyProtocolPhase.ACCEPT, both, ...today);

      const accepting = template(scenario);
      await scenario.sync(commitOf(ProxyProtocolPhase.SEND));
      expect(template(scenario)).toBe(accepting);
      traffic.loadBalancers = [...today, sends];
      await traffic.round();
      await judge(ProxyProtocolPhase.SEND, both, ...today, sends);
      traffic.loadBalancers = [sends];
      await traffic.round();

      await scenario.sync(commitOf(ProxyProtocolPhase.REQUIRE));
      await traffic.round();
      traffic.isOpen = false; // also where clients were hidden: all come with a header now
      await traffic.round();
      await judge(ProxyProtocolPhase.REQUIRE, both, sends);
      const strict = await roll(both);
      await judge(ProxyProtocolPhase.REQUIRE, strict, sends);

      const requiring = template(scenario);
      await scenario.sync(commitOf('done'));
      expect(template(scenario)).toBe(requiring);
      await traffic.round();
      await judge('done', strict, sends);
    } finally {
      await traffic.stop();
      await Promise.all(extra.map(pod => pod.stop()));
      await scenario.down();
    }
    expect({ failed: traffic.failed, forged }).toEqual({ failed: [], forged: [] });
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
    beforeAll(() => apply(parse(readFileSync(`${TOOLS}/argo-application-crd.yaml`, 'utf8'))));

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
