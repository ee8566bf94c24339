import { mkdtempSync, readFileSync } from 'fs';
import { join } from 'path';
import { Chart, Testing } from 'cdk8s';
import { SourceIpPreservation } from 'cdk8s-istio-source-ip';
import { sourceIpInTheMesh } from '../../examples/source-ip-in-the-mesh';
import { echo, Request, send } from '../rig/client';
import { container, GatewayPod } from '../rig/gateway-pod';
import { installIngressGateway } from '../rig/ingress-gateway';
import { synced } from '../rig/istio';
import { apply, get, kubectl, Manifest, namespaces, parse, remove } from '../rig/kubernetes';
import { Node } from '../rig/node';
import { RIG } from '../rig/programs';
import { SidecarPod } from '../rig/sidecar-pod';

// Addresses of "Maintaining Traffic Transparency: Preserving Client Source IP in Istio", whose four tests these are.
const CLIENT = '123.120.247.15';
const NODE = '10.128.0.54';
const LOAD_BALANCER = '35.188.212.88';
const DENIED = '123.120.234.15';

type Call = 'from a pod of the mesh' | 'from outside, externalTrafficPolicy Cluster' | 'from outside, externalTrafficPolicy Local';

describe('East-west', () => {
  let gateway: GatewayPod;
  let node: Node;
  let sleep: SidecarPod;
  let application: SidecarPod | undefined;
  let installed: Manifest[];
  const example = emitted(); // its gateway on the packet source, and its EchoServer with preserveSourceIp

  beforeAll(async () => {
    await namespaces(['default']);
    installed = await installIngressGateway();
    await apply(example);
    await kubectl(['create', 'deployment', 'sleep', '--image=curlimages/curl']);
    gateway = await GatewayPod.start('istio-system', 'istio-ingressgateway');
    node = await Node.under(gateway, 'node', NODE, LOAD_BALANCER);
    sleep = await SidecarPod.start('default', 'sleep');
  });

  afterAll(async () => {
    for (const one of [application, sleep, gateway, node]) await one?.stop();
    await remove([...example, ...installed, await get('deployment', 'default', 'sleep')]);
  });

  async function rollOut(): Promise<void> {
    const old = application;
    application = await SidecarPod.start('default', 'clusterip');
    await synced();
    await old?.stop();
  }

  async function externalTrafficPolicy(policy: 'Cluster' | 'Local'): Promise<void> {
    if (policy === 'Local') await apply(example.filter(({ kind, metadata }) => kind === 'Service' && metadata.namespace === 'istio-system'));
    else await kubectl(['patch', 'service', '-n', 'istio-system', 'istio-ingressgateway', '-p', '{"spec":{"externalTrafficPolicy":"Cluster"}}']);
    await node.proxy(await get('service', 'istio-system', 'istio-ingressgateway'));
  }

  const throughGateway = (from: string): Request => ({ from, to: `${LOAD_BALANCER}:80`, authority: 'clusterip.jimmysong.io' });

  async function request(call: Call): Promise<Request> {
    if (call === 'from a pod of the mesh') {
      const { spec } = await get('service', 'default', 'clusterip');
      return { netns: sleep.host.netns, to: `${spec.clusterIP}:80`, authority: 'clusterip' };
    }
    await externalTrafficPolicy(call.endsWith('Local') ? 'Local' : 'Cluster');
    return throughGateway(CLIENT);
  }

  /** The client's address as the application sees it, and what X-Forwarded-For says, in words. */
  async function seen(call: Call): Promise<string[]> {
    const [answer] = await send([await request(call)]);
    const reached = echo(answer);
    if (!reached) throw new Error(JSON.stringify(answer));
    const names: Record<string, string> = {
      [CLIENT]: 'the client', [NODE]: 'the node', [gateway.address]: 'the gateway', [sleep.address]: 'that pod',
    };
    const forwarded = reached.headers.filter(([name]) => name === 'x-forwarded-for').map(([, value]) => names[value] ?? value);
    return [names[reached.peer] ?? reached.peer, forwarded.join() || 'nothing'];
  }

  const TPROXY: [Call, string, string][] = [
    ['from a pod of the mesh', 'that pod', 'nothing'], // the article's test 3
    ['from outside, externalTrafficPolicy Cluster', 'the gateway', 'the node'],
    ['from outside, externalTrafficPolicy Local', 'the gateway', 'the client'],
  ];
  const REDIRECT: [Call, string, string][] = [
    ['from a pod of the mesh', '127.0.0.6', 'nothing'], // test 4
    ['from outside, externalTrafficPolicy Cluster', '127.0.0.6', 'the node'], // test 1
    ['from outside, externalTrafficPolicy Local', '127.0.0.6', 'the client'], // test 2
  ];

  describe.each([
    ['EchoServer with preserveSourceIp', 'TPROXY', TPROXY, async () => undefined],
    ['the article’s patch', 'REDIRECT', REDIRECT, () => patchInterception('REDIRECT')],
    ['SourceIpPreservation over it', 'TPROXY', TPROXY, () => apply(preservation('clusterip'), 'source-ip')],
  ])('%s: the sidecar intercepts by %s', (_, mode, rows, change) => {
    beforeAll(async () => {
      await change();
      await rollOut();
    });

    test('so istio-init is told', () => expect(container(application!.pod, 'istio-init').args).toContain(mode));
    test.each(rows)('%s: the application sees %s, X-Forwarded-For says %s', async (call, address, forwarded) => {
      expect(await seen(call)).toEqual([address, forwarded]);
    });
  });

  describe('a deny list on the packet source', () => {
    test.each([
      ['Local', 403],
      ['Cluster', 200], // the node's address is on no list
    ] as const)('externalTrafficPolicy %s: a client on the list gets %i', async (policy, status) => {
      await externalTrafficPolicy(policy);
      expect((await send([throughGateway(DENIED)]))[0].status).toBe(status);
    });
  });
});

function emitted(): Manifest[] {
  const outdir = mkdtempSync(`${RIG}/synth-`);
  sourceIpInTheMesh(outdir);
  return ['packet-source', 'echo-server'].flatMap(chart => parse(readFileSync(join(outdir, `${chart}.k8s.yaml`), 'utf8')));
}

function preservation(deploymentName: string): Manifest[] {
  const chart = new Chart(Testing.app(), 'preservation', { namespace: 'default' });
  new SourceIpPreservation(chart, 'tproxy', { deploymentName });
  return Testing.synth(chart);
}

async function patchInterception(mode: string): Promise<void> {
  const patch = { spec: { template: { metadata: { annotations: { 'sidecar.istio.io/interceptionMode': mode } } } } };
  await kubectl(['patch', 'deployment', '-n', 'default', 'clusterip', '-p', JSON.stringify(patch)]);
}
