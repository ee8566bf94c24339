import { Aws, GatewayServer, IpBlocks, NlbController, NlbOptions, OriginLock, TargetType, TrustedProxy, TrustedTopology, XForwardedFor } from '../../src';
import { LABELS, NAMED, emittedBy, one } from '../gateway/emitted';
import { messageOf } from '../support/app';

const { LOAD_BALANCER_CONTROLLER: LBC, CLOUD_PROVIDER: CCM, EKS_AUTO_MODE: AUTO } = NlbController;
const { NODES, PODS } = TargetType;

/** What follows from the controller and `internetFacing`, whatever else is chosen. */
const OUTSIDE: Record<NlbController, { [name: string]: string }> = { [LBC]: { scheme: 'internet-facing' }, [CCM]: { type: 'nlb' }, [AUTO]: { scheme: 'internet-facing' } };
const INSIDE: Record<NlbController, { [name: string]: string }> = { [LBC]: { scheme: 'internal' }, [CCM]: { type: 'nlb', internal: 'true' }, [AUTO]: { scheme: 'internal' } };

const ON_IP = { 'nlb-target-type': 'ip' };
const ON_INSTANCES = { 'nlb-target-type': 'instance' };
/** kube-proxy's own check cannot read PROXY; a TCP check of the traffic port needs not, and Istio's status port can. */
const TCP_CHECK = { 'healthcheck-port': 'traffic-port', 'healthcheck-protocol': 'tcp' };
const STATUS_CHECK = { 'healthcheck-port': '15021', 'healthcheck-protocol': 'http', 'healthcheck-path': '/healthz/ready' };
const attributes = (text: string) => ({ 'target-group-attributes': text });
const PRESERVES = attributes('preserve_client_ip.enabled=true');
const LOSES = attributes('preserve_client_ip.enabled=false');
const SENDS = { 'proxy-protocol': '*' };

/** After a layer-7 proxy with a lock every combination delivers the client; alone, two of them would be errors. */
const cdn = TrustedProxy.http({
  name: 'cdn',
  multiTenant: false,
  xForwardedFor: XForwardedFor.APPEND,
  connectsFrom: IpBlocks.of('192.0.2.0/24'),
  originLock: OriginLock.header('x-origin-key', 'b5bb9d8014a0f9b1'),
});

type Row = [controller: NlbController, targetType: TargetType, proxyProtocol: boolean, preserveClientIp: boolean | undefined,
  keepsPacketSource: boolean, annotations: { [name: string]: string }];

const rows: Row[] = [
  [LBC, PODS, false, undefined, true, { ...ON_IP, ...PRESERVES }],
  [LBC, PODS, false, true, true, { ...ON_IP, ...PRESERVES }],
  [LBC, PODS, false, false, false, { ...ON_IP, ...LOSES }],
  [LBC, PODS, true, undefined, false, { ...ON_IP, ...LOSES, ...SENDS, ...STATUS_CHECK }],
  [LBC, PODS, true, true, true, { ...ON_IP, ...PRESERVES, ...SENDS, ...STATUS_CHECK }],
  [LBC, PODS, true, false, false, { ...ON_IP, ...LOSES, ...SENDS, ...STATUS_CHECK }],

  [LBC, NODES, false, undefined, true, { ...ON_INSTANCES, ...PRESERVES }],
  [LBC, NODES, false, true, true, { ...ON_INSTANCES, ...PRESERVES }],
  [LBC, NODES, false, false, false, { ...ON_INSTANCES, ...LOSES }],
  [LBC, NODES, true, undefined, false, { ...ON_INSTANCES, ...LOSES, ...SENDS, ...TCP_CHECK }],
  [LBC, NODES, true, true, true, { ...ON_INSTANCES, ...PRESERVES, ...SENDS, ...TCP_CHECK }],
  [LBC, NODES, true, false, false, { ...ON_INSTANCES, ...LOSES, ...SENDS, ...TCP_CHECK }],

  // The cloud provider ignores the annotation `proxy-protocol` on an NLB: PROXY is an attribute of the target group.
  [CCM, NODES, false, undefined, true, attributes('preserve_client_ip.enabled=true,proxy_protocol_v2.enabled=false')],
  [CCM, NODES, false, true, true, attributes('preserve_client_ip.enabled=true,proxy_protocol_v2.enabled=false')],
  [CCM, NODES, false, false, false, attributes('preserve_client_ip.enabled=false,proxy_protocol_v2.enabled=false')],
  [CCM, NODES, true, undefined, false, { ...attributes('preserve_client_ip.enabled=false,proxy_protocol_v2.enabled=true'), ...TCP_CHECK }],
  [CCM, NODES, true, true, true, { ...attributes('preserve_client_ip.enabled=true,proxy_protocol_v2.enabled=true'), ...TCP_CHECK }],
  [CCM, NODES, true, false, false, { ...attributes('preserve_client_ip.enabled=false,proxy_protocol_v2.enabled=true'), ...TCP_CHECK }],

  // EKS Auto Mode does not read `proxy-protocol`.
  [AUTO, NODES, false, undefined, true, { ...ON_INSTANCES, ...attributes('preserve_client_ip.enabled=true,proxy_protocol_v2.enabled=false') }],
  [AUTO, NODES, true, undefined, false, { ...ON_INSTANCES, ...attributes('preserve_client_ip.enabled=false,proxy_protocol_v2.enabled=true'), ...TCP_CHECK }],
  [AUTO, PODS, false, undefined, true, { ...ON_IP, ...attributes('preserve_client_ip.enabled=true,proxy_protocol_v2.enabled=false') }],
  [AUTO, PODS, true, undefined, false, { ...ON_IP, ...attributes('preserve_client_ip.enabled=false,proxy_protocol_v2.enabled=true'), ...STATUS_CHECK }],
];

const cases = rows.flatMap(([controller, targetType, proxyProtocol, preserveClientIp, keepsPacketSource, annotations]) => {
  const preserve = preserveClientIp ?? 'by default';
  return [true, false].map(internetFacing => (
    { controller, targetType, proxyProtocol, preserveClientIp, internetFacing, keepsPacketSource, annotations, preserve }
  ));
});

describe.each(cases)(
  'NLB by $controller to $targetType, proxyProtocol $proxyProtocol, internetFacing $internetFacing, preserveClientIp $preserve',
  ({ controller, targetType, proxyProtocol, preserveClientIp, internetFacing, keepsPacketSource, annotations }) => {
    const options: NlbOptions = { controller, targetType, proxyProtocol, preserveClientIp, internetFacing, connectsFrom: IpBlocks.of('10.0.0.0/16') };

    test(keepsPacketSource ? 'keeps the packet source' : 'replaces the packet source', () => {
      const proxy = Aws.nlb(options);
      expect([proxy.keepsPacketSource, proxy.sendsProxyProtocol, proxy.targetType]).toEqual([keepsPacketSource, proxyProtocol, targetType]);
    });

    test('its Service', () => {
      const wanted = Object.entries({ ...(internetFacing ? OUTSIDE : INSIDE)[controller], ...annotations });
      expect(one(emittedBy({ topology: new TrustedTopology({ proxies: [cdn, Aws.nlb(options)] }) }), 'Service')).toEqual({
        apiVersion: 'v1',
        kind: 'Service',
        metadata: { ...NAMED, annotations: Object.fromEntries(wanted.map(([name, value]) => [`service.beta.kubernetes.io/aws-load-balancer-${name}`, value])) },
        spec: {
          type: 'LoadBalancer',
          ...controller === CCM ? {} : { loadBalancerClass: controller === LBC ? 'service.k8s.aws/nlb' : 'eks.amazonaws.com/nlb' },
          ...targetType === NODES ? { externalTrafficPolicy: 'Local' } : {},
          ...keepsPacketSource ? { loadBalancerSourceRanges: ['192.0.2.0/24'] } : {},
          selector: LABELS,
          ports: [{ name: 'http-web', port: 80, targetPort: 8080, protocol: 'TCP' }],
        },
      });
    });
  });

test.each([true, false].flatMap(proxyProtocol => [true, false].flatMap(internetFacing => [undefined, true, false].map(preserveClientIp => (
  { proxyProtocol, internetFacing, preserveClientIp }
)))))('the cloud provider registers no pods: %j', options => {
  expect(messageOf(() => Aws.nlb({ ...options, controller: CCM, targetType: PODS }))).toBe(
    '[nlb-targets] TargetType.PODS with NlbController.CLOUD_PROVIDER; the cloud provider registers nodes only and ignores the target type, so the '
    + 'guards would be made for the wrong path; write TargetType.NODES, or NlbController.LOAD_BALANCER_CONTROLLER');
});

test.each([NODES, PODS])('an NLB to %s is made by the AWS Load Balancer Controller unless another is named', targetType => {
  const options = { targetType, proxyProtocol: true, internetFacing: true };
  expect(Aws.nlb(options)).toEqual(Aws.nlb({ ...options, controller: LBC }));
});

test.each<[string, NlbOptions, object[] | undefined]>([
  ['pods by HTTP, which only the status port can answer', { controller: LBC, targetType: PODS, proxyProtocol: true, internetFacing: true },
    [{ name: 'ENVOY_STATUS_PORT_ENABLE_PROXY_PROTOCOL', value: 'true' }]],
  ['pods without PROXY', { controller: LBC, targetType: PODS, proxyProtocol: false, internetFacing: true }, undefined],
  ['nodes by TCP', { controller: LBC, targetType: NODES, proxyProtocol: true, internetFacing: true }, undefined],
  ['nodes by TCP, by the cloud provider', { controller: CCM, targetType: NODES, proxyProtocol: true, internetFacing: true }, undefined],
])('the environment of the pods where the NLB checks %s', (_, options, env) => {
  const topology = new TrustedTopology({ proxies: [Aws.nlb({ ...options, connectsFrom: IpBlocks.of('10.0.0.0/16') })] });
  expect(one(emittedBy({ topology }), 'Deployment').spec.template.spec.containers[0].env).toEqual(env);
});

describe('HTTP/3', () => {
  const servers = [GatewayServer.https({ name: 'web', hosts: ['www.example.com'], credentialName: 'web', http3: true })];
  const emitted = (options: NlbOptions) => emittedBy({ topology: new TrustedTopology({ proxies: [cdn, Aws.nlb(options)] }), servers });

  test.each([NODES, PODS])('one listener for TCP and UDP, which the AWS Load Balancer Controller makes only if it is asked: %s', targetType => {
    const { metadata, spec } = one(emitted({ controller: LBC, targetType, proxyProtocol: false, internetFacing: true }), 'Service');
    expect(metadata.annotations['service.beta.kubernetes.io/aws-load-balancer-enable-tcp-udp-listener']).toBe('true');
    expect(spec.ports.map(({ port, protocol }: any) => `${port}/${protocol}`)).toEqual(['443/TCP', '443/UDP']);
  });

  test.each<[string, NlbOptions, string]>([
    ['by the cloud provider', { controller: CCM, targetType: NODES, proxyProtocol: false, internetFacing: true },
      'the cloud provider makes no load balancer at all for a Service with ports of both'],
    ['with the packet source replaced', { controller: LBC, targetType: PODS, proxyProtocol: false, preserveClientIp: false, internetFacing: true },
      'AWS refuses to replace the source of UDP packets (preserve_client_ip.enabled=false)'],
  ])('not %s', (_, options, why) => {
    expect(messageOf(() => emitted(options))).toBe(`[http3-load-balancer] server "web" has http3, and "nlb" takes no UDP beside TCP; ${why}; write http3: false, or choose `
      + 'a load balancer that passes UDP on, such as an NLB of the AWS Load Balancer Controller that keeps the packet source (at chart/gateway)');
  });
});

describe('certificates, subnets and Elastic IP addresses', () => {
  const given = { targetType: NODES, internetFacing: true, proxyProtocol: false };
  const service = (options: Partial<NlbOptions>, server = GatewayServer.http({ name: 'web', port: 443, hosts: ['www.example.com'] })) =>
    one(emittedBy({ topology: new TrustedTopology({ proxies: [Aws.nlb({ ...given, ...options })] }), servers: [server] }), 'Service').metadata.annotations;

  test.each<[NlbController, Partial<NlbOptions>, object]>([
    [LBC, { sslCert: ['arn:1', 'arn:2'], subnets: ['subnet-a', 'subnet-b'], eipAllocations: ['eipalloc-a', 'eipalloc-b'] },
      { 'ssl-cert': 'arn:1,arn:2', 'ssl-ports': '443', 'subnets': 'subnet-a,subnet-b', 'eip-allocations': 'eipalloc-a,eipalloc-b' }],
    [CCM, { sslCert: ['arn:1'], sslPorts: [443, 8443], subnets: ['subnet-a'], eipAllocations: ['eipalloc-a'] },
      { 'ssl-cert': 'arn:1', 'ssl-ports': '443,8443', 'subnets': 'subnet-a', 'eip-allocations': 'eipalloc-a' }],
    [AUTO, { sslCert: ['arn:1'], subnets: ['subnet-a'] }, { 'ssl-cert': 'arn:1', 'ssl-ports': '443', 'subnets': 'subnet-a' }],
  ])('%s', (controller, options, annotations) => {
    expect(service({ controller, ...options }))
      .toMatchObject(Object.fromEntries(Object.entries(annotations).map(([name, value]) => [`service.beta.kubernetes.io/aws-load-balancer-${name}`, value])));
  });

  test.each<[string, Partial<NlbOptions>, string]>([
    ['ports without a certificate', { sslPorts: [443] },
      'sslPorts without sslCert; without a certificate it terminates no TLS; write sslCert: […], or leave sslPorts out'],
    ['addresses inside', { internetFacing: false, eipAllocations: ['eipalloc-a'] },
      'eipAllocations on an internal NLB; AWS gives Elastic IP addresses to internet-facing ones alone; write internetFacing: true, or leave eipAllocations out'],
    ['fewer addresses than subnets', { subnets: ['subnet-a', 'subnet-b'], eipAllocations: ['eipalloc-a'] },
      '1 eipAllocations for 2 subnets; the controller builds nothing unless there is one for each; write as many of both'],
    ['two certificates of the cloud provider', { controller: CCM, sslCert: ['arn:1', 'arn:2'] },
      '2 certificates with NlbController.CLOUD_PROVIDER; the cloud provider reads the whole annotation as one ARN; write one, or NlbController.LOAD_BALANCER_CONTROLLER'],
    ['addresses in Auto Mode', { controller: AUTO, eipAllocations: ['eipalloc-a'] },
      'eipAllocations with NlbController.EKS_AUTO_MODE; it is not among the annotations that AWS names for EKS Auto Mode, so nobody knows whether it is read; leave it out, '
      + 'or use the AWS Load Balancer Controller'],
    ['no subnets', { subnets: [] }, 'an empty list; it could mean none or all; leave it out'],
  ])('refuses %s', (_, options, message) => {
    expect(messageOf(() => Aws.nlb({ ...given, ...options }))).toBe(`[nlb-annotations] Aws.nlb: ${message}`);
  });

  test.each<[string, GatewayServer, string]>([
    ['HTTPS', GatewayServer.https({ name: 'web', hosts: ['www.example.com'], credentialName: 'c' }), 'expects TLS'],
    ['passthrough', GatewayServer.tlsPassthrough({ name: 'web', hosts: ['www.example.com'] }), 'expects TLS'],
    ['a redirect', GatewayServer.http({ name: 'web', port: 443, hosts: ['www.example.com'], httpsRedirect: true }), 'redirects to https'],
  ])('where TLS ends at the NLB, no server is %s', (_, server, does) => {
    expect(messageOf(() => service({ sslCert: ['arn:1'] }, server))).toMatch(`[nlb-annotations] server "web" on port 443 ${does}, and "nlb" terminates TLS there; `);
    expect(() => service({}, server)).not.toThrow();
  });
});
