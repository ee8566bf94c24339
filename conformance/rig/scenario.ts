import { mkdtempSync, readdirSync, readFileSync } from 'fs';
import { basename, join, resolve } from 'path';
import { App } from 'cdk8s';
import { application, backend, BackendMode } from './backends';
import { caSecret, certificate, secret } from './certificates';
import { grant, isGatewayApi, madeDeployment, route as attached, serversOf } from './gateway-api';
import { GatewayPod } from './gateway-pod';
import { installIngressGateway } from './ingress-gateway';
import { Installer } from './installers';
import { synced } from './istio';
import { apply, Manifest, namespaces, parse, remove, SYNC_OPTIONS } from './kubernetes';
import { RIG } from './programs';
import { drawn } from '../../test/support/random';

/** What changes in the cluster from one synth to the next. */
export interface Change {
  readonly before: readonly Manifest[];
  readonly next: Manifest[];
  /** What is no longer emitted. */
  readonly gone: Manifest[];
}

/** How a sync goes about it. */
export type Sync = (change: Change) => Promise<void>;

/** All is applied, then what is no longer emitted is deleted: Argo CD with PruneLast, Flux, `kubectl apply --prune`. */
export const PRUNE_LAST: Sync = async ({ next, gone }) => {
  await apply(next);
  await remove(gone);
};

/** As PRUNE_LAST, each changed object by itself, in a random order (SEED). */
export const ONE_BY_ONE: Sync = async ({ before, next, gone }) => {
  const known = new Set(before.map(manifest => JSON.stringify(manifest)));
  const changed = next.filter(manifest => !known.has(JSON.stringify(manifest)));
  for (const manifest of drawn(changed, 'order of a sync')) await apply([manifest]);
  await remove(gone);
};

/** Kinds that Argo CD applies before others, as it orders them: those that are emitted here. */
const FIRST_KINDS = [
  'NetworkPolicy', 'PodDisruptionBudget', 'ServiceAccount', 'Secret', 'ConfigMap', 'Role', 'RoleBinding', 'Service', 'Deployment', 'HorizontalPodAutoscaler',
];

/**
 * As Argo CD does by default: what is no longer emitted is deleted first, apart from objects that ask for PruneLast themselves. Then kinds follow
 * its own order, and all others their names. suites/argo-cd/changes.test.ts compares this with its controller.
 */
export const AS_ARGO_CD: Sync = async ({ next, gone }) => {
  const first = gone.filter(({ metadata }) => !metadata.annotations?.[SYNC_OPTIONS]?.includes('PruneLast=true'));
  const rank = ({ kind }: Manifest) => FIRST_KINDS.includes(kind) ? FIRST_KINDS.indexOf(kind) : FIRST_KINDS.length;
  await remove(first);
  await apply([...next].sort((one, other) => rank(one) - rank(other) || (one.metadata.name < other.metadata.name ? -1 : 1)));
  await remove(gone.filter(manifest => !first.includes(manifest)));
};

/**
 * What one synth emitted, running: applied as Argo CD would, its gateways' pods started, and behind every host and port of its gateways
 * a backend of its own, so that an answer says which of them was reached.
 */
export class Scenario {
  /** What a synth writes. */
  public static emit(synth: (outdir: string) => App): { outdir: string; manifests: Manifest[] } {
    return emitted(synth);
  }

  /** Routes that are `late` are not there until route() brings them. */
  public static async up(synth: (outdir: string) => App, installer?: Installer, late: (route: Manifest) => boolean = () => false): Promise<Scenario> {
    const { outdir, manifests } = emitted(synth);
    const installed = await installer?.({ manifests, read: file => readFileSync(join(outdir, file), 'utf8') }) ?? [];
    const scenario = new Scenario(outdir, manifests, installed);
    await scenario.start(late);
    return scenario;
  }

  /** By the Deployment's namespace and name. */
  public readonly gateways = new Map<string, GatewayPod>();

  private around: Manifest[] = [];
  private late: Manifest[] = [];

  /** `installed` is what another tool made of the synth's files. */
  private constructor(public readonly outdir: string, public readonly manifests: Manifest[], public readonly installed: Manifest[]) {}

  /** Files of this name that the synth wrote beside the manifests, wherever they lie. */
  public files(name: string): string[] {
    return (readdirSync(this.outdir, { recursive: true }) as string[]).filter(file => basename(file) === name).map(file => join(this.outdir, file));
  }

  public read(file: string): string {
    return readFileSync(resolve(this.outdir, file), 'utf8');
  }

  public objects(kind: string): Manifest[] {
    return this.manifests.filter(manifest => manifest.kind === kind);
  }

  /** The only gateway, or the one whose Deployment is named. */
  public gateway(name?: string): GatewayPod {
    const found = [...this.gateways].filter(([key]) => !name || key.endsWith(`/${name}`));
    if (found.length !== 1) throw new Error(`${name ?? 'the only gateway'}: ${[...this.gateways.keys()]}`);
    return found[0][1];
  }

  /** Syncs another synth of the same gateways: what is emitted is applied, and what no longer is, deleted. */
  public async sync(
    synth: (outdir: string) => App, edit: (manifest: Manifest) => Manifest[] = manifest => [manifest], sync = PRUNE_LAST,
  ): Promise<void> {
    const next = emitted(synth);
    next.manifests = next.manifests.flatMap(edit);
    const key = ({ kind, metadata }: Manifest) => `${kind}/${metadata.namespace}/${metadata.name}`;
    const kept = new Set(next.manifests.map(key));
    await sync({ before: this.manifests, next: next.manifests, gone: this.manifests.filter(manifest => !kept.has(key(manifest))) });
    Object.assign(this, next);
    await synced();
  }

  /** Brings the routes that were late. */
  public async route(): Promise<void> {
    await apply(this.late);
    await synced();
  }

  /** Takes them away again. */
  public async unroute(): Promise<void> {
    await remove(this.late);
    await synced();
  }

  /** New pods, as after a changed topology. */
  public async restart(): Promise<void> {
    await this.stopPods();
    await this.startPods();
  }

  public async down(): Promise<void> {
    await this.stopPods();
    await remove([...this.manifests, ...this.installed, ...this.around, ...this.late]);
  }

  private async stopPods(): Promise<void> {
    const running = [...this.gateways.values()];
    this.gateways.clear();
    await Promise.all(running.map(gateway => gateway.stop()));
  }

  private async start(late: (route: Manifest) => boolean): Promise<void> {
    const names = [...new Set(this.manifests.map(({ metadata }) => metadata.namespace).filter((name): name is string => !!name))];
    await namespaces(names);
    // The partial objects of an existing gateway are applied over it.
    if (this.objects('Deployment').some(({ metadata }) => metadata.name === 'istio-ingressgateway')) this.around.push(...await installIngressGateway());
    const routes = await this.routes();
    this.late = routes.filter(late);
    this.around.push(...await this.credentials(), ...routes.filter(route => !late(route)));
    // Secrets first: istiod remembers for a minute that there was none.
    await apply([...this.around, ...this.manifests, ...this.installed]);
    await this.startPods();
  }

  private async startPods(): Promise<void> {
    const written = [...this.objects('Deployment'), ...this.installed.filter(({ kind }) => kind === 'Deployment')];
    const made = await Promise.all(this.objects('Gateway').filter(isGatewayApi).map(madeDeployment));
    const deployments = [...written, ...made]
      .filter(({ spec }) => spec.template?.spec?.containers?.some(({ name }: Manifest['metadata']) => name === 'istio-proxy') || !spec.selector);
    const pods = await Promise.all(deployments.map(({ metadata }) => GatewayPod.start(metadata.namespace!, metadata.name)));
    pods.forEach((pod, index) => this.gateways.set(`${deployments[index].metadata.namespace}/${deployments[index].metadata.name}`, pod));
    await synced();
  }

  /** A certificate for every credentialName. */
  private async credentials(): Promise<Manifest[]> {
    const secrets: Manifest[] = [];
    for (const gateway of this.objects('Gateway')) {
      const { metadata } = gateway;
      for (const { tls } of serversOf(gateway)) {
        if (tls?.credentialName) secrets.push(secret(metadata.namespace!, tls.credentialName, await certificate(tls.credentialName)));
        if (tls?.caCertCredentialName) secrets.push(caSecret(metadata.namespace!, tls.caCertCredentialName, await certificate('origin-ca')));
      }
    }
    return [...new Map(secrets.map(one => [`${one.metadata.namespace}/${one.metadata.name}`, one])).values()];
  }

  /** A backend and a route for every host and port that has none in the synth's own manifests. */
  private async routes(): Promise<Manifest[]> {
    const made: Manifest[] = [];
    for (const gateway of this.objects('Gateway')) {
      const { name, namespace } = gateway.metadata;
      const routed = new Set(this.objects('VirtualService').filter(({ metadata, spec }) => spec.gateways
        .includes(metadata.namespace === namespace ? name : `${namespace}/${name}`)).flatMap(({ spec }) => spec.hosts));
      const hosts = new Map<string, { mode: BackendMode; port: number }>();
      for (const server of serversOf(gateway)) {
        const tcp = server.port.protocol === 'TCP';
        const passthrough = server.tls?.mode === 'PASSTHROUGH';
        for (const host of server.hosts as string[]) {
          const bare = host.replace(/^.*\//, '');
          if (routed.has(bare)) continue;
          const key = tcp ? `tcp-${server.port.number}` : passthrough ? `tls-${bare}` : bare;
          hosts.set(key, { mode: tcp ? 'tcp' : passthrough ? 'tls' : 'http', port: server.port.number });
        }
      }
      for (const [key, { mode, port }] of hosts) {
        const host = mode === 'tcp' ? '*' : key.replace(/^tls-/, '');
        const target = await backend(`${namespace}/${key}`, mode);
        if (isGatewayApi(gateway)) {
          made.push(attached(gateway, `${name}-${made.length}`, mode, host, port, target.host.split('.')[0]));
          continue;
        }
        const route = [{ destination: { host: target.host, port: { number: target.port } } }];
        made.push({
          apiVersion: 'networking.istio.io/v1',
          kind: 'VirtualService',
          metadata: { name: `${name}-${made.length}`, namespace },
          spec: {
            gateways: [name],
            hosts: [host],
            ...(mode === 'tcp' ? { tcp: [{ match: [{ port }], route }] } : {}),
            ...(mode === 'tls' ? { tls: [{ match: [{ port, sniHosts: [host] }], route }] } : {}),
            ...(mode === 'http' ? { http: [{ route }] } : {}),
          },
        });
      }
    }
    const attaching = this.objects('Gateway').filter(isGatewayApi).map(({ metadata }) => metadata.namespace!);
    made.push(...[...new Set(attaching)].map(grant));
    // The synth's own applications are played by the echo program.
    const destinations = this.objects('VirtualService').flatMap(({ spec }) => [...JSON.stringify(spec).matchAll(/"host":"([^".]+)/g)].map(match => match[1]));
    for (const service of this.objects('Service').filter(({ metadata }) => destinations.includes(metadata.name))) {
      made.push(await application(service));
    }
    return made;
  }
}

function emitted(synth: (outdir: string) => App): { outdir: string; manifests: Manifest[] } {
  const outdir = mkdtempSync(`${RIG}/synth-`);
  synth(outdir);
  const files = (readdirSync(outdir, { recursive: true }) as string[]).filter(file => file.endsWith('.k8s.yaml')).sort();
  return { outdir, manifests: files.flatMap(file => parse(readFileSync(join(outdir, file), 'utf8'))) };
}
