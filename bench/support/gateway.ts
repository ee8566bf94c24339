import { Chart } from 'cdk8s';
import { GatewayServer, IpBlocks, Nginx, ProxyProtocolGateway, TargetType, TrustedTopology } from 'cdk8s-istio-source-ip';

/** A gateway behind PROXY, with one HTTPS server of these hosts. */
export function gatewayIn(chart: Chart, id: string, hosts: string[]): ProxyProtocolGateway {
  const topology = new TrustedTopology({
    proxies: [Nginx.stream({ connectsFrom: IpBlocks.of('10.0.0.1'), upstreams: ['192.168.0.50'], targetType: TargetType.PODS })],
  });
  return new ProxyProtocolGateway(chart, id, { topology, servers: [GatewayServer.https({ name: 'https', hosts, credentialName: 'web' })] });
}
