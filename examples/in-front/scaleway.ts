import { IpBlocks, LoadBalancer, LoadBalancerName, TrustedTopology } from 'cdk8s-istio-source-ip';

// The load balancer of Kapsule, which sends PROXY.
export const scaleway = new TrustedTopology({
  proxies: [
    LoadBalancer.of(LoadBalancerName.SCALEWAY, {
      proxyProtocol: true,
      connectsFrom: IpBlocks.of('172.16.0.0/22'), // its own addresses, as the nodes see them
    }),
  ],
});
