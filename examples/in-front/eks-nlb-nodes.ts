import { Aws, NlbController, NlbTargetType, TrustedTopology } from 'cdk8s-istio-source-ip';

// The AWS Load Balancer Controller makes an NLB that connects to nodes. Packets keep the client's address.
export const eksNlbNodes = new TrustedTopology({
  proxies: [
    Aws.nlb({
      controller: NlbController.LOAD_BALANCER_CONTROLLER,
      targetType: NlbTargetType.INSTANCE,
      internetFacing: true,
      proxyProtocol: false,
    }),
  ],
});
