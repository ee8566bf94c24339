import { chmodSync, mkdirSync, writeFileSync } from 'fs';
import { join } from 'path';
import { apply, get, kubectl, Manifest } from './kubernetes';
import { Host, PublishedPort } from './network';
import { next } from './numbers';
import { Daemon, eventually, RIG, run, TOOLS } from './programs';

/** Who Istio's images run as. */
const ISTIO_PROXY = 1337;

/**
 * A pod of a gateway: what the API server and the injection webhook make of the Deployment's template, run by pilot-agent and Envoy with
 * that pod's own arguments, environment, labels and annotations. There is no kubelet: its part is played here.
 */
export class GatewayPod {
  public static async start(namespace: string, deployment: string): Promise<GatewayPod> {
    const number = next('pod');
    const address = `10.44.${number >> 8}.${number & 255}`;
    const pod = await createPod(namespace, deployment, `${deployment}-${number}`, address);
    const services = await servicesOf(pod);
    await apply(services.map(service => endpointSlice(service, [address])));
    const host = await Host.create(pod.metadata.name, [address]);
    return new GatewayPod(host, address, pod, services, await startAgent(pod, address, host));
  }

  private constructor(
    public readonly host: Host,
    public readonly address: string,
    public readonly pod: Manifest,
    public readonly services: Manifest[],
    private readonly agent: Daemon,
  ) {}

  public get name(): string {
    return this.pod.metadata.name;
  }

  /** What Envoy and pilot-agent said. */
  public log(): string {
    return this.agent.output();
  }

  /** Envoy's own administration. */
  public admin(path: string, method = 'GET'): Promise<string> {
    return admin(this.host, path, method);
  }

  /** The ports that Envoy listens on, apart from Istio's own. */
  public async ports(): Promise<number[]> {
    const listeners = await this.admin('/listeners?format=json');
    return JSON.parse(listeners).listener_statuses
      .map((status: Manifest) => status.local_address.socket_address?.port_value)
      .filter((port: number | undefined) => port && ![15021, 15090].includes(port));
  }

  /** Reaches this pod through one more address, as its Service's ports say. */
  public async publish(address: string): Promise<void> {
    const ports: PublishedPort[] = this.services.flatMap(service => service.spec.ports.map((port: Manifest) => ({
      protocol: (port.protocol ?? 'TCP').toLowerCase() as 'tcp' | 'udp', port: port.port, targetPort: port.targetPort ?? port.port,
    })));
    await this.host.publish(address, ports);
  }

  public async stop(): Promise<void> {
    await this.agent.stop();
    await this.host.destroy();
    await kubectl(['delete', 'pod', '-n', this.pod.metadata.namespace!, this.name, '--now', '--wait=false', '--ignore-not-found']);
  }
}

async function admin(host: Host, path: string, method = 'GET'): Promise<string> {
  return (await run('ip', host.inside('curl', '--silent', '--show-error', '--request', method, `http://127.0.0.1:15000${path}`))).stdout;
}

/** What the API server and the webhooks make of a Deployment's template, with the address that it gets. */
export async function createPod(namespace: string, deployment: string, name: string, address: string): Promise<Manifest> {
  const { spec: { template } } = await get('deployment', namespace, deployment);
  // The API server fills in what is left out only when the pod is created, not on a server-side apply's dry run.
  const spec = { serviceAccountName: 'default', ...template.spec }; // an admission plugin's work, which is off (rig/cluster.ts)
  const manifest: Manifest = { apiVersion: 'v1', kind: 'Pod', metadata: { ...template.metadata, name, namespace }, spec };
  const pod: Manifest = JSON.parse((await kubectl(['create', '-o', 'json', '-f', '-'], JSON.stringify(manifest))).stdout);
  await kubectl(['patch', 'pod', '-n', namespace, name, '--subresource=status', '--type=merge', '-p', JSON.stringify({
    status: { phase: 'Running', podIP: address, podIPs: [{ ip: address }], hostIP: '10.255.0.3', conditions: [{ type: 'Ready', status: 'True' }] },
  })]);
  return pod;
}

/** A container of a pod; Kubernetes' sidecars are init containers that stay. */
export function container({ spec }: Manifest, name: string): Manifest {
  return [...spec.initContainers ?? [], ...spec.containers].find(one => one.name === name);
}

/** Runs the istio-proxy container of a pod as the kubelet would, and as the user that the container names. */
export async function startAgent(pod: Manifest, address: string, host: Host): Promise<Daemon> {
  const { name, namespace, labels, annotations } = pod.metadata;
  const proxy = container(pod, 'istio-proxy');
  const folder = join(RIG, 'pods', name);
  const write = (path: string, content: string) => {
    mkdirSync(join(folder, path, '..'), { recursive: true });
    writeFileSync(join(folder, path), content);
  };
  write('etc/istio/pod/labels', downward(labels));
  write('etc/istio/pod/annotations', downward(annotations));
  mkdirSync(join(folder, 'etc/istio/proxy'), { recursive: true });
  const [token, rootCert, mesh] = await Promise.all([
    kubectl(['create', 'token', pod.spec.serviceAccountName, '-n', namespace!, '--audience', 'istio-ca']),
    rootCertificate(namespace!),
    mountedMesh(pod),
  ]);
  write('var/run/secrets/tokens/istio-token', token.stdout);
  write('var/run/secrets/istio/root-cert.pem', rootCert);
  if (mesh) write('etc/istio/config/mesh', mesh);
  await run('chown', ['-R', `${ISTIO_PROXY}:${ISTIO_PROXY}`, folder]);

  const env = environment(pod, proxy, address);
  const args: string[] = proxy.args.map((arg: string) => arg.replace(/\$\((\w+)\)/g, (_, variable) => env[variable] ?? ''));
  const { runAsUser = ISTIO_PROXY, runAsGroup = ISTIO_PROXY } = { ...pod.spec.securityContext, ...proxy.securityContext };
  const agent = new Daemon(name, 'ip', host.inside(
    'setpriv', `--reuid=${runAsUser}`, `--regid=${runAsGroup}`, '--clear-groups', `${TOOLS}/pilot-agent`, ...args), { cwd: folder, env });
  chmodSync(agent.log, 0o666); // an access log opens /dev/stdout anew
  await eventually(`${name}: Envoy`, async () => (await admin(host, '/ready')).startsWith('LIVE'));
  return agent;
}

function environment({ metadata, spec }: Manifest, proxy: Manifest, address: string): Record<string, string> {
  const fields: Record<string, string> = {
    'metadata.name': metadata.name,
    'metadata.namespace': metadata.namespace!,
    'status.podIP': address,
    'status.hostIP': '10.255.0.3',
    'spec.serviceAccountName': spec.serviceAccountName,
    'spec.nodeName': 'node',
  };
  const env: Record<string, string> = {};
  for (const { name, value, valueFrom } of proxy.env) {
    if (value !== undefined) env[name] = value;
    else if (valueFrom?.fieldRef) env[name] = fields[valueFrom.fieldRef.fieldPath];
  }
  // Where the programs lie here, and not in the image.
  const programs = { binaryPath: `${TOOLS}/envoy`, proxyBootstrapTemplatePath: `${TOOLS}/envoy_bootstrap.json`, configPath: './etc/istio/proxy' };
  return { ...env, PROXY_CONFIG: JSON.stringify({ ...JSON.parse(env.PROXY_CONFIG || '{}'), ...programs }) };
}

/** istio-ingressgateway as istioctl installs it is not injected: it reads the mesh's topology from the ConfigMap that it mounts. */
async function mountedMesh({ metadata, spec }: Manifest): Promise<string | undefined> {
  if (!spec.volumes?.some(({ configMap }: Manifest) => configMap?.name === 'istio')) return undefined;
  const { stdout } = await kubectl(['get', 'configmap', 'istio', '-n', metadata.namespace!, '--ignore-not-found', '-o', 'json']);
  return stdout ? JSON.parse(stdout).data.mesh : undefined;
}

/** A file of the kubelet's downward API. */
function downward(entries: Record<string, string> = {}): string {
  return Object.entries(entries).map(([key, value]) => `${key}=${JSON.stringify(value)}\n`).join('');
}

let root: string | undefined;
async function rootCertificate(namespace: string): Promise<string> {
  // istiod writes the same one into every namespace, a moment after it is made.
  if (!root) {
    await eventually('istio-ca-root-cert', async () => {
      root = (await get('configmap', namespace, 'istio-ca-root-cert')).data['root-cert.pem'];
      return true;
    });
  }
  return root!;
}

/** Those that select it. */
export async function servicesOf(pod: Manifest): Promise<Manifest[]> {
  const { stdout } = await kubectl(['get', 'services', '-n', pod.metadata.namespace!, '-o', 'json']);
  return JSON.parse(stdout).items.filter(({ spec }: Manifest) => spec.selector
    && Object.entries(spec.selector).every(([key, value]) => pod.metadata.labels?.[key] === value));
}

/** What the endpoints controller would write. */
export function endpointSlice(service: Manifest, addresses: string[]): Manifest {
  const { name, namespace } = service.metadata;
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: { name: `${name}-conformance`, namespace, labels: { 'kubernetes.io/service-name': name } },
    addressType: 'IPv4',
    endpoints: [{ addresses, conditions: { ready: true } }],
    ports: service.spec.ports.map((port: Manifest) => ({ name: port.name ?? '', protocol: port.protocol ?? 'TCP', port: port.targetPort ?? port.port })),
  } as unknown as Manifest;
}
