import { mkdirSync, writeFileSync } from 'fs';
import { ISTIO } from '../versions';
import { apply, KUBECONFIG, kubectl, Manifest, parse } from './kubernetes';
import { Daemon, eventually, RIG, run, TOOLS } from './programs';

/** Where pods and the API server reach istiod; inside.sh writes the name into /etc/hosts. */
export const ISTIOD = 'istiod.istio-system.svc';

const API_SERVER = 'https://127.0.0.1:6443';

/** Stock Envoy lacks the filters that Istio adds to its own build. */
const WITHOUT_ISTIOS_OWN_FILTERS = {
  PILOT_ENABLE_ALPN_FILTER: 'false',
  PILOT_ENABLE_METADATA_EXCHANGE: 'false',
  PILOT_DISABLE_MX_ALPN: 'true',
};

/** etcd, the API server and istiod with its webhooks. */
export class Cluster {
  public static async start(): Promise<Cluster> {
    mkdirSync(`${RIG}/pki`, { recursive: true });
    const etcd = new Daemon('etcd', 'etcd', [
      `--data-dir=${RIG}/etcd`, '--unsafe-no-fsync',
      '--listen-client-urls=http://127.0.0.1:2379', '--advertise-client-urls=http://127.0.0.1:2379', '--listen-peer-urls=http://127.0.0.1:2380',
    ]);
    const apiServer = await startApiServer();
    const manifests = await istioManifests();
    await apply(manifests.filter(({ kind }) => kind === 'CustomResourceDefinition').concat(parse(await gatewayApiCrds())));
    await apply([
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'istio-system' } },
      ...manifests.filter(({ kind }) => !['CustomResourceDefinition', 'Deployment', 'HorizontalPodAutoscaler', 'PodDisruptionBudget'].includes(kind)),
    ]);
    const istiod = await startIstiod();
    return new Cluster([istiod, apiServer, etcd]);
  }

  private constructor(private readonly daemons: Daemon[]) {}

  public async stop(): Promise<void> {
    for (const daemon of this.daemons) await daemon.stop();
  }
}

async function startApiServer(): Promise<Daemon> {
  await run('openssl', ['genrsa', '-out', `${RIG}/pki/sa.key`, '2048']);
  writeFileSync(`${RIG}/pki/tokens.csv`, 'conformance,admin,admin,"system:masters"\n');
  writeFileSync(KUBECONFIG, JSON.stringify({
    'apiVersion': 'v1',
    'kind': 'Config',
    'clusters': [{ name: 'here', cluster: { 'server': API_SERVER, 'insecure-skip-tls-verify': true } }],
    'users': [{ name: 'admin', user: { token: 'conformance' } }],
    'contexts': [{ name: 'here', context: { cluster: 'here', user: 'admin' } }],
    'current-context': 'here',
  }));
  const apiServer = new Daemon('kube-apiserver', `${TOOLS}/kube-apiserver`, [
    '--etcd-servers=http://127.0.0.1:2379', '--bind-address=127.0.0.1', '--secure-port=6443', `--cert-dir=${RIG}/pki`,
    '--advertise-address=10.255.0.2', '--service-cluster-ip-range=10.96.0.0/16,fd96::/112',
    `--token-auth-file=${RIG}/pki/tokens.csv`, '--authorization-mode=RBAC', '--disable-admission-plugins=ServiceAccount',
    '--service-account-issuer=https://kubernetes.default.svc', `--service-account-key-file=${RIG}/pki/sa.key`,
    `--service-account-signing-key-file=${RIG}/pki/sa.key`, '--allow-privileged=true', '--watch-cache=true',
  ]);
  await eventually('kube-apiserver', async () => (await kubectl(['get', '--raw', '/readyz'])).stdout === 'ok');
  return apiServer;
}

async function istioManifests(): Promise<Manifest[]> {
  const { stdout } = await run(`${TOOLS}/istioctl`, [
    'manifest', 'generate', '--set', 'profile=minimal', '--set', `tag=${ISTIO}`, '--set', 'values.defaultRevision=default',
    '-d', `${TOOLS}/manifests`,
  ]);
  return parse(stdout).map(manifest => {
    if (manifest.kind === 'ConfigMap' && manifest.metadata.name === 'istio') {
      const mesh = parse(manifest.data.mesh)[0];
      delete mesh.defaultProviders; // metrics: Envoy's istio.stats filter
      manifest.data.mesh = JSON.stringify(mesh);
    }
    for (const webhook of manifest.webhooks ?? []) {
      const { path } = webhook.clientConfig.service;
      // There is no Service network: the API server finds istiod by its name in /etc/hosts.
      webhook.clientConfig = { url: `https://${ISTIOD}:15017${path}` };
    }
    return manifest;
  });
}

async function gatewayApiCrds(): Promise<string> {
  return (await run('cat', [`${TOOLS}/gateway-api-crd.yaml`])).stdout;
}

async function startIstiod(): Promise<Daemon> {
  const istiod = new Daemon('istiod', `${TOOLS}/pilot-discovery`, [
    'discovery', `--kubeconfig=${KUBECONFIG}`, '--domain=cluster.local', '--keepaliveMaxServerConnectionAge=30m',
    '--httpAddr=127.0.0.1:8080', // not on every address: the applications listen on this port too
    '--log_output_level=default:info',
  ], {
    env: {
      ...WITHOUT_ISTIOS_OWN_FILTERS,
      POD_NAME: 'istiod-conformance',
      POD_NAMESPACE: 'istio-system',
      REVISION: 'default',
      JWT_POLICY: 'third-party-jwt',
      CLUSTER_ID: 'Kubernetes',
      PILOT_CERT_PROVIDER: 'istiod',
      ISTIOD_CUSTOM_HOST: ISTIOD,
      // For TCPRoute and TLSRoute.
      PILOT_ENABLE_ALPHA_GATEWAY_API: 'true',
      // For GatewayServer.https({ http3: true }).
      PILOT_ENABLE_QUIC_LISTENERS: 'true',
      // Configuration is pushed as soon as it is there: the tests wait for it.
      PILOT_DEBOUNCE_AFTER: '10ms',
    },
  });
  await eventually('istiod', async () => (await fetch('http://127.0.0.1:8080/ready')).ok);
  // The webhooks fail open until istiod has written its CA into them: wait until both refuse, and inject.
  await eventually('the validating webhook', async () => {
    const probe = {
      apiVersion: 'security.istio.io/v1',
      kind: 'AuthorizationPolicy',
      metadata: { name: 'probe', namespace: 'istio-system' },
      spec: { action: 'DENY', rules: [{ from: [{ source: { ipBlocks: ['no address'] } }] }] },
    };
    return kubectl(['apply', '--dry-run=server', '-f', '-'], JSON.stringify(probe)).then(() => false, () => true);
  });
  await eventually('the injection webhook', async () => {
    const probe = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'probe', namespace: 'istio-system', labels: { 'sidecar.istio.io/inject': 'true' }, annotations: { 'inject.istio.io/templates': 'gateway' } },
      spec: { serviceAccountName: 'default', containers: [{ name: 'istio-proxy', image: 'auto' }] },
    };
    const { stdout } = await kubectl(['create', '--dry-run=server', '-o', 'json', '-f', '-'], JSON.stringify(probe));
    return JSON.parse(stdout).spec.containers[0].image !== 'auto';
  });
  return istiod;
}
