// One app for several clusters: each has another load balancer and another way to install, and the same servers and lists.
import { join } from 'path';
import { App, Chart } from 'cdk8s';
import {
  Aws, GatewayInstall, GatewayServer, Haproxy, IpAllowList, IpBlocks, LoadBalancer, LoadBalancerName, NlbController, ProxyProtocolGateway, TargetType,
  TrustedProxy, TrustedTopology,
} from 'cdk8s-istio-source-ip';

interface Cluster {
  readonly name: string;
  readonly proxies: TrustedProxy[];
  readonly install: GatewayInstall;
}

const CLUSTERS: Cluster[] = [
  {
    name: 'aws',
    proxies: [
      Aws.nlb({
        controller: NlbController.LOAD_BALANCER_CONTROLLER,
        targetType: TargetType.PODS,
        internetFacing: true,
        proxyProtocol: true,
        connectsFrom: IpBlocks.of('10.0.0.0/24', '10.0.1.0/24'), // the load balancer's subnets
      }),
    ],
    install: GatewayInstall.argoApplication({ repoUrl: 'https://charts.example.com/istio', targetRevision: '1.31.0' }),
  },
  {
    name: 'google',
    proxies: [LoadBalancer.of(LoadBalancerName.GOOGLE_PASSTHROUGH)],
    install: GatewayInstall.gatewayApi(),
  },
  {
    name: 'cellar',
    proxies: [
      Haproxy.tcp({
        connectsFrom: IpBlocks.of('192.168.0.10'), // the machine that HAProxy runs on
        upstreams: ['192.168.0.50'], // the gateway's load balancer, as that machine reaches it
        targetType: TargetType.NODES,
      }),
    ],
    install: GatewayInstall.helmChart({ minReplicas: 1, maxReplicas: 2 }),
  },
];

export function severalClusters(outdir: string): App {
  const app = new App({ outdir });
  const gateways = CLUSTERS.map(cluster => inCluster(app, cluster));
  app.synth();
  gateways.forEach((gateway, index) => gateway.writeFiles(join(outdir, CLUSTERS[index].name)));
  return app;
}

function inCluster(app: App, { name, proxies, install }: Cluster): ProxyProtocolGateway {
  const chart = new Chart(app, name, { namespace: 'istio-ingress' });
  const gateway = new ProxyProtocolGateway(chart, 'public', {
    name: 'public',
    topology: new TrustedTopology({ proxies }),
    install,
    servers: [
      GatewayServer.http({ name: 'http', hosts: ['www.example.com', 'admin.example.com'] }),
      GatewayServer.https({ name: 'https', hosts: ['www.example.com', 'admin.example.com'], credentialName: 'example-com' }),
    ],
  });
  new IpAllowList(chart, 'admin-from-office', {
    gateway,
    hosts: ['admin.example.com'],
    addresses: IpBlocks.of('203.0.113.0/24', '2001:db8:10::/48'),
    metadata: { name: 'admin-from-office' },
  });
  return gateway;
}
