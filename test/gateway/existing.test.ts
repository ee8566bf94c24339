import { ApiObject } from 'cdk8s';
import {
  Aws, GatewayInstall, Google, IpBlocks, LoadBalancer, LoadBalancerName, NlbController, OriginLock, ProxyProtocolGateway, TargetType, TrustedTopology,
} from '../../src';
import { TOPOLOGY, WEB, chartIn, gatewayIn, messageOf } from '../support/app';
import { schemaProblems } from '../support/schema';

const options = { 'argocd.argoproj.io/sync-options': 'ServerSideApply=true,Validate=false,Prune=false,Delete=false' };
const nlb = (controller: NlbController, targetType: TargetType) => new TrustedTopology({
  proxies: [Aws.nlb({ controller, targetType, internetFacing: true, proxyProtocol: true, connectsFrom: IpBlocks.of('10.0.0.0/24') })],
});

describe('an existing gateway gets the fields that the topology needs, and nothing else', () => {
  test('its Deployment: the annotation of the pod template', () => {
    const { deployment } = gatewayIn(chartIn('istio-system'), { name: undefined, install: GatewayInstall.existing() });
    expect(deployment!.toJson()).toEqual({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'istio-ingressgateway', namespace: 'istio-system', annotations: options },
      spec: { template: { metadata: { annotations: { 'proxy.istio.io/config': '{"gatewayTopology":{"numTrustedProxies":0}}' } } } },
    });
    expect(schemaProblems(deployment!.toJson(), { partial: true })).toEqual([]);
  });

  test('its Service: traffic policy, and nothing that chooses another load balancer', () => {
    const service = gatewayIn(chartIn(), {
      topology: new TrustedTopology({ proxies: [LoadBalancer.of(LoadBalancerName.GOOGLE_PASSTHROUGH)] }), install: GatewayInstall.existing({ serviceName: 'front' }),
    }).service!.toJson();
    expect(service).toEqual({
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'front', namespace: 'edge', annotations: options },
      spec: { externalTrafficPolicy: 'Local' },
    });
    expect(schemaProblems(service, { partial: true })).toEqual([]);
  });

  test('no Service where it needs no change', () => {
    expect(gatewayIn(chartIn(), { topology: TOPOLOGY.proxyProtocol(), install: GatewayInstall.existing() }).service).toBeUndefined();
  });

  test('annotations alone where a load balancer needs only these', () => {
    const google = new TrustedTopology({ proxies: [Google.http({ connectsFrom: IpBlocks.of('35.191.0.0/16') })] });
    const service = gatewayIn(chartIn(), { topology: google, install: GatewayInstall.existing() }).service!.toJson();
    expect(service.spec).toBeUndefined();
    expect(service.metadata.annotations).toEqual({ ...options, 'cloud.google.com/neg': '{"ingress": true}' });
  });

  test('its policies select the labels that are given', () => {
    const gateway = gatewayIn(chartIn(), {
      name: undefined,
      topology: TOPOLOGY.proxyProtocol(),
      install: GatewayInstall.existing({ deploymentName: 'edge-gw', podLabels: { app: 'edge', tier: 'front' } }),
    });
    expect(gateway.gateway!.toJson().spec.selector).toEqual({ app: 'edge', tier: 'front' });
    expect(gateway.gatewayName).toBe('edge-gw');
  });

  test.each<[string, () => unknown, string]>([
    ['pods without labels', () => GatewayInstall.existing({ deploymentName: 'edge' }),
      '[pod-labels] the labels of the pods of Deployment "edge" are not given; a policy without selector acts on the whole namespace, or on the whole mesh; '
      + "write podLabels: { … } with the labels of the Deployment's pod template"],
    ['a field that cannot be changed', () => gatewayIn(chartIn(), {
      topology: nlb(NlbController.LOAD_BALANCER_CONTROLLER, TargetType.PODS), install: GatewayInstall.existing(),
    }),
    '[load-balancer-class] "nlb" needs spec.loadBalancerClass: service.k8s.aws/nlb on the existing Service "istio-ingressgateway"; the API server '
    + 'refuses to change that field on an existing Service; if the Service has that class already and you only want lists, write '
    + 'ProxyProtocolGateway.fromGatewayAttributes(…); otherwise let this library install the gateway (leave out install), or choose a controller that '
    + 'works with annotations (at chart/gateway)'],
  ])('refuses %s', (_, action, message) => {
    expect(messageOf(action)).toBe(message);
  });
});

test('the status port reads PROXY where the health check carries it, in a Deployment of ours', () => {
  const { deployment } = gatewayIn(chartIn(), { topology: nlb(NlbController.LOAD_BALANCER_CONTROLLER, TargetType.PODS) });
  expect(deployment!.toJson().spec.template.spec.containers[0].env).toEqual([{ name: 'ENVOY_STATUS_PORT_ENABLE_PROXY_PROTOCOL', value: 'true' }]);
});

test('the status port reads PROXY likewise in an existing one', () => {
  const { service, deployment } = gatewayIn(chartIn(), {
    topology: new TrustedTopology({
      proxies: [Aws.nlb({
        controller: NlbController.CLOUD_PROVIDER, targetType: TargetType.NODES, internetFacing: true, proxyProtocol: true, connectsFrom: IpBlocks.of('10.0.0.0/24'),
      })],
    }),
    install: GatewayInstall.existing(),
  });
  // To nodes the check is a TCP check of the traffic port, and the status port stays as it is.
  expect(deployment!.toJson().spec.template.spec).toBeUndefined();
  expect(service!.toJson().spec).toEqual({ externalTrafficPolicy: 'Local' });
});

describe('a gateway that others make', () => {
  test('emits nothing', () => {
    const chart = chartIn();
    const gateway = ProxyProtocolGateway.fromGatewayAttributes(chart, 'shared', {
      topology: TOPOLOGY.proxyProtocol(), namespace: 'infra', podLabels: { app: 'shared' }, gatewayName: 'public', servers: [WEB()],
    });
    expect(chart.node.findAll().filter(ApiObject.isApiObject)).toEqual([]);
    expect([gateway.namespace, gateway.gatewayName, gateway.podLabels, gateway.gatewayApiName, gateway.servers?.length])
      .toEqual(['infra', 'public', { app: 'shared' }, undefined, 1]);
  });

  test.each<[string, object, string]>([
    ['found in no way', {}, 'neither podLabels nor gatewayApiName is given'],
    ['found by no labels', { podLabels: {} }, 'neither podLabels nor gatewayApiName is given'],
    ['found in two ways', { podLabels: { app: 'x' }, gatewayApiName: 'y' }, 'both podLabels and gatewayApiName are given'],
  ])('is an error where it is %s', (_, selection, what) => {
    expect(messageOf(() => ProxyProtocolGateway.fromGatewayAttributes(chartIn(), 'shared', {
      topology: TOPOLOGY.packetSource(), namespace: 'infra', ...selection,
    }))).toBe(`[gateway-selection] ${what}; a classic gateway ignores targetRefs, and a policy that selects nothing acts on the whole namespace; write podLabels `
      + 'for a classic gateway, or gatewayApiName for one of the Kubernetes Gateway API (at chart/shared)');
  });
});

test('an acknowledged lock shows as an annotation of the Deployment, not of its pods', () => {
  const topology = new TrustedTopology({
    proxies: [Aws.classicElb({
      internetFacing: true, connectsFrom: IpBlocks.of('10.0.0.0/24'), originLock: OriginLock.enforcedElsewhere('security group sg-1 admits the ELB only'),
    })],
  });
  const acknowledged = { 'cdk8s-istio-source-ip/enforced-elsewhere.classic-elb': 'security group sg-1 admits the ELB only' };
  expect(gatewayIn(chartIn(), { topology }).deployment!.toJson().metadata.annotations).toEqual(acknowledged);
  expect(gatewayIn(chartIn(), { topology, install: GatewayInstall.existing() }).deployment!.toJson().metadata.annotations)
    .toEqual({ ...options, ...acknowledged });
});

describe('a gateway that is a DaemonSet', () => {
  const existing = (more: object) => GatewayInstall.existing({ podLabels: { app: 'edge' }, ...more });

  test('gets the part of a DaemonSet, and no Deployment', () => {
    const chart = chartIn();
    const { deployment } = gatewayIn(chart, { topology: TOPOLOGY.proxyProtocol(), install: existing({ daemonSetName: 'edge' }) });
    expect(deployment!.toJson()).toMatchObject({
      apiVersion: 'apps/v1',
      kind: 'DaemonSet',
      metadata: { name: 'edge', namespace: 'edge', annotations: options },
      spec: { template: { metadata: { annotations: { 'proxy.istio.io/config': '{"gatewayTopology":{"numTrustedProxies":0,"proxyProtocol":{}}}' } } } },
    });
    expect(chart.toJson().filter(({ kind }: any) => kind === 'Deployment')).toEqual([]);
  });

  test.each<[string, object, string]>([
    ['both names', { deploymentName: 'a', daemonSetName: 'b' },
      '[existing-workload] both deploymentName "a" and daemonSetName "b" are given; a gateway is one of the two, and the part of the other would be applied to nothing; '
      + 'write the one that `kubectl get deployments,daemonsets` shows'],
    ['no labels', { daemonSetName: 'istio-ingressgateway', podLabels: undefined },
      '[pod-labels] the labels of the pods of DaemonSet "istio-ingressgateway" are not given; a policy without selector acts on the whole namespace, or on the whole '
      + "mesh; write podLabels: { … } with the labels of the DaemonSet's pod template"],
  ])('refuses %s', (_, given, message) => {
    expect(messageOf(() => existing(given))).toBe(message);
  });
});
