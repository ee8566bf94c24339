import { Hairpin, IpBlocks, LoadBalancer, LoadBalancerName, TrustedTopology } from 'cdk8s-istio-source-ip';

// OVHcloud's Public Cloud Load Balancer (Octavia), which sends PROXY.
export const ovh = new TrustedTopology({
  proxies: [
    LoadBalancer.of(LoadBalancerName.OVH_OCTAVIA, {
      proxyProtocol: true,
      connectsFrom: IpBlocks.of('10.0.0.0/24'), // its own addresses, as the nodes see them
      hairpin: Hairpin.hostname('lb.example.com'), // clients inside the cluster come through the load balancer too
    }),
  ],
});
