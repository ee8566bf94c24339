import { Aws, IpBlocks, NlbController, NlbTargetType, TrustedTopology } from 'cdk8s-istio-source-ip';

// The AWS Load Balancer Controller makes an NLB that connects to pods and sends PROXY.
export const eksNlbPods = new TrustedTopology({
  proxies: [
    Aws.nlb({
      controller: NlbController.LOAD_BALANCER_CONTROLLER,
      targetType: NlbTargetType.IP,
      internetFacing: true,
      proxyProtocol: true,
      addresses: IpBlocks.of('10.0.0.0/24', '10.0.1.0/24'), // the load balancer's subnets
    }),
  ],
});
