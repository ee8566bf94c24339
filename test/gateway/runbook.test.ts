import {
  Aws, Cloudflare, GatewayInstall, GatewayServer, Haproxy, IpBlocks, LoadBalancer, LoadBalancerName, Nginx,
  OriginLock, ProxyProtocolPhase, TargetType, TrustedProxy, TrustedTopology,
} from '../../src';
import { TOPOLOGY, chartIn, gatewayIn } from '../support/app';

const rows = (topology: TrustedTopology) => gatewayIn(chartIn(), { topology }).runbook.split('| what you see | what it is |\n|---|---|\n')[1]
  .trim().split('\n').map(row => row.split(' | ')[0].replace(/^\| /, ''));

test('names this very gateway in its commands', () => {
  const text = gatewayIn(chartIn('istio-system'), { name: undefined, install: GatewayInstall.existing() }).runbook;
  expect(text).toMatch(/^# Runbook: gateway istio-ingressgateway in istio-system\n/);
  expect(text).toContain('kubectl rollout status deployment/istio-ingressgateway -n istio-system\n');
  expect(text).toContain('kubectl get pods -n istio-system -l app=istio-ingressgateway,istio=ingressgateway -o name');
  expect(text).toContain('It must be `{"gatewayTopology":{"numTrustedProxies":0}}`.');
});

test.each([
  ['helm upgrade --install public istio/gateway --namespace edge -f gateway-values.yaml', GatewayInstall.helmChart()],
  ['istioctl install -f yours.yaml -f gateway-operator.yaml', GatewayInstall.istioOperator()],
])('says what installs the gateway itself: %s', (command, install) => {
  expect(gatewayIn(chartIn('edge'), { name: 'public', install }).runbook).toContain(`kubectl apply --server-side -f dist\n${command}\n`);
});

test('says which UDP port the Service of an existing gateway lacks for HTTP/3', () => {
  const servers = [GatewayServer.https({ name: 'https', hosts: ['www.example.com'], credentialName: 'www', http3: true })];
  const text = gatewayIn(chartIn('istio-system'), { name: undefined, install: GatewayInstall.existing(), topology: TOPOLOGY.packetSource(), servers }).runbook;
  expect(text).toContain('- Service istio-ingressgateway in istio-system: add port 443 with protocol UDP and targetPort 8443, where HTTP/3 of server "https" arrives\n');
});

test.each([
  ['packet source', TOPOLOGY.packetSource(), 'directRemoteIP'],
  ['PROXY', TOPOLOGY.proxyProtocol(), 'remoteIP'],
  ['X-Forwarded-For', TOPOLOGY.xForwardedFor(), 'remoteIP'],
])('says which address of the log the lists compare: %s', (_, topology, field) => {
  expect(gatewayIn(chartIn(), { topology }).runbook).toContain(`Lists on this gateway compare \`${field}\`;`);
});

test.each<[string, TrustedTopology, string[]]>([
  ['packet source', TOPOLOGY.packetSource(), ['directRemoteIP is the address of a node', 'some nodes do not answer']],
  ['PROXY', TOPOLOGY.proxyProtocol(), [
    'every connection is reset', '400 on every request', 'calls from inside the cluster to the public address are reset', '403 for everybody, with the right remoteIP',
  ]],
  ['X-Forwarded-For', TOPOLOGY.xForwardedFor(), ['remoteIP is the address of a proxy', '403 for everybody, with the right remoteIP']],
  ['a CDN in front of PROXY to nodes', new TrustedTopology({
    proxies: [
      Cloudflare.http({ connectsFrom: IpBlocks.of('192.0.2.0/24'), originLock: OriginLock.enforcedElsewhere('a tunnel of our own') }),
      Aws.classicElb({ internetFacing: true, connectsFrom: IpBlocks.of('10.0.0.0/24') }),
    ],
  }), [
    'every connection is reset', '400 on every request', 'calls from inside the cluster to the public address are reset', 'remoteIP is the address of a proxy',
    '403 for everybody, with the right remoteIP', 'connections are closed before any answer', 'directRemoteIP is the address of a node', 'some nodes do not answer',
  ]],
])('tells the troubles that this chain can have, and no others: %s', (_, topology, troubles) => {
  expect(rows(topology)).toEqual(troubles);
});

test.each([
  [ProxyProtocolPhase.ACCEPT, 'Continue to `send` when all pods are new. Skip no phase, and go back through the same ones'],
  [ProxyProtocolPhase.SEND, 'Continue to `require` when the load balancer sends the header to all of its targets. Skip no phase'],
  [ProxyProtocolPhase.REQUIRE, 'Continue without `proxyProtocolRollout` when all pods are new. Skip no phase'],
])('a rollout of PROXY says when to go on, and that no phase may be left out: %s', (phase, words) => {
  const lb = (sendsProxyProtocol: boolean) => TrustedProxy.layer4({
    name: 'lb', multiTenant: false, keepsPacketSource: false, sendsProxyProtocol, targetType: TargetType.PODS, connectsFrom: IpBlocks.of('10.0.0.0/24'),
  });
  const topology = new TrustedTopology({ proxies: [lb(true)], proxyProtocolRollout: { phase, before: lb(false) } });
  expect(gatewayIn(chartIn(), { topology }).runbook).toContain(`## Turning PROXY on: the phase \`${phase}\`\n${words}`);
});

test.each([
  ['haproxy', Haproxy.tcp, LoadBalancerName.METALLB],
  ['haproxy', Haproxy.tcp, LoadBalancerName.GOOGLE_PASSTHROUGH],
  ['nginx', Nginx.stream, LoadBalancerName.KUBE_VIP],
])('speaks of the proxy that sends PROXY and whose packets arrive, not of a load balancer that passes them on: %s', (name, make, which) => {
  const edge = make({ connectsFrom: IpBlocks.of('10.0.0.0/24'), targetType: TargetType.NODES, upstreams: ['192.168.0.50'] });
  const text = gatewayIn(chartIn(), { topology: new TrustedTopology({ proxies: [edge, LoadBalancer.of(which)] }) }).runbook;
  expect(text).toContain(`"${name}" sends no PROXY header`);
  expect(text).toContain(`"${name}" connects from other addresses`);
  expect(text).not.toContain(`"${which}" sends`);
  expect(text).not.toContain(`"${which}" connects`);
});

test.each<[string, GatewayInstall | undefined, string]>([
  ['of what it makes', undefined, 'Lists of over 262,144 bytes are refused without `--server-side`'],
  ['of what exists', GatewayInstall.existing(), 'Without `--server-side` the parts of what exists are refused'],
  ['of what istiod makes', GatewayInstall.gatewayApi(), 'Lists of over 262,144 bytes are refused without `--server-side`'],
  ['of what the chart makes', GatewayInstall.helmChart(), 'Lists of over 262,144 bytes are refused without `--server-side`'],
])('says how its objects are applied, beside those %s', (_, install, why) => {
  const text = gatewayIn(chartIn(), { install }).runbook;
  expect(text).toContain('kubectl apply --server-side -f dist\n');
  expect(text).toContain(why);
});

test('names the DaemonSet', () => {
  const install = GatewayInstall.existing({ daemonSetName: 'edge', podLabels: { app: 'edge' } });
  expect(gatewayIn(chartIn(), { install }).runbook).toContain('kubectl rollout status daemonset/edge -n edge\n');
});
