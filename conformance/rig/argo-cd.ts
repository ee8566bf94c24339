import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'fs';
import { API } from './api';
import { apply, KUBECONFIG, kubectl, Manifest, namespaces, parse } from './kubernetes';
import { Daemon, eventually, RIG, run, TOOLS } from './programs';

const NAMESPACE = 'argocd';
const REDIS = '127.0.0.1:6379';
const REPO_SERVER = '127.0.0.1:8081';
/** Where a pod has its service account, and Argo CD's controller therefore the cluster that it runs in. */
const SERVICE_ACCOUNT = '/run/secrets/kubernetes.io/serviceaccount';

/** Applications, and what belongs to them. */
export async function argoCdCrds(): Promise<void> {
  const folder = `${TOOLS}/argo-cd-crds`;
  const crds = readdirSync(folder).filter(file => file.endsWith('-crd.yaml')).flatMap(file => parse(readFileSync(`${folder}/${file}`, 'utf8')));
  await apply(crds);
  await eventually("Argo CD's kinds", () => kubectl(['get', crds.map(({ metadata }) => metadata.name).join()]).then(() => true));
}

/** Those of docs/argo-cd.md. */
export const SYNC_OPTIONS = ['ServerSideApply=true', 'CreateNamespace=true'];

/** What Argo CD says of an Application. */
export interface Status {
  /** Synced, OutOfSync. */
  readonly sync: string;
  /** Healthy, Progressing, Degraded, Missing. */
  readonly health: string;
  /** Of the last sync: Succeeded, Running, Failed, Error. */
  readonly operation: string;
  /** Why it did not succeed. */
  readonly says?: string[];
}

export interface Source {
  readonly repoURL: string;
  readonly path: string;
}

/** Argo CD's repository server and application controller, with redis, as in a cluster of their own. */
export class ArgoCd {
  /** `settings` are variables of its programs' environment, which argocd-cmd-params-cm sets in a cluster. */
  public static async start(settings: Record<string, string> = {}): Promise<ArgoCd> {
    await namespaces([NAMESPACE]);
    await argoCdCrds();
    await apply([
      ...['argocd-cm', 'argocd-rbac-cm', 'argocd-cmd-params-cm', 'argocd-gpg-keys-cm', 'argocd-ssh-known-hosts-cm', 'argocd-tls-certs-cm']
        .map(name => of({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name } })),
      of({ apiVersion: 'v1', kind: 'Secret', metadata: { name: 'argocd-secret' }, stringData: { 'server.secretkey': 'conformance' } }),
      of({
        apiVersion: 'argoproj.io/v1alpha1',
        kind: 'AppProject',
        metadata: { name: 'default' },
        spec: { sourceRepos: ['*'], destinations: [{ namespace: '*', server: '*' }], clusterResourceWhitelist: [{ group: '*', kind: '*' }] },
      }),
    ]);
    mkdirSync(SERVICE_ACCOUNT, { recursive: true });
    writeFileSync(`${SERVICE_ACCOUNT}/token`, 'conformance');
    writeFileSync(`${SERVICE_ACCOUNT}/namespace`, NAMESPACE);
    copyFileSync(`${RIG}/pki/apiserver.crt`, `${SERVICE_ACCOUNT}/ca.crt`);
    const [address, port] = REPO_SERVER.split(':');
    const redis = new Daemon('redis', 'redis-server', ['--bind', '127.0.0.1', '--save', '', '--dir', RIG]);
    const repoServer = daemon('argocd-repo-server', [
      '--address', address, '--port', port, '--metrics-address', address, '--redis', REDIS, '--disable-tls',
    ], settings);
    const controller = daemon('argocd-application-controller', [
      '--namespace', NAMESPACE, '--redis', REDIS, '--repo-server', REPO_SERVER, '--repo-server-plaintext',
    ], settings);
    await eventually('Argo CD', async () => (await fetch('http://127.0.0.1:8082/healthz')).ok && repoServer.output().includes('listening on'));
    return new ArgoCd([controller, repoServer, redis]);
  }

  private constructor(private readonly daemons: readonly Daemon[]) {}

  /** An Application of a folder of manifests, synced by itself as docs/argo-cd.md writes it. */
  public async create(name: string, { repoURL, path }: Source, namespace = 'default', syncOptions = SYNC_OPTIONS): Promise<void> {
    await apply([{
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'Application',
      metadata: { name, namespace: NAMESPACE, finalizers: ['resources-finalizer.argocd.argoproj.io'] } as Manifest['metadata'],
      spec: {
        project: 'default',
        source: { repoURL, path, targetRevision: 'main' },
        destination: { server: 'https://kubernetes.default.svc', namespace },
        syncPolicy: { automated: { prune: true, selfHeal: true }, syncOptions },
      },
    }]);
  }

  public async application(name: string): Promise<Manifest> {
    return API.get(`apis/argoproj.io/v1alpha1/namespaces/${NAMESPACE}/applications/${name}`);
  }

  public async status(name: string): Promise<Status> {
    const { status = {} } = await this.application(name);
    const { phase, message, syncResult } = status.operationState ?? {};
    const failed = (syncResult?.resources ?? []).filter((resource: Manifest) => resource.status === 'SyncFailed');
    return {
      sync: status.sync?.status,
      health: status.health?.status,
      operation: phase,
      says: phase === 'Succeeded' ? undefined : [message, ...failed.map((resource: Manifest) => `${resource.kind} ${resource.name}: ${resource.message}`)],
    };
  }

  /** What a sync would change, as Argo CD sees it: for each object that is not Synced, the paths that differ. */
  public async drift(name: string): Promise<string[]> {
    // Where its user interface has it from; a trailing newline is no part of the archive.
    const { stdout } = await run('sh', ['-c', `redis-cli get 'app|managed-resources|${name}|1.8.3.gz' | gunzip --quiet || true`]);
    return (JSON.parse(stdout) as Record<string, string>[]).flatMap(({ kind, name: object, normalizedLiveState, predictedLiveState }) => (
      differences(JSON.parse(normalizedLiveState), JSON.parse(predictedLiveState)).map(difference => `${kind} ${object}: ${difference}`)));
  }

  /** Has Argo CD look at the repository and the cluster; hard also forgets what it rendered before. */
  public async refresh(name: string, kind: 'normal' | 'hard' = 'normal'): Promise<void> {
    const path = `apis/argoproj.io/v1alpha1/namespaces/${NAMESPACE}/applications/${name}`;
    await API.patch(path, { metadata: { annotations: { 'argocd.argoproj.io/refresh': kind } } });
    // The controller takes the annotation away when it has compared.
    await eventually(`Argo CD to refresh ${name}`, async () => !(await API.get(path)).metadata.annotations?.['argocd.argoproj.io/refresh'], 60);
  }

  /** Waits until a commit, or whatever there is, is synced and what it makes is healthy; what Argo CD says then, or after the time is over. */
  public async synced(name: string, revision?: string, seconds = 90): Promise<Status> {
    await this.refresh(name);
    await eventually(`Argo CD to sync ${name}`, async () => {
      const { status } = await this.application(name);
      const { phase, syncResult } = status.operationState ?? {};
      if (!syncResult || revision && syncResult.revision !== revision || phase === 'Running') return false;
      return phase !== 'Succeeded' || status.sync.status === 'Synced' && status.health.status === 'Healthy';
    }, seconds).catch(() => undefined); // the status says what is wrong
    return this.status(name);
  }

  /** Changes an Application itself. */
  public async change(name: string, spec: object): Promise<void> {
    await API.patch(`apis/argoproj.io/v1alpha1/namespaces/${NAMESPACE}/applications/${name}`, { spec });
  }

  /** Deletes Applications with what they have applied. */
  public async remove(...names: string[]): Promise<void> {
    await kubectl(['delete', 'applications', '-n', NAMESPACE, ...names, '--wait=false', '--ignore-not-found']);
    await eventually(`Argo CD to delete ${names}`, async () => {
      const { items } = await API.get(`apis/argoproj.io/v1alpha1/namespaces/${NAMESPACE}/applications`);
      return !items.some(({ metadata }: Manifest) => names.includes(metadata.name));
    }, 300);
  }

  public async stop(): Promise<void> {
    for (const one of this.daemons) await one.stop();
    await run('rm', ['-r', SERVICE_ACCOUNT]);
  }
}

/** Paths at which two values differ, with both. */
function differences(live: unknown, predicted: unknown, path = ''): string[] {
  if (JSON.stringify(live) === JSON.stringify(predicted)) return [];
  if (!isObject(live) || !isObject(predicted)) return [`${path} is ${JSON.stringify(live)}, would be ${JSON.stringify(predicted)}`];
  return [...new Set([...Object.keys(live), ...Object.keys(predicted)])].flatMap(key => differences(live[key], predicted[key], `${path}/${key}`));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function of(manifest: Manifest): Manifest {
  return { ...manifest, metadata: { ...manifest.metadata, namespace: NAMESPACE, labels: { 'app.kubernetes.io/part-of': 'argocd' } } };
}

function daemon(name: string, args: string[], settings: Record<string, string>): Daemon {
  return new Daemon(name, `${TOOLS}/argocd`, args, {
    env: {
      ...settings,
      ARGOCD_BINARY_NAME: name,
      ARGOCD_GPG_ENABLED: 'false',
      KUBECONFIG,
      // The cluster that it runs in, kubernetes.default.svc.
      KUBERNETES_SERVICE_HOST: '127.0.0.1',
      KUBERNETES_SERVICE_PORT: '6443',
      PATH: `${TOOLS}:${process.env.PATH}`, // helm, git
      HOME: RIG,
      TMPDIR: process.env.TMPDIR!,
    },
  });
}
