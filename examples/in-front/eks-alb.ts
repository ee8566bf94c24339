import { Aws, IpBlocks, TargetType, TrustedTopology } from 'cdk8s-istio-source-ip';

// An ALB ends TLS and appends the client to X-Forwarded-For.
export const eksAlb = new TrustedTopology({
  proxies: [
    Aws.alb({
      targetType: TargetType.PODS,
      connectsFrom: IpBlocks.of('10.0.0.0/24', '10.0.1.0/24'), // the load balancer's subnets
    }),
  ],
});
