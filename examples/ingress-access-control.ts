// The three kinds of load balancers, each with the field that its addresses need, an allow list and a deny list.
import { writeFileSync } from 'fs';
import { join } from 'path';
import { App, Chart } from 'cdk8s';
import {
  AllowListForm, Aws, GatewayAccessLog, GatewayInstall, GatewayServer, Google, IpAllowList, IpBlocks, IpDenyList, LoadBalancer, LoadBalancerName,
  NlbController, ProxyProtocolGateway, TargetType, TrustedTopology,
} from 'cdk8s-istio-source-ip';

const allowed = IpBlocks.of('1.2.3.4', '5.6.7.0/24');
const denied = IpBlocks.of('5.6.7.8');

export function ingressAccessControl(outdir: string): App {
  const app = new App({ outdir });
  const gateways = [tcpProxy(app, outdir), ...network(app), ...http(app)];
  app.synth();
  gateways.forEach(gateway => gateway.writeFiles(join(outdir, gateway.node.scope!.node.id)));
  return app;
}

/** TCP proxy: Classic ELB on EKS, PROXY, remoteIpBlocks. */
function tcpProxy(app: App, outdir: string): ProxyProtocolGateway {
  const topology = new TrustedTopology({
    proxies: [
      Aws.classicElb({
        internetFacing: true,
        connectsFrom: IpBlocks.of('10.0.0.0/24', '10.0.1.0/24'),
        accessLog: { s3BucketName: 'elb-logs', s3BucketPrefix: 'k8sELBIngressGW', emitIntervalMinutes: 5 },
      }),
    ],
  });
  const gateway = lists(app, 'tcp-proxy', topology, GatewayInstall.injectedDeployment({ minReplicas: 5, maxReplicas: 10 }));
  new GatewayAccessLog(gateway.node.scope as Chart, 'access-log', { gateway });
  writeFileSync(join(outdir, 'istio-operator.yaml'), topology.toIstioOperator({ accessLog: true }));
  return gateway;
}

/** Network load balancers that keep the packet source: externalTrafficPolicy Local, ipBlocks. */
function network(app: App): ProxyProtocolGateway[] {
  const nlb = Aws.nlb({
    controller: NlbController.CLOUD_PROVIDER, targetType: TargetType.NODES, internetFacing: true, proxyProtocol: false,
  });
  return [
    lists(app, 'aws-nlb', new TrustedTopology({ proxies: [nlb] })),
    lists(app, 'google-network', new TrustedTopology({ proxies: [LoadBalancer.of(LoadBalancerName.GOOGLE_PASSTHROUGH)] })),
    lists(app, 'azure', new TrustedTopology({ proxies: [LoadBalancer.of(LoadBalancerName.AZURE)] })),
  ];
}

/** HTTP load balancers: X-Forwarded-For, remoteIpBlocks. */
function http(app: App): ProxyProtocolGateway[] {
  const alb = Aws.alb({ targetType: TargetType.PODS, connectsFrom: IpBlocks.of('10.0.0.0/24', '10.0.1.0/24') });
  const google = Google.http({ connectsFrom: IpBlocks.of('35.191.0.0/16', '130.211.0.0/22') });
  return [
    lists(app, 'aws-alb', new TrustedTopology({ proxies: [alb] })),
    lists(app, 'google-http', new TrustedTopology({ proxies: [google] })),
  ];
}

function lists(app: App, name: string, topology: TrustedTopology, install?: GatewayInstall): ProxyProtocolGateway {
  const chart = new Chart(app, name, { namespace: name });
  const gateway = new ProxyProtocolGateway(chart, 'ingress', {
    topology,
    install,
    name: `ingress-${name}`,
    servers: [GatewayServer.http({ name: 'http', hosts: ['httpbin.example.com'] })],
  });
  new IpAllowList(chart, 'allow', { gateway, addresses: allowed, form: AllowListForm.ALLOW });
  new IpDenyList(chart, 'deny', { gateway, addresses: denied });
  return gateway;
}
