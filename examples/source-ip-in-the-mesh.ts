// Three ways in which the client's address arrives (packet source, X-Forwarded-For, PROXY), each with its own gateway,
// and an application that shows what arrives.
import { join } from 'path';
import { App, Chart } from 'cdk8s';
import {
  Aws, EchoServer, ForwardClientCertDetails, GatewayInstall, GatewayServer, IpBlocks, IpDenyList, LoadBalancer, LoadBalancerName, NlbController,
  OriginLock, ProxyProtocolGateway, TargetType, TrustedProxy, TrustedTopology, XForwardedFor,
} from 'cdk8s-istio-source-ip';

export function sourceIpInTheMesh(outdir: string): App {
  const app = new App({ outdir });
  const gateways = [packetSource(app), severalProxies(app), tcp(app)];
  app.synth();
  gateways.forEach(gateway => gateway.writeFiles(join(outdir, gateway.node.scope!.node.id)));
  return app;
}

/** A load balancer that keeps the packet source, externalTrafficPolicy Local, and a DENY on ipBlocks. */
function packetSource(app: App): ProxyProtocolGateway {
  const gatewayChart = new Chart(app, 'packet-source', { namespace: 'istio-system' });
  const gateway = new ProxyProtocolGateway(gatewayChart, 'ingress', {
    topology: new TrustedTopology({ proxies: [LoadBalancer.of(LoadBalancerName.GOOGLE_PASSTHROUGH)] }),
    install: GatewayInstall.existing(), // istio-ingressgateway
    servers: [GatewayServer.http({ name: 'http', hosts: ['clusterip.jimmysong.io'] })],
  });
  new IpDenyList(gatewayChart, 'deny-direct', { gateway, addresses: IpBlocks.of('123.120.234.0/24') });

  const applicationChart = new Chart(app, 'echo-server', { namespace: 'default' });
  new EchoServer(applicationChart, 'echo', {
    gateway,
    host: 'clusterip.jimmysong.io',
    name: 'clusterip',
    preserveSourceIp: true, // TPROXY: callers inside the mesh keep their address too
  });
  return gateway;
}

/** Two HTTP proxies that append to X-Forwarded-For: numTrustedProxies 2, and a DENY on remoteIpBlocks. */
function severalProxies(app: App): ProxyProtocolGateway {
  const chart = new Chart(app, 'several-proxies', { namespace: 'several-proxies' });
  const gateway = new ProxyProtocolGateway(chart, 'ingress', {
    name: 'several-proxies',
    topology: new TrustedTopology({
      proxies: [
        TrustedProxy.http({
          name: 'outer',
          multiTenant: false,
          connectsFrom: IpBlocks.of('192.0.2.0/28'),
          xForwardedFor: XForwardedFor.APPEND,
          originLock: OriginLock.header('x-origin-key', 'replace-me-with-openssl-rand-hex-32'),
        }),
        TrustedProxy.http({
          name: 'inner',
          multiTenant: false,
          connectsFrom: IpBlocks.of('10.0.0.0/24'),
          xForwardedFor: XForwardedFor.APPEND,
          targetType: TargetType.PODS,
        }),
      ],
      forwardClientCertDetails: ForwardClientCertDetails.SANITIZE_SET,
    }),
    servers: [GatewayServer.http({ name: 'http', hosts: ['clusterip.jimmysong.io'] })],
  });
  new IpDenyList(chart, 'deny-remote', { gateway, addresses: IpBlocks.of('2.2.2.0/24') });
  return gateway;
}

/** PROXY carries the address of TCP clients too, for which X-Forwarded-For does not exist. */
function tcp(app: App): ProxyProtocolGateway {
  const chart = new Chart(app, 'proxy-protocol', { namespace: 'proxy-protocol' });
  const gateway = new ProxyProtocolGateway(chart, 'ingress', {
    name: 'proxy-protocol',
    topology: new TrustedTopology({
      proxies: [
        Aws.nlb({
          controller: NlbController.LOAD_BALANCER_CONTROLLER,
          targetType: TargetType.PODS,
          internetFacing: true,
          proxyProtocol: true,
          connectsFrom: IpBlocks.of('10.0.0.0/24', '10.0.1.0/24'), // the load balancer's subnets
        }),
      ],
    }),
    servers: [
      GatewayServer.http({ name: 'http', hosts: ['clusterip.jimmysong.io'], httpsRedirect: true }),
      GatewayServer.https({ name: 'https', hosts: ['clusterip.jimmysong.io'], credentialName: 'clusterip' }),
      GatewayServer.tlsPassthrough({ name: 'tls', hosts: ['vault.jimmysong.io'] }),
      GatewayServer.tcp({ name: 'postgres', port: 5432 }),
    ],
  });
  new IpDenyList(chart, 'deny-remote', { gateway, serverNames: ['postgres'], addresses: IpBlocks.of('2.2.2.0/24') });
  return gateway;
}
