import { LoadBalancer, LoadBalancerName, TrustedTopology } from 'cdk8s-istio-source-ip';

// What a Service of type LoadBalancer gets on GKE. Packets keep the client's address.
export const gkePassthrough = new TrustedTopology({
  proxies: [LoadBalancer.of(LoadBalancerName.GOOGLE_PASSTHROUGH)],
});
