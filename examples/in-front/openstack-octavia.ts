import { IpBlocks, LoadBalancer, LoadBalancerName, TrustedTopology } from 'cdk8s-istio-source-ip';

// Octavia with its amphora provider, which sends PROXY.
export const openstackOctavia = new TrustedTopology({
  proxies: [
    LoadBalancer.of(LoadBalancerName.OPENSTACK_OCTAVIA, {
      proxyProtocol: true,
      connectsFrom: IpBlocks.of('10.0.0.0/24'), // its own addresses, as the nodes see them
    }),
  ],
});
