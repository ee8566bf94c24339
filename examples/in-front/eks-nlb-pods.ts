import { Aws, IpBlocks, TargetType, TrustedTopology } from 'cdk8s-istio-source-ip';

// The AWS Load Balancer Controller (the default of `controller`) makes an NLB that connects to pods and sends PROXY.
export const eksNlbPods = new TrustedTopology({
  proxies: [
    Aws.nlb({
      targetType: TargetType.PODS,
      internetFacing: true,
      proxyProtocol: true,
      connectsFrom: IpBlocks.of('10.0.0.0/24', '10.0.1.0/24'), // the load balancer's subnets
    }),
  ],
});
