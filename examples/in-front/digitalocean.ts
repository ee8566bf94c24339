import { DigitalOcean, Hairpin, IpBlocks, TrustedTopology } from 'cdk8s-istio-source-ip';

// A load balancer of type REGIONAL that sends PROXY.
export const digitalocean = new TrustedTopology({
  proxies: [
    DigitalOcean.loadBalancer({
      proxyProtocol: true,
      addresses: IpBlocks.of('10.110.0.0/20'), // from which it connects to the nodes
      hairpin: Hairpin.hostname('lb.example.com'), // clients inside the cluster come through the load balancer too
    }),
  ],
});
