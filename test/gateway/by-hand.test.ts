import {
  Aws, Cloudflare, GatewayInstall, GatewayServer, Google, IpBlocks, LoadBalancer, LoadBalancerName, OriginLock, TargetType, TrustedProxy,
  TrustedTopology, XForwardedFor,
} from '../../src';
import { TOPOLOGY, chartIn, gatewayIn } from '../support/app';

const connectsFrom = IpBlocks.of('10.0.0.0/24');
const key = OriginLock.header('x-origin-key', 'b5bb9d8014a0f9b1');
const runbook = (...proxies: TrustedProxy[]) => gatewayIn(chartIn(), { topology: new TrustedTopology({ proxies }) }).runbook;

/** An ALB that the client's address passes, whatever its own settings are: another proxy writes it into a header. */
const cdn = () => TrustedProxy.http({ name: 'cdn', multiTenant: false, xForwardedFor: XForwardedFor.APPEND, connectsFrom, originLock: key });

const KEY = '- cdn: header `x-origin-key` on every request, overwriting any that came, with the value in the manifests';

test.each<[string, string, string[]]>([
  ['a CDN with a certificate', gatewayIn(chartIn(), {
    topology: new TrustedTopology({ proxies: [Cloudflare.http({ connectsFrom, originLock: OriginLock.mutualTls('origin-ca') }), LoadBalancer.of(LoadBalancerName.GOOGLE_PASSTHROUGH)] }),
    servers: [GatewayServer.https({ name: 'web', hosts: ['www.example.com'], credentialName: 'web' })],
  }).runbook, [
    '- cloudflare: a client certificate of your own; the authority that signed it is in Secret `origin-ca` (key `ca.crt`) beside the gateway',
  ]],
  ['an ALB to pods', runbook(Aws.alb({ targetType: TargetType.PODS, connectsFrom })), [
    "- alb: Ingress annotation `alb.ingress.kubernetes.io/target-type: ip`, backend: the gateway's Service",
    '- alb: Ingress annotation `alb.ingress.kubernetes.io/load-balancer-attributes: '
      + 'routing.http.xff_header_processing.mode=append,routing.http.xff_client_port.enabled=false`',
    '- alb: Ingress annotations `alb.ingress.kubernetes.io/healthcheck-port: "15021"` and `alb.ingress.kubernetes.io/healthcheck-path: /healthz/ready`',
  ]],
  ['an ALB to nodes', runbook(Aws.alb({ targetType: TargetType.NODES, connectsFrom })), [
    "- alb: Ingress annotation `alb.ingress.kubernetes.io/target-type: instance`, backend: the gateway's Service",
    '- alb: Ingress annotation `alb.ingress.kubernetes.io/load-balancer-attributes: '
      + 'routing.http.xff_header_processing.mode=append,routing.http.xff_client_port.enabled=false`',
    '- alb: Ingress annotations `alb.ingress.kubernetes.io/healthcheck-port: "15021"` and `alb.ingress.kubernetes.io/healthcheck-path: /healthz/ready`'
      + ' (with the node port of 15021)',
  ]],
  ['an ALB that leaves X-Forwarded-For to the CDN',
    runbook(cdn(), Aws.alb({ targetType: TargetType.PODS, connectsFrom, xForwardedFor: XForwardedFor.PRESERVE })), [
      KEY,
      "- alb: Ingress annotation `alb.ingress.kubernetes.io/target-type: ip`, backend: the gateway's Service",
      '- alb: Ingress annotation `alb.ingress.kubernetes.io/load-balancer-attributes: '
        + 'routing.http.xff_header_processing.mode=preserve,routing.http.xff_client_port.enabled=false`',
      '- alb: Ingress annotations `alb.ingress.kubernetes.io/healthcheck-port: "15021"` and `alb.ingress.kubernetes.io/healthcheck-path: /healthz/ready`',
    ]],
  ['an ALB that writes its own entry with a port, which is not the client\'s',
    runbook(cdn(), Aws.alb({ targetType: TargetType.PODS, connectsFrom, xffClientPort: true })), [
      KEY,
      "- alb: Ingress annotation `alb.ingress.kubernetes.io/target-type: ip`, backend: the gateway's Service",
      '- alb: Ingress annotation `alb.ingress.kubernetes.io/load-balancer-attributes: '
        + 'routing.http.xff_header_processing.mode=append,routing.http.xff_client_port.enabled=true`',
      '- alb: Ingress annotations `alb.ingress.kubernetes.io/healthcheck-port: "15021"` and `alb.ingress.kubernetes.io/healthcheck-path: /healthz/ready`',
    ]],
  ['Google\'s HTTP load balancer', runbook(Google.http({ connectsFrom })), [
    "- google-http: Ingress (class `gce`) whose backend is the gateway's Service; the Service's annotation `cloud.google.com/neg` makes the pods its targets",
    '- google-http: BackendConfig with a health check on port 15021, path `/healthz/ready`',
  ]],
])('the runbook says what has to be set by hand: %s', (_, text, lines) => {
  expect(text).toContain(`\`\`\`\n\n## What has to be set by hand\n${lines.join('\n')}\n\n## Apply\n`);
});

test.each([
  ['packet source', TOPOLOGY.packetSource()], ['PROXY', TOPOLOGY.proxyProtocol()], ['nothing in front', new TrustedTopology({ proxies: [] })],
])('the runbook has nothing to set by hand: %s', (_, topology) => {
  const text = gatewayIn(chartIn(), { topology }).runbook;
  expect(text).not.toContain('by hand');
  expect(text).toContain(`\`\`\`\n${topology.describe()}\`\`\`\n\n## Apply\n`);
});

const PROXY = '"sender" sends no PROXY header, or an EnvoyFilter adds a second PROXY filter: remove it, the annotation is enough';

test.each<[string, string, string[]]>([
  ['PROXY to pods', gatewayIn(chartIn(), { topology: TOPOLOGY.proxyProtocol() }).runbook, [
    `| every connection is reset | ${PROXY} |`,
    '| 400 on every request | the gateway gets two PROXY headers: another proxy in the chain sends one that nothing reads |',
    '| calls from inside the cluster to the public address are reset | where the status of the Service shows a bare address, kube-proxy sends them straight '
    + 'to the pods, without a header; call the Service of the '
      + 'application instead |',
    '| 403 for everybody, with the right remoteIP | directRemoteIP is not among 10.0.0.0/24: "sender" connects from other addresses |',
  ]],
  ['X-Forwarded-For with two entries', runbook(Google.http({ connectsFrom })), [
    '| remoteIP is the address of a proxy | the gateway gets fewer than 2 X-Forwarded-For entries, or the entry has a port: the chain is not what '
      + 'the topology declares |',
    '| 403 for everybody, with the right remoteIP | directRemoteIP is not among 10.0.0.0/24: "google-http" connects from other addresses |',
  ]],
  ['a layer-7 proxy in front of PROXY to nodes', runbook(
    TrustedProxy.http({ name: 'cdn', multiTenant: false, xForwardedFor: XForwardedFor.APPEND, connectsFrom: IpBlocks.of('192.0.2.0/24') }),
    Aws.classicElb({ internetFacing: true, connectsFrom }),
  ), [
    '| remoteIP is the address of a proxy | the gateway gets fewer than 1 X-Forwarded-For entries, or the entry has a port: the chain is not what '
      + 'the topology declares |',
    '| 403 for everybody, with the right remoteIP | directRemoteIP is not among 10.0.0.0/24: the Service lacks externalTrafficPolicy Local, or "classic-elb" '
      + 'connects from other addresses |',
    '| connections are closed before any answer | the PROXY header does not name one of 192.0.2.0/24 |',
    '| directRemoteIP is the address of a node | the Service lacks externalTrafficPolicy Local |',
    '| some nodes do not answer | with externalTrafficPolicy Local only nodes with a pod of the gateway answer; the health checks of a load balancer '
    + 'remove the others, and a proxy without health checks must know only nodes with a pod '
      + '|',
  ]],
])('the runbook says what a trouble means: %s', (_, text, rows) => {
  expect(text.trimEnd().split('\n').slice(-rows.length)).toEqual(rows);
});

test('the runbook of an existing gateway is about its own Deployment and labels', () => {
  const install = GatewayInstall.existing({ deploymentName: 'edge', podLabels: { app: 'edge', tier: 'front' } });
  const text = gatewayIn(chartIn(), { name: undefined, install }).runbook;
  expect(text.split('\n').filter(line => /^(for|kubectl) /.test(line))).toEqual([
    'kubectl apply --server-side -f dist',
    'kubectl rollout status deployment/edge -n edge',
    "kubectl get pods -n edge -l app=edge,tier=front -o jsonpath='{.items[*].metadata.annotations.proxy\\.istio\\.io/config}'",
    "for pod in $(kubectl get pods -n edge -l app=edge,tier=front -o name | sed 's|pod/||'); do",
    "kubectl logs -n edge -l app=edge,tier=front --tail=-1 | grep -E 'directRemoteIP|enforced|shadow'",
  ]);
});
