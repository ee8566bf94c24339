import { Hairpin, IpBlocks, Ovh, TrustedTopology } from 'cdk8s-istio-source-ip';

// OVHcloud's Public Cloud Load Balancer (Octavia), which sends PROXY.
export const ovh = new TrustedTopology({
  proxies: [
    Ovh.octavia({
      proxyProtocol: true,
      addresses: IpBlocks.of('10.0.0.0/24'), // from which it connects to the nodes
      hairpin: Hairpin.hostname('lb.example.com'), // clients inside the cluster come through the load balancer too
    }),
  ],
});
