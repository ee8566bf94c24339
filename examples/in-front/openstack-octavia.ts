import { IpBlocks, OpenStack, TrustedTopology } from 'cdk8s-istio-source-ip';

// Octavia with its amphora provider, which sends PROXY.
export const openstackOctavia = new TrustedTopology({
  proxies: [
    OpenStack.octavia({
      proxyProtocol: true,
      addresses: IpBlocks.of('10.0.0.0/24'), // from which it connects to the nodes
    }),
  ],
});
