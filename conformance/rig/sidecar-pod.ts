import { writeFileSync } from 'fs';
import { container, createPod, endpointSlice, servicesOf, startAgent } from './gateway-pod';
import { apply, kubectl, Manifest } from './kubernetes';
import { Host } from './network';
import { next } from './numbers';
import { Daemon, eventually, RIG, run, TOOLS } from './programs';

/**
 * A pod of an application in the mesh: what the injection webhook makes of the Deployment's template. Its istio-init sets up the
 * interception, its istio-proxy runs, and the application is played by the echo program.
 */
export class SidecarPod {
  public static async start(namespace: string, deployment: string): Promise<SidecarPod> {
    const number = next('sidecar');
    const address = `10.45.0.${number}`;
    await apply([{ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default', namespace } }]);
    const pod = await createPod(namespace, deployment, `${deployment}-${number}`, address);
    const host = await Host.create(pod.metadata.name, [address]);
    await run('ip', host.inside(`${TOOLS}/pilot-agent`, ...container(pod, 'istio-init').args));
    const [agent, application] = await Promise.all([startAgent(pod, address, host), startApplication(pod, host)]);
    // The only endpoint of its Services from now on, as after a rollout.
    await apply((await servicesOf(pod)).map(service => endpointSlice(service, [address])));
    return new SidecarPod(host, address, pod, agent, application);
  }

  private constructor(
    public readonly host: Host,
    public readonly address: string,
    public readonly pod: Manifest,
    private readonly agent: Daemon,
    private readonly application: Daemon,
  ) {}

  /** What Envoy and pilot-agent said. */
  public log(): string {
    return this.agent.output();
  }

  public async stop(): Promise<void> {
    await this.application.stop();
    await this.agent.stop();
    await this.host.destroy();
    await kubectl(['delete', 'pod', '-n', this.pod.metadata.namespace!, this.pod.metadata.name, '--now', '--wait=false', '--ignore-not-found']);
  }
}

async function startApplication(pod: Manifest, host: Host): Promise<Daemon> {
  const { name } = pod.metadata;
  const ports = pod.spec.containers.filter((one: Manifest) => one.name !== 'istio-proxy').flatMap((one: Manifest) => one.ports ?? []);
  const file = `${RIG}/${name}.json`;
  writeFileSync(file, JSON.stringify(ports.map(({ containerPort }: Manifest) => ({ name, listen: `0.0.0.0:${containerPort}`, mode: 'http' }))));
  const application = new Daemon(`${name}-application`, 'ip', host.inside(`${TOOLS}/probe`, 'echo', file));
  await eventually(`${name}: its application`, () => application.output().includes('ready'));
  return application;
}
