import {
  AlbTargetType, Aws, Azure, Cloudflare, ElbAccessLog, GatewayServiceType, GatewayTargets, Google, Haproxy, IpBlocks, NlbController,
  NlbTargetType, Nginx, OriginLock, PacketSource, TrustedProxy, TrustedTopology, XForwardedFor,
} from '../../src';
import { LABELS, NAMED, emittedBy, one } from '../gateway/emitted';

const { NODES, PODS } = GatewayTargets;
const { INSTANCE, IP } = AlbTargetType;
const subnets = IpBlocks.of('10.0.0.0/16');
const edges = IpBlocks.of('192.0.2.10', '2001:db8::10');
const certificate = OriginLock.mutualTls('cloudflare-origin-ca');
const key = OriginLock.header('x-origin-key', 'b5bb9d8014a0f9b1');
const acknowledged = OriginLock.enforcedElsewhere('security group sg-1 admits the load balancer only');

const classicElb = (internetFacing: boolean, accessLog?: ElbAccessLog) => Aws.classicElb({ internetFacing, addresses: subnets, accessLog });
const google = () => Google.http({ addresses: IpBlocks.of('35.191.0.0/16', '130.211.0.0/22') });
const alb = (targetType: AlbTargetType) => Aws.alb({ targetType, addresses: subnets });
const cloudflare = () => Cloudflare.http({ addresses: edges, originLock: certificate });
const edge = { addresses: edges, upstreams: ['192.0.2.50'] };

describe('what a hop does', () => {
  const LAYER4 = {
    layer: 4,
    packetSource: PacketSource.REPLACED,
    readsProxyProtocol: false,
    sendsProxyProtocol: false,
    xForwardedFor: XForwardedFor.PRESERVE,
    entriesAppended: 1,
    entriesWithPort: false,
    multiTenant: false,
    addresses: undefined,
    originLock: undefined,
  };
  const KEEPS = { ...LAYER4, packetSource: PacketSource.KEPT };
  const SENDS = { ...LAYER4, sendsProxyProtocol: true };
  const HTTP = { ...LAYER4, layer: 7, xForwardedFor: XForwardedFor.APPEND };
  const nlb = { controller: NlbController.LOAD_BALANCER_CONTROLLER, internetFacing: true };
  const ranges = ['10.0.0.0/16'];

  test.each<[string, TrustedProxy, object]>([
    ['a Classic ELB sends PROXY to nodes',
      classicElb(true), { ...SENDS, name: 'classic-elb', targets: NODES, addresses: ranges }],
    ['a Classic ELB carries a lock',
      Aws.classicElb({ internetFacing: true, addresses: subnets, originLock: acknowledged }),
      { ...SENDS, name: 'classic-elb', targets: NODES, addresses: ranges, originLock: acknowledged }],
    ['an NLB without PROXY keeps the packet source',
      Aws.nlb({ ...nlb, targetType: NlbTargetType.IP, proxyProtocol: false }), { ...KEEPS, name: 'nlb', targets: PODS }],
    ['an NLB with PROXY replaces the packet source',
      Aws.nlb({ ...nlb, targetType: NlbTargetType.INSTANCE, proxyProtocol: true, addresses: subnets }), { ...SENDS, name: 'nlb', targets: NODES, addresses: ranges }],
    ['an NLB with PROXY keeps the packet source when told so, which needs a lock',
      Aws.nlb({ ...nlb, targetType: NlbTargetType.IP, proxyProtocol: true, preserveClientIp: true, originLock: acknowledged }),
      { ...KEEPS, name: 'nlb', sendsProxyProtocol: true, targets: PODS, originLock: acknowledged }],
    ['an NLB without PROXY loses the packet source when told so',
      Aws.nlb({ ...nlb, targetType: NlbTargetType.INSTANCE, proxyProtocol: false, preserveClientIp: false }), { ...LAYER4, name: 'nlb', targets: NODES }],
    ['an ALB with pod targets appends one entry',
      alb(IP), { ...HTTP, name: 'alb', targets: PODS, addresses: ranges }],
    ['an ALB with node targets appends one entry',
      alb(INSTANCE), { ...HTTP, name: 'alb', targets: NODES, addresses: ranges }],
    ['an ALB in mode preserve appends nothing',
      Aws.alb({ targetType: IP, addresses: subnets, xForwardedFor: XForwardedFor.PRESERVE }),
      { ...HTTP, name: 'alb', xForwardedFor: XForwardedFor.PRESERVE, targets: PODS, addresses: ranges }],
    ['an ALB in mode remove takes the header away',
      Aws.alb({ targetType: IP, addresses: subnets, xForwardedFor: XForwardedFor.REMOVE }),
      { ...HTTP, name: 'alb', xForwardedFor: XForwardedFor.REMOVE, targets: PODS, addresses: ranges }],
    ['an ALB with xff_client_port writes ports; and it carries a lock',
      Aws.alb({ targetType: IP, addresses: subnets, xffClientPort: true, originLock: key }),
      { ...HTTP, name: 'alb', entriesWithPort: true, targets: PODS, addresses: ranges, originLock: key }],
    ['Google\'s passthrough load balancer keeps the packet source',
      Google.passthrough(), { ...KEEPS, name: 'google-passthrough', targets: NODES }],
    ['Google\'s HTTP load balancer appends two entries',
      google(), { ...HTTP, name: 'google-http', entriesAppended: 2, targets: PODS, addresses: ['35.191.0.0/16', '130.211.0.0/22'] }],
    ['Google\'s HTTP load balancer carries a lock',
      Google.http({ addresses: subnets, originLock: key }),
      { ...HTTP, name: 'google-http', entriesAppended: 2, targets: PODS, addresses: ranges, originLock: key }],
    ['Azure\'s load balancer keeps the packet source',
      Azure.loadBalancer({ internetFacing: true }), { ...KEEPS, name: 'azure-lb', targets: NODES }],
    ['Cloudflare appends one entry, and strangers share its addresses',
      cloudflare(), { ...HTTP, name: 'cloudflare', multiTenant: true, addresses: ['192.0.2.10/32', '2001:db8::10/128'], originLock: certificate }],
    ['NGINX sends PROXY',
      Nginx.stream({ ...edge, targets: NODES }), { ...SENDS, name: 'nginx', targets: NODES, addresses: ['192.0.2.10/32', '2001:db8::10/128'] }],
    ['NGINX has a name of its own, reads PROXY and carries a lock when told so',
      Nginx.stream({ ...edge, targets: PODS, name: 'edge-1', readsProxyProtocol: true, originLock: acknowledged }),
      { ...SENDS, name: 'edge-1', readsProxyProtocol: true, targets: PODS, addresses: ['192.0.2.10/32', '2001:db8::10/128'], originLock: acknowledged }],
    ['HAProxy sends PROXY',
      Haproxy.tcp({ ...edge, targets: NODES }), { ...SENDS, name: 'haproxy', targets: NODES, addresses: ['192.0.2.10/32', '2001:db8::10/128'] }],
    ['HAProxy has a name of its own, reads PROXY and carries a lock when told so',
      Haproxy.tcp({ ...edge, targets: PODS, name: 'edge-2', readsProxyProtocol: true, originLock: acknowledged }),
      { ...SENDS, name: 'edge-2', readsProxyProtocol: true, targets: PODS, addresses: ['192.0.2.10/32', '2001:db8::10/128'], originLock: acknowledged }],
  ])('%s', (_, hop, expected) => {
    const { addresses, ...rest } = hop;
    const visible = Object.fromEntries(Object.entries(rest).filter(([field]) => !field.startsWith('_') && !['upstreams', 'entry', 'way', 'chosen'].includes(field)));
    expect({ ...visible, addresses: addresses?.toStrings() }).toEqual(expected);
  });
});

describe('the Service that the last hop reaches', () => {
  const LB = 'service.beta.kubernetes.io/aws-load-balancer';
  const ELB = { [`${LB}-backend-protocol`]: 'tcp', [`${LB}-proxy-protocol`]: '*' };
  const PORTS = [{ name: 'http-web', port: 80, targetPort: 8080, protocol: 'TCP' }];
  const STATUS = { name: 'status-port', port: 15021, targetPort: 15021, protocol: 'TCP' };
  const BALANCED = { type: 'LoadBalancer', selector: LABELS, ports: PORTS };
  const LOCAL = { ...BALANCED, externalTrafficPolicy: 'Local' };
  const LOG = { [`${LB}-access-log-enabled`]: 'true', [`${LB}-access-log-s3-bucket-name`]: 'logs' };
  const cdn = () => TrustedProxy.http({ name: 'cdn', multiTenant: false, xForwardedFor: XForwardedFor.APPEND, addresses: edges });
  const custom = (options: Partial<Parameters<typeof TrustedProxy.layer4>[0]>) =>
    TrustedProxy.layer4({ name: 'lb', multiTenant: false, packetSource: PacketSource.KEPT, targets: NODES, ...options });

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
      [alb(IP)], { type: 'ClusterIP', selector: LABELS, ports: PORTS }, undefined],
    ['ALB to nodes: the guard wants the ALB\'s address, and the health check the status port',
      [alb(INSTANCE)], { type: 'NodePort', selector: LABELS, ports: [...PORTS, STATUS], externalTrafficPolicy: 'Local' }, undefined],
    ['Google passthrough',
      [Google.passthrough()], LOCAL, { 'cloud.google.com/l4-rbs': 'enabled' }],
    ['Google HTTP',
      [google()], { type: 'ClusterIP', selector: LABELS, ports: PORTS }, { 'cloud.google.com/neg': '{"ingress": true}' }],
    ['Azure on the internet',
      [Azure.loadBalancer({ internetFacing: true })], LOCAL, undefined],
    ['Azure inside',
      [Azure.loadBalancer({ internetFacing: false })], LOCAL, { 'service.beta.kubernetes.io/azure-load-balancer-internal': 'true' }],
    ['Azure behind a layer-7 hop admits that hop only',
      [cdn(), Azure.loadBalancer({ internetFacing: true })],
      { ...LOCAL, loadBalancerSourceRanges: ['192.0.2.10/32'] }, undefined],
    ['NGINX to nodes',
      [Nginx.stream({ ...edge, targets: NODES })], LOCAL, undefined],
    ['NGINX to pods',
      [Nginx.stream({ ...edge, targets: PODS })], { type: 'ClusterIP', selector: LABELS, ports: PORTS }, undefined],
    ['HAProxy to nodes, acknowledged and without addresses to guard: nobody looks at the packet source',
      [TrustedProxy.layer4({
        name: 'haproxy', multiTenant: false, packetSource: PacketSource.REPLACED, sendsProxyProtocol: true, targets: NODES, originLock: acknowledged,
      })], BALANCED, undefined],
    ['nothing in front: clients dial the nodes',
      [], { type: 'NodePort', selector: LABELS, ports: [...PORTS, STATUS], externalTrafficPolicy: 'Local' }, undefined],
    ['any other hop to nodes',
      [custom({})], LOCAL, undefined],
    ['any other hop to pods',
      [custom({ targets: PODS })], { type: 'ClusterIP', selector: LABELS, ports: PORTS }, undefined],
    ['any other hop, to nodes by a ClusterIP, on which the API server refuses externalTrafficPolicy',
      [custom({ service: { type: GatewayServiceType.CLUSTER_IP } })], { type: 'ClusterIP', selector: LABELS, ports: PORTS }, undefined],
    ['any other hop to pods behind a layer-7 hop: there is no load balancer whose sources could be named',
      [cdn(), custom({ targets: PODS })], { type: 'ClusterIP', selector: LABELS, ports: PORTS }, undefined],
    ['any other hop to node ports behind a layer-7 hop likewise',
      [cdn(), custom({ service: { type: GatewayServiceType.NODE_PORT } })],
      { type: 'NodePort', selector: LABELS, ports: [...PORTS, STATUS], externalTrafficPolicy: 'Local' }, undefined],
    ['any other hop with annotations and a class',
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
