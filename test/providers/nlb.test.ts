import {
  Aws, GatewayTargets, IpBlocks, NlbController, NlbOptions, NlbTargetType, OriginLock, PacketSource, TrustedProxy, TrustedTopology, XForwardedFor,
} from '../../src';
import { LABELS, NAMED, emittedBy, one } from '../gateway/emitted';
import { messageOf } from '../support/app';

const { LOAD_BALANCER_CONTROLLER: LBC, CLOUD_PROVIDER: CCM } = NlbController;
const { INSTANCE, IP } = NlbTargetType;
const { KEPT, REPLACED } = PacketSource;

/** What follows from the controller and `internetFacing`, whatever else is chosen. */
const OUTSIDE: Record<NlbController, { [name: string]: string }> = { [LBC]: { scheme: 'internet-facing' }, [CCM]: { type: 'nlb' } };
const INSIDE: Record<NlbController, { [name: string]: string }> = { [LBC]: { scheme: 'internal' }, [CCM]: { type: 'nlb', internal: 'true' } };

const ON_IP = { 'nlb-target-type': 'ip' };
const ON_INSTANCES = { 'nlb-target-type': 'instance' };
/** kube-proxy's own check cannot read PROXY; a TCP check of the traffic port needs not, and Istio's status port can. */
const TCP_CHECK = { 'healthcheck-port': 'traffic-port', 'healthcheck-protocol': 'tcp' };
const STATUS_CHECK = { 'healthcheck-port': '15021', 'healthcheck-protocol': 'http', 'healthcheck-path': '/healthz/ready' };
const attributes = (text: string) => ({ 'target-group-attributes': text });
const PRESERVES = attributes('preserve_client_ip.enabled=true');
const LOSES = attributes('preserve_client_ip.enabled=false');
const SENDS = { 'proxy-protocol': '*' };

type Row = [controller: NlbController, targetType: NlbTargetType, proxyProtocol: boolean, preserveClientIp: boolean | undefined,
  source: PacketSource, annotations: { [name: string]: string }];

const rows: Row[] = [
  [LBC, IP, false, undefined, KEPT, { ...ON_IP, ...PRESERVES }],
  [LBC, IP, false, true, KEPT, { ...ON_IP, ...PRESERVES }],
  [LBC, IP, false, false, REPLACED, { ...ON_IP, ...LOSES }],
  [LBC, IP, true, undefined, REPLACED, { ...ON_IP, ...LOSES, ...SENDS, ...STATUS_CHECK }],
  [LBC, IP, true, true, KEPT, { ...ON_IP, ...PRESERVES, ...SENDS, ...STATUS_CHECK }],
  [LBC, IP, true, false, REPLACED, { ...ON_IP, ...LOSES, ...SENDS, ...STATUS_CHECK }],

  [LBC, INSTANCE, false, undefined, KEPT, { ...ON_INSTANCES, ...PRESERVES }],
  [LBC, INSTANCE, false, true, KEPT, { ...ON_INSTANCES, ...PRESERVES }],
  [LBC, INSTANCE, false, false, REPLACED, { ...ON_INSTANCES, ...LOSES }],
  [LBC, INSTANCE, true, undefined, REPLACED, { ...ON_INSTANCES, ...LOSES, ...SENDS, ...TCP_CHECK }],
  [LBC, INSTANCE, true, true, KEPT, { ...ON_INSTANCES, ...PRESERVES, ...SENDS, ...TCP_CHECK }],
  [LBC, INSTANCE, true, false, REPLACED, { ...ON_INSTANCES, ...LOSES, ...SENDS, ...TCP_CHECK }],

  // The cloud provider ignores the annotation `proxy-protocol` on an NLB: PROXY is an attribute of the target group.
  [CCM, INSTANCE, false, undefined, KEPT, attributes('preserve_client_ip.enabled=true,proxy_protocol_v2.enabled=false')],
  [CCM, INSTANCE, false, true, KEPT, attributes('preserve_client_ip.enabled=true,proxy_protocol_v2.enabled=false')],
  [CCM, INSTANCE, false, false, REPLACED, attributes('preserve_client_ip.enabled=false,proxy_protocol_v2.enabled=false')],
  [CCM, INSTANCE, true, undefined, REPLACED, { ...attributes('preserve_client_ip.enabled=false,proxy_protocol_v2.enabled=true'), ...TCP_CHECK }],
  [CCM, INSTANCE, true, true, KEPT, { ...attributes('preserve_client_ip.enabled=true,proxy_protocol_v2.enabled=true'), ...TCP_CHECK }],
  [CCM, INSTANCE, true, false, REPLACED, { ...attributes('preserve_client_ip.enabled=false,proxy_protocol_v2.enabled=true'), ...TCP_CHECK }],
];

const cases = rows.flatMap(([controller, targetType, proxyProtocol, preserveClientIp, source, annotations]) => [true, false].map(internetFacing => ({
  controller, targetType, proxyProtocol, preserveClientIp, internetFacing, source, annotations, preserve: preserveClientIp ?? 'by default',
})));

describe.each(cases)(
  'NLB by $controller to $targetType, proxyProtocol $proxyProtocol, internetFacing $internetFacing, preserveClientIp $preserve',
  ({ controller, targetType, proxyProtocol, preserveClientIp, internetFacing, source, annotations }) => {
    const options: NlbOptions = { controller, targetType, proxyProtocol, preserveClientIp, internetFacing, addresses: IpBlocks.of('10.0.0.0/16') };

    test(`packet source is ${source}`, () => {
      const hop = Aws.nlb(options);
      expect([hop.packetSource, hop.sendsProxyProtocol, hop.targets])
        .toEqual([source, proxyProtocol, targetType === IP ? GatewayTargets.PODS : GatewayTargets.NODES]);
    });

    // Behind a layer-7 hop with a lock every combination delivers the client; alone, two of them would be errors.
    test('its Service', () => {
      const cdn = TrustedProxy.http({
        name: 'cdn',
        multiTenant: false,
        xForwardedFor: XForwardedFor.APPEND,
        addresses: IpBlocks.of('192.0.2.0/24'),
        originLock: OriginLock.header('x-origin-key', 'b5bb9d8014a0f9b1'),
      });
      const wanted = Object.entries({ ...(internetFacing ? OUTSIDE : INSIDE)[controller], ...annotations });
      expect(one(emittedBy({ topology: new TrustedTopology({ proxies: [cdn, Aws.nlb(options)] }) }), 'Service')).toEqual({
        apiVersion: 'v1',
        kind: 'Service',
        metadata: { ...NAMED, annotations: Object.fromEntries(wanted.map(([name, value]) => [`service.beta.kubernetes.io/aws-load-balancer-${name}`, value])) },
        spec: {
          type: 'LoadBalancer',
          ...controller === LBC ? { loadBalancerClass: 'service.k8s.aws/nlb' } : {},
          ...targetType === INSTANCE ? { externalTrafficPolicy: 'Local' } : {},
          ...source === KEPT ? { loadBalancerSourceRanges: ['192.0.2.0/24'] } : {},
          selector: LABELS,
          ports: [{ name: 'http-web', port: 80, targetPort: 8080, protocol: 'TCP' }],
        },
      });
    });
  });

test.each([true, false].flatMap(proxyProtocol => [true, false].flatMap(internetFacing => [undefined, true, false].map(preserveClientIp => (
  { proxyProtocol, internetFacing, preserveClientIp }
)))))('the cloud provider registers no pods: %j', options => {
  expect(messageOf(() => Aws.nlb({ ...options, controller: CCM, targetType: IP }))).toBe(
    '[nlb-targets] targetType "ip" with controller "cloud-provider-aws"; the cloud provider registers nodes only and ignores the wish, so the guards would be '
    + 'made for the wrong path; write NlbTargetType.INSTANCE, or NlbController.LOAD_BALANCER_CONTROLLER');
});

test.each<[string, NlbOptions, object[] | undefined]>([
  ['pods by HTTP, which only the status port can answer', { controller: LBC, targetType: IP, proxyProtocol: true, internetFacing: true },
    [{ name: 'ENVOY_STATUS_PORT_ENABLE_PROXY_PROTOCOL', value: 'true' }]],
  ['pods without PROXY', { controller: LBC, targetType: IP, proxyProtocol: false, internetFacing: true }, undefined],
  ['nodes by TCP', { controller: LBC, targetType: INSTANCE, proxyProtocol: true, internetFacing: true }, undefined],
  ['nodes by TCP, by the cloud provider', { controller: CCM, targetType: INSTANCE, proxyProtocol: true, internetFacing: true }, undefined],
])('the environment of the pods where the NLB checks %s', (_, options, env) => {
  const topology = new TrustedTopology({ proxies: [Aws.nlb({ ...options, addresses: IpBlocks.of('10.0.0.0/16') })] });
  expect(one(emittedBy({ topology }), 'Deployment').spec.template.spec.containers[0].env).toEqual(env);
});
