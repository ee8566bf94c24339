import { IpBlocks, Scaleway, TrustedTopology } from 'cdk8s-istio-source-ip';

// The load balancer of Kapsule, which sends PROXY.
export const scaleway = new TrustedTopology({
  proxies: [
    Scaleway.loadBalancer({
      proxyProtocol: true,
      addresses: IpBlocks.of('172.16.0.0/22'), // from which it connects to the nodes
    }),
  ],
});
