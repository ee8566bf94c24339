import { App, Chart } from 'cdk8s';
import { GatewayInstall, GatewayServer, IpAllowList, IpBlocks, ProxyProtocolGateway, TargetType, TrustedProxy, TrustedTopology } from 'cdk8s-istio-source-ip';
import { fleet, SYNCED } from '../../fixtures/argo-cd';
import { get, KUBECONFIG, kubectl, list, Manifest, namespaces } from '../../rig/kubernetes';
import { run, TOOLS } from '../../rig/programs';
import { Scenario } from '../../rig/scenario';

const NAME = 'edge';
const NAMESPACE = 'argo-existing';

/** A gateway of Helm's, with the fields of a topology and a list from here; without the gateway nothing is emitted for it. */
const synth = (proxies: readonly TrustedProxy[]) => (outdir: string): App => {
  const app = new App({ outdir });
  const chart = new Chart(app, 'existing', { namespace: NAMESPACE });
  const topology = new TrustedTopology({ proxies: [...proxies] });
  const gateway = proxies.length > 0
    ? new ProxyProtocolGateway(chart, 'gateway', {
      topology,
      servers: [GatewayServer.http({ name: 'http', hosts: ['www.example.com'] })],
      install: GatewayInstall.existing({ deploymentName: NAME, podLabels: { app: NAME, istio: NAME } }),
    })
    : ProxyProtocolGateway.fromGatewayAttributes(chart, 'gateway', { podLabels: { app: NAME, istio: NAME }, namespace: NAMESPACE, topology });
  new IpAllowList(chart, 'list', { gateway, addresses: IpBlocks.of('203.0.113.0/24') });
  app.synth();
  return app;
};

const PROXY = TrustedProxy.layer4({
  name: 'lb', multiTenant: false, keepsPacketSource: false, sendsProxyProtocol: true, targetType: TargetType.NODES, connectsFrom: IpBlocks.of('10.0.0.0/24'),
});

describe('Argo CD', () => {
  const here = fleet();

  const helm = (command: 'install' | 'upgrade', ...values: string[]) => run(`${TOOLS}/helm`, [
    command, NAME, `${TOOLS}/manifests/charts/gateway`, '--kubeconfig', KUBECONFIG, '--namespace', NAMESPACE, ...values.flatMap(value => ['--set', value]),
  ]);
  const history = async () => (await here.argo.application('existing')).status.history.length;

  describe('beside Helm, which owns the gateway', () => {
    beforeAll(async () => {
      await namespaces([NAMESPACE]);
      await helm('install');
    });
    afterAll(() => run(`${TOOLS}/helm`, ['uninstall', NAME, '--kubeconfig', KUBECONFIG, '--namespace', NAMESPACE]));

    test('the parts that a topology needs are synced over it, and nothing of it is lost', async () => {
      const before = await get('deployment', NAMESPACE, NAME);
      const revision = await here.commit('existing', list(Scenario.emit(synth([PROXY])).manifests));
      await here.argo.create('existing', { repoURL: here.repository.url, path: 'existing' }, NAMESPACE);
      expect(await here.argo.synced('existing', revision)).toEqual(SYNCED);
      const { spec: { template: { spec, metadata } } } = await get('deployment', NAMESPACE, NAME);
      expect(spec).toEqual(before.spec.template.spec);
      expect(JSON.parse(metadata.annotations['proxy.istio.io/config'])).toEqual({ gatewayTopology: { numTrustedProxies: 0, proxyProtocol: {} } });
      expect((await get('service', NAMESPACE, NAME)).spec.externalTrafficPolicy).toBe('Local');
    });

    test("an upgrade by Helm and a sync by Argo CD leave each other's fields alone", async () => {
      const synced = await history();
      await helm('upgrade', 'resources.limits.memory=777Mi', 'service.annotations.mine=yes', 'podAnnotations.mine=yes');
      for (const kind of ['normal', 'hard'] as const) await here.argo.refresh('existing', kind);
      expect(await here.argo.synced('existing')).toEqual(SYNCED);
      expect(await history()).toBe(synced);
      const { spec: { template: { spec, metadata } } } = await get('deployment', NAMESPACE, NAME);
      expect(spec.containers[0].resources.limits.memory).toBe('777Mi');
      expect(metadata.annotations).toMatchObject({ 'mine': 'yes', 'proxy.istio.io/config': expect.stringContaining('proxyProtocol') });
      const service = await get('service', NAMESPACE, NAME);
      expect(service.metadata.annotations).toMatchObject({ mine: 'yes' });
      expect(service.spec.externalTrafficPolicy).toBe('Local');
    });

    test('a commit without them prunes neither Deployment nor Service', async () => {
      const revision = await here.commit('existing', list(Scenario.emit(synth([])).manifests));
      const { operation, health } = await here.argo.synced('existing', revision, 20);
      expect({ operation, health }).toEqual({ operation: 'Succeeded', health: 'Healthy' });
      const { status } = await here.argo.application('existing');
      expect(status.resources.filter((resource: Manifest) => resource.status === 'OutOfSync').map(({ kind }: Manifest) => kind)).toEqual(['Service', 'Deployment']);
      await get('deployment', NAMESPACE, NAME);
      await get('service', NAMESPACE, NAME);
    });

    test('and without the mark by which Argo CD takes them for its own the Application is Synced', async () => {
      for (const kind of ['deployment', 'service']) await kubectl(['annotate', kind, '-n', NAMESPACE, NAME, 'argocd.argoproj.io/tracking-id-']);
      expect(await here.argo.synced('existing')).toEqual(SYNCED);
    });

    test('and neither does the end of the Application, which takes the list along', async () => {
      await here.argo.remove('existing');
      for (const kind of ['deployment', 'service']) expect((await get(kind, NAMESPACE, NAME)).metadata).not.toHaveProperty('deletionTimestamp');
      expect((await kubectl(['get', 'authorizationpolicies', '-n', NAMESPACE, '-o', 'name'])).stdout).toBe('');
    });
  });
});
