import { readFileSync } from 'fs';
import { join } from 'path';
import { App, Chart } from 'cdk8s';

import {
  AllowedRoutes, Aws, GatewayInstall, GatewayServer, IpAllowList, IpBlocks, NlbController, ProxyProtocolGateway, TargetType, TrustedTopology,
} from 'cdk8s-istio-source-ip';
import { STANDS } from '../fixtures/stands';
import { WAYS } from '../fixtures/ways';
import { argoCdCrds } from '../rig/argo-cd';
import { helmTemplate } from '../rig/installers';
import { analyze } from '../rig/istio';
import { apply, diff, get, kubectl, Manifest, namespaces, parse } from '../rig/kubernetes';
import { eventually, TOOLS } from '../rig/programs';
import { Scenario } from '../rig/scenario';

/** Of every EnvoyFilter; of a Gateway of the Kubernetes Gateway API whose Service has no address, for there is no cloud here. */
const EXPECTED = ['IST0133', 'IST0171'];

/** Everything that a last hop can ask of a Service. */
const nlb = () => new TrustedTopology({
  proxies: [Aws.nlb({
    controller: NlbController.LOAD_BALANCER_CONTROLLER, targetType: TargetType.PODS, internetFacing: true, proxyProtocol: true, connectsFrom: IpBlocks.of('10.0.0.0/24'),
  })],
});
const CDN_THEN_PACKETS = STANDS.find(({ name }) => name === 'cdn-then-packets')!;
const TOPOLOGIES = [
  { name: 'nlb', topology: nlb },
  { name: 'cdn-then-packets', topology: CDN_THEN_PACKETS.topology },
];
const servers = [
  GatewayServer.http({ name: 'http', hosts: ['www.example.com'] }),
  GatewayServer.https({ name: 'https', hosts: ['www.example.com'], credentialName: 'example-com' }),
];

describe('Ways to install', () => {
  beforeAll(argoCdCrds);

  describe.each(TOPOLOGIES.map(one => [one.name, one] as const))('objects behind %s', (name, { topology }) => {
    const known = new Map<string, object>();

    describe.each(WAYS.map(way => [way.name, way] as const))('%s', (way, { install, by }) => {
      const namespace = `objects-${name}-${WAYS.findIndex(one => one.name === way)}`;
      let scenario: Scenario;
      let service: Manifest;
      beforeAll(async () => {
        scenario = await Scenario.up(outdir => {
          const app = new App({ outdir });
          const chart = new Chart(app, 'edge', { namespace });
          const gateway = new ProxyProtocolGateway(chart, 'ingress', { name: 'public', topology: topology(), servers, install });
          new IpAllowList(chart, 'list', { gateway, addresses: IpBlocks.of('203.0.113.0/24') });
          app.synth();
          gateway.writeFiles(outdir);
          return app;
        }, by);
        service = scenario.gateway().services[0];
      });
      afterAll(() => scenario?.down());

      test('a second server-side apply would change nothing', async () => {
        expect(await diff([...scenario.manifests, ...scenario.installed])).toBe('');
      });
      test('istioctl analyze finds nothing', async () => {
        expect((await analyze(namespace)).filter(({ code }) => !EXPECTED.includes(code))).toEqual([]);
      });
      test('the Service is what the load balancer needs', () => {
        const { type, externalTrafficPolicy, loadBalancerSourceRanges, loadBalancerClass } = service.spec;
        const aws = Object.entries(service.metadata.annotations ?? {}).filter(([key]) => key.startsWith('service.beta.kubernetes.io/'));
        const ports = service.spec.ports.filter(({ port }: Manifest) => port !== 15021).map(({ port, protocol }: Manifest) => `${port}/${protocol}`).sort();
        const needs = { type, externalTrafficPolicy, loadBalancerSourceRanges, loadBalancerClass, aws: Object.fromEntries(aws), ports };
        known.set(way, needs);
        expect(needs).toEqual(known.get(WAYS[0].name));
      });
      test('the pods are told the topology, and the status port takes PROXY where it must', () => {
        const { metadata: { annotations }, spec } = scenario.gateway().pod;
        expect(JSON.parse(annotations!['proxy.istio.io/config'])).toEqual(topology().toProxyConfig());
        const env = spec.containers.find((one: Manifest['metadata']) => one.name === 'istio-proxy').env;
        expect(env.filter((one: Manifest['metadata']) => one.name === 'ENVOY_STATUS_PORT_ENABLE_PROXY_PROTOCOL').length).toBe(name === 'nlb' ? 1 : 0);
      });
      test('an autoscaler keeps two to five pods', async () => {
        const { metadata } = scenario.gateway().services[0];
        expect((await get('hpa', namespace, metadata.name)).spec).toMatchObject({ minReplicas: 2, maxReplicas: 5, scaleTargetRef: { name: metadata.name } });
      });
    });
  });

  describe('Kubernetes Gateway API', () => {
    const gatewayApi = (namespace: string, topology: TrustedTopology, routes = AllowedRoutes.fromSame()) => (outdir: string) => {
      const app = new App({ outdir });
      new ProxyProtocolGateway(new Chart(app, 'edge', { namespace }), 'ingress', {
        name: 'public', topology, servers, install: GatewayInstall.gatewayApi({ allowedRoutes: routes }),
      });
      app.synth();
      return app;
    };
    const annotation = async (namespace: string) =>
      (await get('deployment', namespace, 'public-istio')).spec.template.metadata.annotations['proxy.istio.io/config'];

    test('istiod changes the pod template with the topology, so that the pods roll', async () => {
      const scenario = await Scenario.up(gatewayApi('rolling', STANDS.find(({ name }) => name === 'two-entries')!.topology()));
      const before = await annotation('rolling');
      const after = CDN_THEN_PACKETS.topology();
      await scenario.sync(gatewayApi('rolling', after));
      await eventually('istiod to change the Deployment', async () => await annotation('rolling') !== before);
      expect(JSON.parse(await annotation('rolling'))).toEqual(after.toProxyConfig());
      await eventually('istiod to change the Service', async () => (await get('service', 'rolling', 'public-istio')).spec.externalTrafficPolicy === 'Local');
      await scenario.down();
    });

    test("istiod's objects do not get what tells Argo CD that they are its own", async () => {
      const mark = (manifest: Manifest) => [{
        ...manifest,
        metadata: { ...manifest.metadata, annotations: { 'argocd.argoproj.io/tracking-id': 'app:1' }, labels: { 'app.kubernetes.io/instance': 'app' } },
      }];
      const scenario = await Scenario.up(gatewayApi('marked', nlb()));
      await scenario.sync(gatewayApi('marked', nlb(), AllowedRoutes.fromAll()), mark);
      await new Promise(resolve => setTimeout(resolve, 2000));
      for (const kind of ['deployment', 'service', 'hpa', 'pdb', 'serviceaccount']) {
        expect(JSON.stringify((await get(kind, 'marked', 'public-istio')))).not.toMatch(/tracking-id|"app.kubernetes.io/);
      }
      await scenario.down();
    });

    test('istiod makes nothing while the ConfigMap is missing', async () => {
      await namespaces(['half']);
      const { manifests } = await Scenario.emit(gatewayApi('half', nlb()));
      await apply(manifests.filter(({ kind }) => kind === 'Gateway'));
      await new Promise(resolve => setTimeout(resolve, 3000));
      expect((await kubectl(['get', 'deployments,services', '-n', 'half', '-o', 'name'])).stdout).toBe('');
      await apply(manifests);
      await eventually('istiod to make the Deployment', async () => (await get('deployment', 'half', 'public-istio')).kind === 'Deployment');
    });
  });

  describe('control plane', () => {
    const topology = CDN_THEN_PACKETS.topology();
    const { gatewayTopology } = topology.toProxyConfig();

    test("Istio's chart istiod takes the values", async () => {
      const manifests = await helmTemplate('istiod', 'istio-system', JSON.stringify(topology.toIstiodValues()), `${TOOLS}/manifests/charts/istio-control/istio-discovery`);
      const mesh = manifests.find(({ kind, metadata }) => kind === 'ConfigMap' && metadata.name === 'istio')!.data.mesh;
      expect(parse(mesh)[0].defaultConfig.gatewayTopology).toEqual(gatewayTopology);
    });

    test('the CRD of Sail takes its resource, and loses nothing of it', async () => {
      await apply(parse(readFileSync(join(__dirname, '..', 'tools', 'crds', 'sail-istio.yaml'), 'utf8')));
      await eventually('the CRD', async () => (await kubectl(['get', 'istios.sailoperator.io'])).stdout === '');
      for (const one of [topology, nlb()]) {
        const resource = one.toSailIstio({ version: 'v1.31-latest' });
        const { stdout } = await kubectl(['apply', '--server-side', '--validate=strict', '--dry-run=server', '-o', 'json', '-f', '-'], resource);
        expect(JSON.parse(stdout).spec).toMatchObject(parse(resource)[0].spec);
      }
      const wrong = topology.toSailIstio({ version: 'v1.31-latest' }).replace('numTrustedProxies', 'numTrustedProxy');
      await expect(kubectl(['apply', '--server-side', '--validate=strict', '--dry-run=server', '-f', '-'], wrong)).rejects.toThrow('numTrustedProxy');
    });
  });
});

