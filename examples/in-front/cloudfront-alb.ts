import { Aws, IpBlocks, OriginLock, TargetType, TrustedTopology } from 'cdk8s-istio-source-ip';

// CloudFront, then an ALB: each appends one entry to X-Forwarded-For.
export const cloudfrontAlb = new TrustedTopology({
  proxies: [
    Aws.cloudFront({
      connectsFrom: IpBlocks.of('192.0.2.0/24'), // IpBlocks.fromFile('aws-ip-ranges.json', { service: 'CLOUDFRONT_ORIGIN_FACING' })
      originLock: OriginLock.header('x-origin-key', 'replace-me-with-openssl-rand-hex-32'), // a custom header of the origin
    }),
    Aws.alb({
      targetType: TargetType.PODS,
      connectsFrom: IpBlocks.of('10.0.0.0/24', '10.0.1.0/24'), // the load balancer's subnets
    }),
  ],
});
