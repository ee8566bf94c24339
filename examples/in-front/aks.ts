import { LoadBalancer, LoadBalancerName, TrustedTopology } from 'cdk8s-istio-source-ip';

// What a Service of type LoadBalancer gets on AKS. Packets keep the client's address.
export const aks = new TrustedTopology({
  proxies: [LoadBalancer.of(LoadBalancerName.AZURE)],
});
