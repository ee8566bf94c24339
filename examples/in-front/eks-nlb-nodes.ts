import { Aws, TargetType, TrustedTopology } from 'cdk8s-istio-source-ip';

// The AWS Load Balancer Controller (the default of `controller`) makes an NLB that connects to nodes. Packets keep the client's address.
export const eksNlbNodes = new TrustedTopology({
  proxies: [
    Aws.nlb({
      targetType: TargetType.NODES,
      internetFacing: true,
      proxyProtocol: false,
    }),
  ],
});
