import { PARTIAL, emittedBy, one } from './emitted';
import {
  Aws, GatewayInstall, Google, IpBlocks, LoadBalancer, LoadBalancerName, Nginx, NlbController, OriginLock, TargetType, TrustedProxy, TrustedTopology,
  XForwardedFor,
} from '../../src';

const { NODES, PODS } = TargetType;
const connectsFrom = IpBlocks.of('10.0.0.0/24');
const key = OriginLock.header('x-origin-key', 'b5bb9d8014a0f9b1');
const cdn = (options: Partial<Parameters<typeof TrustedProxy.http>[0]> = {}) => TrustedProxy.http({
  name: 'cdn', multiTenant: false, xForwardedFor: XForwardedFor.APPEND, connectsFrom: IpBlocks.of('192.0.2.0/24', '2001:db8::/32'), ...options,
});
const layer4 = (options: Partial<Parameters<typeof TrustedProxy.layer4>[0]>) => TrustedProxy.layer4({
  name: 'lb', multiTenant: false, keepsPacketSource: false, sendsProxyProtocol: true, targetType: PODS, connectsFrom, ...options,
});
const nlb = (proxyProtocol: boolean) => Aws.nlb({
  controller: NlbController.CLOUD_PROVIDER, targetType: TargetType.NODES, internetFacing: true, proxyProtocol, connectsFrom,
});
const LB = 'service.beta.kubernetes.io/aws-load-balancer';
const LOCAL = { externalTrafficPolicy: 'Local' };

/** The part of the Deployment or of the Service that an existing gateway gets. */
const part = (kind: string, proxies: TrustedProxy[]) => one(emittedBy({
  name: undefined, topology: new TrustedTopology({ proxies }), install: GatewayInstall.existing({ serviceName: 'public' }),
}), kind);

test.each<[string, TrustedProxy[], object, object]>([
  ['nothing in front', [], { numTrustedProxies: 0 }, {}],
  ['a packet source that is kept', [LoadBalancer.of(LoadBalancerName.GOOGLE_PASSTHROUGH)], { numTrustedProxies: 0 }, {}],
  ['PROXY', [layer4({})], { numTrustedProxies: 0, proxyProtocol: {} }, {}],
  ['a layer-7 proxy', [cdn({ targetType: PODS })], { numTrustedProxies: 1 }, {}],
  ['two entries', [Google.http({ connectsFrom })], { numTrustedProxies: 2 }, {}],
  ['a health check of the status port that carries PROXY', [layer4({ statusPortProxyProtocol: true })], { numTrustedProxies: 0, proxyProtocol: {} },
    { spec: { containers: [{ name: 'istio-proxy', env: [{ name: 'ENVOY_STATUS_PORT_ENABLE_PROXY_PROTOCOL', value: 'true' }] }] } }],
])('the part of an existing Deployment: %s', (_, proxies, gatewayTopology, spec) => {
  expect(part('Deployment', proxies)).toEqual({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'istio-ingressgateway', namespace: 'edge', annotations: PARTIAL },
    spec: { template: { metadata: { annotations: { 'proxy.istio.io/config': JSON.stringify({ gatewayTopology }) } }, ...spec } },
  });
});

test.each<[string, TrustedProxy[], object, object]>([
  ['nothing in front: the nodes must not replace the packet source', [], {}, { spec: LOCAL }],
  ['Google passthrough, whether it has a target pool or not', [LoadBalancer.of(LoadBalancerName.GOOGLE_PASSTHROUGH)], {}, { spec: LOCAL }],
  ['Google HTTP needs the annotation only', [Google.http({ connectsFrom })], { 'cloud.google.com/neg': '{"ingress": true}' }, {}],
  ['Azure inside', [LoadBalancer.of(LoadBalancerName.AZURE, { annotations: { 'service.beta.kubernetes.io/azure-load-balancer-internal': 'true' } })], {}, { spec: LOCAL }],
  ['Azure on the internet', [LoadBalancer.of(LoadBalancerName.AZURE)], {}, { spec: LOCAL }],
  ['Classic ELB', [Aws.classicElb({ internetFacing: true, connectsFrom })],
    { [`${LB}-backend-protocol`]: 'tcp', [`${LB}-proxy-protocol`]: '*' }, { spec: LOCAL }],
  ['NLB of the cloud provider with PROXY', [nlb(true)], {
    [`${LB}-target-group-attributes`]: 'preserve_client_ip.enabled=false,proxy_protocol_v2.enabled=true',
    [`${LB}-healthcheck-port`]: 'traffic-port',
    [`${LB}-healthcheck-protocol`]: 'tcp',
  }, { spec: LOCAL }],
  ['a layer-7 proxy in front of an NLB that keeps the packet source', [cdn(), nlb(false)], {
    [`${LB}-target-group-attributes`]: 'preserve_client_ip.enabled=true,proxy_protocol_v2.enabled=false',
  }, { spec: { ...LOCAL, loadBalancerSourceRanges: ['192.0.2.0/24'] } }],
  ['an ALB to nodes', [Aws.alb({ targetType: TargetType.NODES, connectsFrom })], {}, { spec: LOCAL }],
  ['NGINX to nodes', [Nginx.stream({ connectsFrom, upstreams: ['192.168.0.50'], targetType: NODES })], {}, { spec: LOCAL }],
])('the part of an existing Service: %s', (_, proxies, annotations, rest) => {
  expect(part('Service', proxies)).toEqual({
    apiVersion: 'v1', kind: 'Service', metadata: { name: 'public', namespace: 'edge', annotations: { ...PARTIAL, ...annotations } }, ...rest,
  });
});

test.each<[string, TrustedProxy[]]>([
  ['an ALB to pods', [Aws.alb({ targetType: TargetType.PODS, connectsFrom })]],
  ['PROXY to pods', [layer4({})]],
  ['a layer-7 proxy in front of PROXY to pods', [cdn(), layer4({})]],
  ['PROXY to nodes, locked: nobody looks at the packet source',
    [layer4({ targetType: NODES, originLock: OriginLock.enforcedElsewhere('a private network'), connectsFrom: undefined })]],
  ['a header lock at the end, without addresses', [cdn({ targetType: NODES, originLock: key, connectsFrom: undefined })]],
])('an existing Service needs no change: %s', (_, proxies) => {
  expect(part('Service', proxies)).toBeUndefined();
});

test('an existing gateway gets no autoscaler, no ServiceAccount and no Role; what acts on it carries the name that is given', () => {
  const topology = new TrustedTopology({ proxies: [cdn({ originLock: key }), layer4({})] });
  expect(emittedBy({ name: 'public', topology, install: GatewayInstall.existing() }).map(({ kind, metadata }) => `${kind} ${metadata.name}`)).toEqual([
    'Deployment istio-ingressgateway',
    'Gateway public',
    'AuthorizationPolicy public-packet-source',
    'EnvoyFilter public-proxy-source',
    'AuthorizationPolicy public-lock-cdn',
  ]);
});
