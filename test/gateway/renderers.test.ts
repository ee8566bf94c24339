import { emitted, emittedBy, one } from './emitted';
import {
  Aws, Cloudflare, GatewayInstall, GatewayServer, IpBlocks, NlbController, OriginLock, ProxyProtocolGateway, TargetType, TrustedTopology,
} from '../../src';
import { TOPOLOGY, WEB, chartIn, gatewayIn, messageOf } from '../support/app';

const nlb = () => new TrustedTopology({
  proxies: [Aws.nlb({
    controller: NlbController.LOAD_BALANCER_CONTROLLER, targetType: TargetType.PODS, internetFacing: true, proxyProtocol: true, connectsFrom: IpBlocks.of('10.0.0.0/24'),
  })],
});
const cdnThenNlb = () => new TrustedTopology({
  proxies: [
    Cloudflare.http({ connectsFrom: IpBlocks.of('192.0.2.0/24'), originLock: OriginLock.enforcedElsewhere('a tunnel of our own') }),
    Aws.nlb({ controller: NlbController.CLOUD_PROVIDER, targetType: TargetType.NODES, internetFacing: true, proxyProtocol: false }),
  ],
});
const argo = GatewayInstall.argoApplication({ repoUrl: 'https://charts.example.com', targetRevision: '1.31.0' });
const servers = () => [WEB(), GatewayServer.https({ name: 'https', hosts: ['www.example.com'], credentialName: 'web', http3: false })];

/** The files of a gateway for the tools that install. */
const filesOf = (install: GatewayInstall, topology: TrustedTopology) => Object.fromEntries(
  gatewayIn(chartIn(), { install, topology, servers: servers() }).files.filter(({ name }) => name.endsWith('.yaml')).map(({ name, content }) => [name, content]));

describe("values for Istio's chart gateway", () => {
  test('of a load balancer that asks for everything', () => {
    expect(filesOf(GatewayInstall.helmChart({ minReplicas: 3 }), nlb())).toMatchSnapshot();
  });
  test('of one that keeps the packet source, behind a CDN', () => {
    expect(filesOf(GatewayInstall.helmChart(), cdnThenNlb())).toMatchSnapshot();
  });
  test('are the same in the Application and as an object', () => {
    const chart = chartIn();
    const byArgo = gatewayIn(chart, { install: argo, topology: nlb(), servers: servers() });
    const byHand = gatewayIn(chartIn(), { install: GatewayInstall.helmChart(), topology: nlb(), servers: servers() });
    expect(byArgo.helmValues).toEqual(byHand.helmValues);
    expect(byArgo.node.findChild('Application')).toBe(byArgo.node.defaultChild);
    expect((byArgo.node.defaultChild as any).toJson().spec.source.helm).toEqual({ releaseName: 'gw', valuesObject: byHand.helmValues });
  });
  test('no other way has them', () => {
    expect(gatewayIn(chartIn()).helmValues).toBeUndefined();
    expect(gatewayIn(chartIn(), { install: GatewayInstall.istioOperator() }).helmValues).toBeUndefined();
  });
});

test('an Application removes what it has made, and syncs by itself, server-side', () => {
  const chart = chartIn();
  const gateway = gatewayIn(chart, { install: argo });
  const { metadata, spec: { source: { helm, ...source }, ...spec } } = (gateway.node.defaultChild as any).toJson();
  expect(metadata).toEqual({ name: 'gw', namespace: 'argocd', finalizers: ['resources-finalizer.argocd.argoproj.io'] });
  expect({ ...spec, source }).toEqual({
    project: 'default',
    source: { repoURL: 'https://charts.example.com', chart: 'gateway', targetRevision: '1.31.0' },
    destination: { server: 'https://kubernetes.default.svc', namespace: 'edge' },
    syncPolicy: { automated: { prune: true, selfHeal: true }, syncOptions: ['ServerSideApply=true'] },
  });
});

describe('IstioOperator', () => {
  test('of a load balancer that asks for everything', () => {
    expect(filesOf(GatewayInstall.istioOperator({ minReplicas: 3 }), nlb())).toMatchSnapshot();
  });
  test('of one that keeps the packet source, behind a CDN', () => {
    expect(filesOf(GatewayInstall.istioOperator(), cdnThenNlb())).toMatchSnapshot();
  });
  test('its pods may not bind low ports', () => {
    expect(messageOf(() => gatewayIn(chartIn(), { install: GatewayInstall.istioOperator(), servers: [GatewayServer.tcp({ name: 'smtp', port: 25 })] })))
      .toMatch(/^\[privileged-port\] targetPort of server "smtp" is 25; /);
  });
});

test.each<[string, GatewayInstall, string[], string]>([
  ['helmChart', GatewayInstall.helmChart(), ['Gateway', 'AuthorizationPolicy'], 'gw'],
  ['istioOperator', GatewayInstall.istioOperator(), ['Gateway', 'AuthorizationPolicy'], 'gw'],
])('%s emits what the installer does not make, and selects its pods as the installer labels them', (_, install, kinds, deployment) => {
  const objects = emittedBy({ install, topology: TOPOLOGY.proxyProtocol(), name: 'istio-gw' });
  expect(objects.map(({ kind }) => kind)).toEqual(kinds);
  expect(one(objects, 'Gateway').spec.selector).toEqual({ 'app': 'istio-gw', 'istio': deployment, 'cdk8s-istio-source-ip/namespace': 'edge' });
});

test('without servers and guards nothing is left to emit', () => {
  const chart = chartIn();
  const gateway = new ProxyProtocolGateway(chart, 'gateway', { topology: TOPOLOGY.packetSource(), name: 'gw', install: GatewayInstall.helmChart() });
  expect(emitted(chart)).toEqual([]);
  expect(gateway.node.defaultChild).toBeUndefined();
});

test('the control plane is told the topology of every gateway that has none of its own', () => {
  expect(cdnThenNlb().toIstiodValues()).toEqual({ meshConfig: { defaultConfig: { gatewayTopology: { numTrustedProxies: 1 } } } });
  expect(nlb().toSailIstio({ version: 'v1.31.0' })).toBe(`apiVersion: sailoperator.io/v1
kind: Istio
metadata:
  name: default
spec:
  version: v1.31.0
  namespace: istio-system
  values:
    meshConfig:
      defaultConfig:
        gatewayTopology:
          numTrustedProxies: 0
          proxyProtocol: {}
`);
  expect(nlb().toSailIstio({ version: 'v1.31-latest', namespace: 'mesh' })).toContain('  version: v1.31-latest\n  namespace: mesh\n');
});
