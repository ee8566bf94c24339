import { cpSync, readFileSync, writeFileSync } from 'fs';
import { join } from 'path';
import { certificate, secret } from '../rig/certificates';
import { Edge } from '../rig/edge';
import { endpointSlice, GatewayPod } from '../rig/gateway-pod';
import { installIngressGateway } from '../rig/ingress-gateway';
import { istioctl, synced } from '../rig/istio';
import { apply, get, kubectl, Manifest, parse, remove } from '../rig/kubernetes';
import { eventually, RIG, TOOLS } from '../rig/programs';

/** The gateway's address in the articles' configurations of NGINX and HAProxy. */
export const GATEWAY = '192.168.0.50';

/** A file of this folder: what the articles tell people to write. */
export function text(file: string): string {
  return readFileSync(join(__dirname, file), 'utf8');
}

export function recipe(file: string): Manifest[] {
  return parse(text(file));
}

const present: Manifest[] = [];

export async function change(...manifests: Manifest[]): Promise<void> {
  await apply(manifests);
  present.push(...manifests);
}

/** The same, and waits until it is in force. Not for what Envoy refuses. */
export async function enforce(...manifests: Manifest[]): Promise<void> {
  await change(...manifests);
  await synced();
}

export async function withdraw(...manifests: Manifest[]): Promise<void> {
  await remove(manifests);
  await synced();
}

/** What the articles take for granted: istio-ingressgateway, and their echo server behind it. */
export async function setUp(): Promise<void> {
  const installed = await installIngressGateway();
  await kubectl(['create', 'deployment', 'echo-server', '--image=registry.k8s.io/echoserver:1.4']);
  await kubectl(['expose', 'deployment', 'echo-server', '--name=clusterip', '--port=80', '--target-port=8080']);
  const applications = [await get('deployment', 'default', 'echo-server'), await get('service', 'default', 'clusterip')];
  present.push(...installed, ...applications);
  await change(
    endpointSlice(applications[1], [await echoServer()]),
    secret('istio-system', 'clusterip', await certificate('clusterip')),
    ...recipe('source-ip/config.yaml'),
    ...recipe('field/gateway.yaml'),
  );
}

export async function tearDown(): Promise<void> {
  await gateway?.stop();
  await Promise.all(machines.map(one => one.stop()));
  await install();
  await remove(present);
}

/** `istioctl install -f`: of what it installs only the mesh's configuration depends on the file. Without one: the mesh as it was. */
export async function install(file?: string): Promise<void> {
  const generated = await generate('profile=minimal', ...file ? ['-f', join(__dirname, file)] : []);
  const config = generated.find(({ kind, metadata }) => kind === 'ConfigMap' && metadata.name === 'istio')!;
  const mesh = parse(config.data.mesh)[0];
  delete mesh.defaultProviders; // as in rig/cluster.ts
  await apply([{ ...config, data: { ...config.data, mesh: JSON.stringify(mesh) } }]);
  await eventually('istiod to read the mesh configuration', async () => {
    const read = await (await fetch('http://127.0.0.1:8080/debug/mesh')).json() as Manifest;
    return JSON.stringify(read.defaultConfig.gatewayTopology) === JSON.stringify(mesh.defaultConfig.gatewayTopology);
  });
}

/** `kubectl patch deployment`. */
export async function patchGateway(patch: string): Promise<void> {
  await kubectl(['patch', 'deployment', 'istio-ingressgateway', '-n', 'istio-system', '-p', patch]);
}

let gateway: GatewayPod | undefined;

/** `kubectl delete pod`: a topology reaches only new pods. */
export async function freshPod(): Promise<GatewayPod> {
  await gateway?.stop();
  gateway = await GatewayPod.start('istio-system', 'istio-ingressgateway');
  await gateway.publish(GATEWAY);
  return gateway;
}

const machines: Edge[] = [];

/** A machine in front of the cluster: NGINX as Debian sets it up, with the sites and streams of a folder. */
export function nginx(folder: string, address: string): Promise<void> {
  const prefix = join(RIG, folder);
  cpSync(join(__dirname, 'nginx/nginx.conf'), join(prefix, 'nginx.conf'));
  cpSync(join(__dirname, folder), prefix, { recursive: true });
  return machine(folder, address, 'nginx', '-p', prefix, '-c', 'nginx.conf', '-e', 'stderr');
}

export function haproxy(folder: string, address: string): Promise<void> {
  return machine(folder, address, 'haproxy', '-db', '-f', join(__dirname, folder, 'haproxy.cfg'));
}

async function echoServer(): Promise<string> {
  const address = '10.32.1.205';
  const file = join(RIG, 'echo-server.json');
  writeFileSync(file, JSON.stringify([{ name: 'echo-server', listen: `${address}:8080`, mode: 'http' }]));
  await machine('echo-server', address, `${TOOLS}/probe`, 'echo', file);
  return address;
}

async function machine(name: string, address: string, program: string, ...args: string[]): Promise<void> {
  machines.push(await Edge.start(`seeds-${name}`, [address], program, args));
}

async function generate(profile: string, ...more: string[]): Promise<Manifest[]> {
  return parse((await istioctl('manifest', 'generate', '--set', profile, '-d', `${TOOLS}/manifests`, ...more)).stdout);
}
