import { Cloudflare, IpBlocks, LoadBalancer, LoadBalancerName, OriginLock, TrustedTopology } from 'cdk8s-istio-source-ip';

// Cloudflare, then a load balancer that keeps the packet source (here GKE's): the packets that arrive are Cloudflare's.
export const cloudflarePassthrough = new TrustedTopology({
  proxies: [
    Cloudflare.http({
      connectsFrom: IpBlocks.of('192.0.2.0/24'), // IpBlocks.fromFile('cloudflare.txt')
      originLock: OriginLock.mutualTls('cloudflare-origin-ca'), // authenticated origin pulls, with a certificate of your own zone
    }),
    LoadBalancer.of(LoadBalancerName.GOOGLE_PASSTHROUGH),
  ],
});
