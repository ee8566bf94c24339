import { IpBlocks, LoadBalancer, LoadBalancerName, TrustedTopology } from 'cdk8s-istio-source-ip';

// A load balancer that sends PROXY, in the nodes' private network.
export const hetzner = new TrustedTopology({
  proxies: [
    LoadBalancer.of(LoadBalancerName.HETZNER, {
      proxyProtocol: true,
      connectsFrom: IpBlocks.of('10.0.0.2'), // its address in that network
      annotations: {
        'load-balancer.hetzner.cloud/location': 'fsn1',
        'load-balancer.hetzner.cloud/private-ipv4': '10.0.0.2',
        'load-balancer.hetzner.cloud/use-private-ip': 'true', // it connects to the nodes from there
      },
    }),
  ],
});
