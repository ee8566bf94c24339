import {
  Aws, Cloudflare, ElbAccessLog, GatewayServiceType, Google, Haproxy, IpBlocks, LoadBalancer, LoadBalancerName, Nginx, NlbController, OriginLock,
  TargetType, TrustedProxy, TrustedTopology, XForwardedFor,
} from '../../src';
import { LABELS, NAMED, emittedBy, one } from '../gateway/emitted';

const { NODES, PODS } = TargetType;
const subnets = IpBlocks.of('10.0.0.0/16');
const edges = IpBlocks.of('192.0.2.10', '2001:db8::10');
const certificate = OriginLock.mutualTls('cloudflare-origin-ca');
const key = OriginLock.header('x-origin-key', 'b5bb9d8014a0f9b1');
const acknowledged = OriginLock.enforcedElsewhere('security group sg-1 admits the load balancer only');

const classicElb = (internetFacing: boolean, accessLog?: ElbAccessLog) => Aws.classicElb({ internetFacing, connectsFrom: subnets, accessLog });
const google = () => Google.http({ connectsFrom: IpBlocks.of('35.191.0.0/16', '130.211.0.0/22') });
const alb = (targetType: TargetType) => Aws.alb({ targetType, connectsFrom: subnets });
const cloudflare = () => Cloudflare.http({ connectsFrom: edges, originLock: certificate });
const edge = { connectsFrom: edges, upstreams: ['192.0.2.50'] };

describe('what a proxy does', () => {
  const LAYER4 = {
    layer: 4,
    keepsPacketSource: false,
    readsProxyProtocol: false,
    sendsProxyProtocol: false,
    xForwardedFor: XForwardedFor.PRESERVE,
    entriesAppended: 1,
    entriesWithPort: false,
    multiTenant: false,
    connectsFrom: undefined,
    originLock: undefined,
  };
  const KEEPS = { ...LAYER4, keepsPacketSource: true };
  const SENDS = { ...LAYER4, sendsProxyProtocol: true };
  const HTTP = { ...LAYER4, layer: 7, xForwardedFor: XForwardedFor.APPEND };
  const nlb = { controller: NlbController.LOAD_BALANCER_CONTROLLER, internetFacing: true };
  const ranges = ['10.0.0.0/16'];

  test.each<[string, TrustedProxy, object]>([
    ['a Classic ELB sends PROXY to nodes',
      classicElb(true), { ...SENDS, name: 'classic-elb', targetType: NODES, connectsFrom: ranges }],
    ['a Classic ELB carries a lock',
      Aws.classicElb({ internetFacing: true, connectsFrom: subnets, originLock: acknowledged }),
      { ...SENDS, name: 'classic-elb', targetType: NODES, connectsFrom: ranges, originLock: acknowledged }],
    ['an NLB without PROXY keeps the packet source',
      Aws.nlb({ ...nlb, targetType: PODS, proxyProtocol: false }), { ...KEEPS, name: 'nlb', targetType: PODS }],
    ['an NLB with PROXY replaces the packet source',
      Aws.nlb({ ...nlb, targetType: NODES, proxyProtocol: true, connectsFrom: subnets }), { ...SENDS, name: 'nlb', targetType: NODES, connectsFrom: ranges }],
    ['an NLB with PROXY keeps the packet source when told so, which needs a lock',
      Aws.nlb({ ...nlb, targetType: PODS, proxyProtocol: true, preserveClientIp: true, originLock: acknowledged }),
      { ...KEEPS, name: 'nlb', sendsProxyProtocol: true, targetType: PODS, originLock: acknowledged }],
    ['an NLB without PROXY loses the packet source when told so',
      Aws.nlb({ ...nlb, targetType: NODES, proxyProtocol: false, preserveClientIp: false }), { ...LAYER4, name: 'nlb', targetType: NODES }],
    ['an ALB with pod targets appends one entry',
      alb(PODS), { ...HTTP, name: 'alb', targetType: PODS, connectsFrom: ranges }],
    ['an ALB with node targets appends one entry',
      alb(NODES), { ...HTTP, name: 'alb', targetType: NODES, connectsFrom: ranges }],
    ['an ALB in mode preserve appends nothing',
      Aws.alb({ targetType: PODS, connectsFrom: subnets, xForwardedFor: XForwardedFor.PRESERVE }),
      { ...HTTP, name: 'alb', xForwardedFor: XForwardedFor.PRESERVE, targetType: PODS, connectsFrom: ranges }],
    ['an ALB in mode remove takes the header away',
      Aws.alb({ targetType: PODS, connectsFrom: subnets, xForwardedFor: XForwardedFor.REMOVE }),
      { ...HTTP, name: 'alb', xForwardedFor: XForwardedFor.REMOVE, targetType: PODS, connectsFrom: ranges }],
    ['an ALB with xff_client_port writes ports; and it carries a lock',
      Aws.alb({ targetType: PODS, connectsFrom: subnets, xffClientPort: true, originLock: key }),
      { ...HTTP, name: 'alb', entriesWithPort: true, targetType: PODS, connectsFrom: ranges, originLock: key }],
    ['Google\'s passthrough load balancer keeps the packet source',
      LoadBalancer.of(LoadBalancerName.GOOGLE_PASSTHROUGH), { ...KEEPS, name: 'google-passthrough', targetType: NODES }],
    ['Google\'s HTTP load balancer appends two entries',
      google(), { ...HTTP, name: 'google-http', entriesAppended: 2, targetType: PODS, connectsFrom: ['35.191.0.0/16', '130.211.0.0/22'] }],
    ['Google\'s HTTP load balancer carries a lock',
      Google.http({ connectsFrom: subnets, originLock: key }),
      { ...HTTP, name: 'google-http', entriesAppended: 2, targetType: PODS, connectsFrom: ranges, originLock: key }],
    ['Azure\'s load balancer keeps the packet source',
      LoadBalancer.of(LoadBalancerName.AZURE), { ...KEEPS, name: 'azure-lb', targetType: NODES }],
    ['Cloudflare appends one entry, and strangers share its addresses',
      cloudflare(), { ...HTTP, name: 'cloudflare', multiTenant: true, connectsFrom: ['192.0.2.10/32', '2001:db8::10/128'], originLock: certificate }],
    ['NGINX sends PROXY',
      Nginx.stream({ ...edge, targetType: NODES }), { ...SENDS, name: 'nginx', targetType: NODES, connectsFrom: ['192.0.2.10/32', '2001:db8::10/128'] }],
    ['NGINX has a name of its own, reads PROXY and carries a lock when told so',
      Nginx.stream({ ...edge, targetType: PODS, name: 'edge-1', readsProxyProtocol: true, originLock: acknowledged }),
      { ...SENDS, name: 'edge-1', readsProxyProtocol: true, targetType: PODS, connectsFrom: ['192.0.2.10/32', '2001:db8::10/128'], originLock: acknowledged }],
    ['HAProxy sends PROXY',
      Haproxy.tcp({ ...edge, targetType: NODES }), { ...SENDS, name: 'haproxy', targetType: NODES, connectsFrom: ['192.0.2.10/32', '2001:db8::10/128'] }],
    ['HAProxy has a name of its own, reads PROXY and carries a lock when told so',
      Haproxy.tcp({ ...edge, targetType: PODS, name: 'edge-2', readsProxyProtocol: true, originLock: acknowledged }),
      { ...SENDS, name: 'edge-2', readsProxyProtocol: true, targetType: PODS, connectsFrom: ['192.0.2.10/32', '2001:db8::10/128'], originLock: acknowledged }],
  ])('%s', (_, proxy, expected) => {
    const { connectsFrom, ...rest } = proxy;
    const visible = Object.fromEntries(Object.entries(rest).filter(([field]) => !field.startsWith('_') && !['upstreams', 'entry', 'mode', 'chosen', 'controller', 'sslPorts'].includes(field)));
    expect({ ...visible, connectsFrom: connectsFrom?.toStrings() }).toEqual(expected);
  });
});

describe('the Service that the last proxy reaches', () => {
  const LB = 'service.beta.kubernetes.io/aws-load-balancer';
  const ELB = { [`${LB}-backend-protocol`]: 'tcp', [`${LB}-proxy-protocol`]: '*' };
  const PORTS = [{ name: 'http-web', port: 80, targetPort: 8080, protocol: 'TCP' }];
  const STATUS = { name: 'status-port', port: 15021, targetPort: 15021, protocol: 'TCP' };
  const BALANCED = { type: 'LoadBalancer', selector: LABELS, ports: PORTS };
  const LOCAL = { ...BALANCED, externalTrafficPolicy: 'Local' };
  const LOG = { [`${LB}-access-log-enabled`]: 'true', [`${LB}-access-log-s3-bucket-name`]: 'logs' };
  const cdn = () => TrustedProxy.http({ name: 'cdn', multiTenant: false, xForwardedFor: XForwardedFor.APPEND, connectsFrom: edges });
  const custom = (options: Partial<Parameters<typeof TrustedProxy.layer4>[0]>) =>
    TrustedProxy.layer4({ name: 'lb', multiTenant: false, keepsPacketSource: true, targetType: NODES, ...options });

  test.each<[string, TrustedProxy[], object, object | undefined]>([
    ['Classic ELB on the internet',
      [classicElb(true)], LOCAL, ELB],
    ['Classic ELB inside',
      [classicElb(false)], LOCAL, { ...ELB, [`${LB}-internal`]: 'true' }],
    ['Classic ELB with access log',
      [classicElb(true, { s3BucketName: 'logs' })], LOCAL, { ...ELB, ...LOG, [`${LB}-access-log-emit-interval`]: '60' }],
    ['Classic ELB with access log every 5 minutes under a prefix',
      [classicElb(true, { s3BucketName: 'logs', s3BucketPrefix: 'edge', emitIntervalMinutes: 5 })],
      LOCAL, { ...ELB, ...LOG, [`${LB}-access-log-emit-interval`]: '5', [`${LB}-access-log-s3-bucket-prefix`]: 'edge' }],
    ['ALB to pods: its Ingress wants a Service, and makes no load balancer for it',
      [alb(PODS)], { type: 'ClusterIP', selector: LABELS, ports: PORTS }, undefined],
    ['ALB to nodes: the guard wants the ALB\'s address, and the health check the status port',
      [alb(NODES)], { type: 'NodePort', selector: LABELS, ports: [...PORTS, STATUS], externalTrafficPolicy: 'Local' }, undefined],
    ['Google passthrough',
      [LoadBalancer.of(LoadBalancerName.GOOGLE_PASSTHROUGH)], LOCAL, { 'cloud.google.com/l4-rbs': 'enabled' }],
    ['Google HTTP',
      [google()], { type: 'ClusterIP', selector: LABELS, ports: PORTS }, { 'cloud.google.com/neg': '{"ingress": true}' }],
    ['Azure on the internet',
      [LoadBalancer.of(LoadBalancerName.AZURE)], LOCAL, undefined],
    ['Azure inside',
      [LoadBalancer.of(LoadBalancerName.AZURE, { annotations: { 'service.beta.kubernetes.io/azure-load-balancer-internal': 'true' } })], LOCAL, { 'service.beta.kubernetes.io/azure-load-balancer-internal': 'true' }],
    ['Azure after a layer-7 proxy admits that proxy only',
      [cdn(), LoadBalancer.of(LoadBalancerName.AZURE)],
      { ...LOCAL, loadBalancerSourceRanges: ['192.0.2.10/32'] }, undefined],
    ['NGINX to nodes',
      [Nginx.stream({ ...edge, targetType: NODES })], LOCAL, undefined],
    ['NGINX to pods',
      [Nginx.stream({ ...edge, targetType: PODS })], { type: 'ClusterIP', selector: LABELS, ports: PORTS }, undefined],
    ['HAProxy to nodes, acknowledged and without addresses to guard: nobody looks at the packet source',
      [TrustedProxy.layer4({
        name: 'haproxy', multiTenant: false, keepsPacketSource: false, sendsProxyProtocol: true, targetType: NODES, originLock: acknowledged,
      })], BALANCED, undefined],
    ['nothing in front: clients dial the nodes',
      [], { type: 'NodePort', selector: LABELS, ports: [...PORTS, STATUS], externalTrafficPolicy: 'Local' }, undefined],
    ['any other proxy to nodes',
      [custom({})], LOCAL, undefined],
    ['any other proxy to pods',
      [custom({ targetType: PODS })], { type: 'ClusterIP', selector: LABELS, ports: PORTS }, undefined],
    ['any other proxy, to nodes by a ClusterIP, on which the API server refuses externalTrafficPolicy',
      [custom({ service: { type: GatewayServiceType.CLUSTER_IP } })], { type: 'ClusterIP', selector: LABELS, ports: PORTS }, undefined],
    ['any other proxy to pods behind a layer-7 proxy: there is no load balancer whose sources could be named',
      [cdn(), custom({ targetType: PODS })], { type: 'ClusterIP', selector: LABELS, ports: PORTS }, undefined],
    ['any other proxy to node ports behind a layer-7 proxy likewise',
      [cdn(), custom({ service: { type: GatewayServiceType.NODE_PORT } })],
      { type: 'NodePort', selector: LABELS, ports: [...PORTS, STATUS], externalTrafficPolicy: 'Local' }, undefined],
    ['any other proxy with annotations and a class',
      [custom({ service: { annotations: { 'example.com/lb': 'x' }, loadBalancerClass: 'example.com/lb' } })],
      { ...LOCAL, loadBalancerClass: 'example.com/lb' }, { 'example.com/lb': 'x' }],
  ])('%s', (_, proxies, spec, annotations) => {
    expect(one(emittedBy({ topology: new TrustedTopology({ proxies }) }), 'Service')).toEqual({
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { ...NAMED, ...annotations ? { annotations } : {} },
      spec,
    });
  });
});
