// HAProxy on a machine outside the cluster, in front of the gateway that istioctl has installed.
import { App, Chart } from 'cdk8s';
import {
  GatewayInstall, GatewayServer, Haproxy, IpAllowList, IpBlocks, ProxyProtocolGateway, TargetType, TrustedTopology,
} from 'cdk8s-istio-source-ip';

export function haproxyInFront(outdir: string): App {
  const app = new App({ outdir });
  const chart = new Chart(app, 'haproxy-in-front', { namespace: 'istio-system' });

  const topology = new TrustedTopology({
    proxies: [
      Haproxy.tcp({
        connectsFrom: IpBlocks.of('192.168.0.10'), // the machine that HAProxy runs on
        upstreams: ['192.168.0.50'], // the gateway's load balancer, as that machine reaches it
        targetType: TargetType.NODES,
      }),
    ],
  });
  const gateway = new ProxyProtocolGateway(chart, 'ingress', {
    topology,
    install: GatewayInstall.existing(), // istio-ingressgateway
    servers: [
      GatewayServer.http({ name: 'http', hosts: ['www.example.com', 'admin.example.com'] }),
      GatewayServer.https({ name: 'https', hosts: ['www.example.com', 'admin.example.com'], credentialName: 'example-com' }),
    ],
  });
  new IpAllowList(chart, 'admin-from-office', {
    gateway,
    hosts: ['admin.example.com'],
    addresses: IpBlocks.of('203.0.113.0/24', '2001:db8:10::/48'),
  });

  app.synth();
  gateway.writeFiles(outdir);
  return app;
}
