// A Classic ELB made by the cloud provider from the existing gateway's Service, with PROXY.
import { App, Chart } from 'cdk8s';
import { Aws, GatewayAccessLog, GatewayInstall, GatewayServer, IpAllowList, IpBlocks, ProxyProtocolGateway, TrustedTopology } from 'cdk8s-istio-source-ip';

export function awsClassicElb(outdir: string): App {
  const app = new App({ outdir });
  const chart = new Chart(app, 'aws-classic-elb', { namespace: 'istio-system' });

  const gateway = new ProxyProtocolGateway(chart, 'ingress', {
    topology: new TrustedTopology({
      proxies: [
        Aws.classicElb({
          internetFacing: true,
          connectsFrom: IpBlocks.of('10.0.0.0/24', '10.0.1.0/24'), // the load balancer's subnets
        }),
      ],
    }),
    install: GatewayInstall.existing(), // istio-ingressgateway
    servers: [GatewayServer.http({ name: 'http', hosts: ['www.example.com'] })],
  });
  new GatewayAccessLog(chart, 'access-log', { gateway });
  new IpAllowList(chart, 'known-clients', { gateway, addresses: IpBlocks.of('203.0.113.0/24') });

  app.synth();
  gateway.writeFiles(outdir);
  return app;
}
