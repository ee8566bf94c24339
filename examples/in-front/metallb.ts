import { LoadBalancer, LoadBalancerName, TrustedTopology } from 'cdk8s-istio-source-ip';

// MetalLB announces the address, by layer 2 or BGP. Packets keep the client's address.
export const metallb = new TrustedTopology({
  proxies: [LoadBalancer.of(LoadBalancerName.METALLB)],
});
