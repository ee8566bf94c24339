import { readFileSync, readdirSync } from 'fs';
import { KUBECONFIG, Manifest, apply, kubectl, list, parse, remove } from './kubernetes';
import { Daemon, TOOLS, eventually, run } from './programs';

/** A load balancer as cloud-aws tells it (tools/cloud-aws). */
export interface Balancer {
  readonly kind: 'Classic ELB' | 'NLB';
  readonly scheme: 'internet-facing' | 'internal';
  readonly listeners: readonly Listener[];
}

export interface Listener {
  readonly port: number;
  readonly protocol: string;
  readonly nodePort: number;
  readonly nodeProtocol: string;
  readonly proxyProtocol: boolean;
  readonly keepsPacketSource: boolean;
  readonly healthCheck: string;
  readonly sources: readonly string[];
}

const CLOUD_AWS = '127.0.0.1:9440';

/** A controller that reads Services on the API server. */
export class Controller {
  /** AWS' cloud provider, in front of an AWS that is played. */
  public static async aws(): Promise<Controller> {
    await readyNode('aws-node', 'aws:///us-east-1a/i-1');
    const daemon = new Daemon('cloud-aws', `${TOOLS}/cloud-aws`, ['--kubeconfig', KUBECONFIG, '--listen', CLOUD_AWS, '-v=2']);
    return new Controller(daemon);
  }

  /** MetalLB, with pools of addresses by their names; only of the first one does it give addresses that nobody asked for. */
  public static async metallb(pools: Record<string, string>): Promise<Controller> {
    const crds = readdirSync(`${TOOLS}/metallb-crds`).flatMap(file => parse(readFileSync(`${TOOLS}/metallb-crds/${file}`, 'utf8')));
    await apply(crds);
    await kubectl(['wait', '--for=condition=Established', ...crds.map(({ metadata }) => `crd/${metadata.name}`)]);
    const namespace = 'metallb-system';
    await apply([
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } },
      // The owner of what it writes about itself.
      { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'controller', namespace }, spec: { containers: [{ name: 'controller', image: 'metallb' }] } },
      ...Object.entries(pools).map(([name, addresses], index): Manifest => ({
        apiVersion: 'metallb.io/v1beta1', kind: 'IPAddressPool', metadata: { name, namespace }, spec: { addresses: [addresses], autoAssign: index === 0 },
      })),
    ]);
    return new Controller(new Daemon('metallb-controller', `${TOOLS}/metallb-controller`, [
      '--namespace', namespace, '--pod-name', 'controller', '--webhook-mode', 'disabled', '--disable-cert-rotation', '--port', '0', '--health-probe-port', '9441',
    ], { env: { KUBECONFIG } }));
  }

  private constructor(private readonly daemon: Daemon) {}

  /** What AWS has, by the namespace and name of the Service. */
  public async built(): Promise<Record<string, Balancer>> {
    return this.daemon.name === 'cloud-aws' ? JSON.parse((await run('curl', ['--silent', '--fail', `http://${CLOUD_AWS}/`])).stdout) : {};
  }

  public assertRunning(): void {
    if (!this.daemon.running) throw new Error(`${this.daemon.name} has ended: ${this.daemon.output().slice(-4000)}`);
  }

  public stop(): Promise<void> {
    return this.daemon.stop();
  }
}

/** What a controller made of a Service. */
export interface Outcome {
  readonly service: Manifest;
  readonly balancer?: Balancer;
  /** Why it made nothing. */
  readonly complaint?: string;
}

/** Lets a controller read the Services of these namespaces, one in each, until for each there is an address in the status or an event that says why not. */
export async function outcomesOf(places: readonly string[], start: () => Promise<Controller>): Promise<Outcome[]> {
  const controller = await start();
  try {
    let outcomes: Outcome[] = [];
    await eventually('a load balancer for each Service, or the reason why there is none', async () => {
      controller.assertRunning();
      // First the status, which is written last.
      const services = await servicesIn(places);
      const complaints = await warnings();
      const built = await controller.built();
      outcomes = services.map(service => {
        const key = `${service.metadata.namespace}/${service.metadata.name}`;
        return { service, balancer: built[key], complaint: complaints.get(key) };
      });
      return outcomes.every(({ service: { spec, status }, complaint }) => spec.loadBalancerClass || complaint || status.loadBalancer.ingress);
    }, 60);
    return places.map(place => outcomes.find(({ service }) => service.metadata.namespace === place)!);
  } finally {
    await controller.stop();
  }
}

/** What controllers complain of, by the namespace and name of the Service. */
async function warnings(): Promise<Map<string, string>> {
  const events: Manifest[] = JSON.parse((await kubectl(['get', 'events', '--all-namespaces', '--field-selector', 'type=Warning', '-o', 'json'])).stdout).items;
  // The API server itself tells of addresses that it has yet to record, where it is loaded.
  return new Map(events.filter(({ involvedObject, reason }) => involvedObject.kind === 'Service' && reason !== 'ClusterIPNotAllocated')
    .map(({ involvedObject: { namespace, name }, message }) => [`${namespace}/${name}`, message]));
}

function servicesIn(places: readonly string[]): Promise<Manifest[]> {
  return allIn('services', places);
}

async function allIn(kind: string, places: readonly string[]): Promise<Manifest[]> {
  const { items } = JSON.parse((await kubectl(['get', kind, '--all-namespaces', '-o', 'json'])).stdout);
  return items.filter(({ metadata }: Manifest) => places.includes(metadata.namespace!));
}

/** Takes the Services away, and the Gateways of which istiod would make them again. Their controller has stopped, and its finalizers would keep them. */
export async function clear(places: readonly string[]): Promise<void> {
  await remove(await allIn('gateways.gateway.networking.k8s.io', places));
  const services = await servicesIn(places);
  const released = services.map(({ metadata, ...rest }) => ({ ...rest, metadata: { ...metadata, finalizers: [] } })) as unknown as Manifest[];
  await kubectl(['replace', '-f', '-'], list(released));
  await remove([...services, ...await allIn('events', places)]);
}

async function readyNode(name: string, providerID: string): Promise<void> {
  await apply([{ apiVersion: 'v1', kind: 'Node', metadata: { name }, spec: { providerID } }]);
  await kubectl(['patch', 'node', name, '--subresource=status', '-p', JSON.stringify({ status: { conditions: [{ type: 'Ready', status: 'True' }] } })]);
}
