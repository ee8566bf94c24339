import { Hairpin, IpBlocks, LoadBalancer, LoadBalancerName, TrustedTopology } from 'cdk8s-istio-source-ip';

// A load balancer of type REGIONAL that sends PROXY.
export const digitalocean = new TrustedTopology({
  proxies: [
    LoadBalancer.of(LoadBalancerName.DIGITALOCEAN_REGIONAL, {
      proxyProtocol: true,
      connectsFrom: IpBlocks.of('10.110.0.0/20'), // its own addresses, as the nodes see them
      hairpin: Hairpin.hostname('lb.example.com'), // clients inside the cluster come through the load balancer too
    }),
  ],
});
