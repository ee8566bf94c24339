import { Aws, Cloudflare, IpBlocks, OriginLock, TargetType, TrustedTopology } from 'cdk8s-istio-source-ip';

// Cloudflare, then a load balancer that reads HTTP (here an ALB). The ALB ends TLS, so that only a header can prove Cloudflare to the gateway.
export const cloudflareAlb = new TrustedTopology({
  proxies: [
    Cloudflare.http({
      connectsFrom: IpBlocks.of('192.0.2.0/24'), // IpBlocks.fromFile('cloudflare.txt')
      originLock: OriginLock.header('x-origin-key', 'replace-me-with-openssl-rand-hex-32'), // set by a transform rule
    }),
    Aws.alb({
      targetType: TargetType.PODS,
      connectsFrom: IpBlocks.of('10.0.0.0/24', '10.0.1.0/24'), // the load balancer's subnets
    }),
  ],
});
