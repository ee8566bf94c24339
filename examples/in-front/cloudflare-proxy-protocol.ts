import { Cloudflare, IpBlocks, LoadBalancer, LoadBalancerName, OriginLock, TrustedTopology } from 'cdk8s-istio-source-ip';

// Cloudflare, then a load balancer that sends PROXY (here Hetzner's): its header must name Cloudflare, X-Forwarded-For the client.
export const cloudflareProxyProtocol = new TrustedTopology({
  proxies: [
    Cloudflare.http({
      connectsFrom: IpBlocks.of('192.0.2.0/24'), // IpBlocks.fromFile('cloudflare.txt')
      originLock: OriginLock.mutualTls('cloudflare-origin-ca'), // authenticated origin pulls, with a certificate of your own zone
    }),
    LoadBalancer.of(LoadBalancerName.HETZNER, {
      proxyProtocol: true,
      connectsFrom: IpBlocks.of('10.0.0.2'), // its address in the nodes' private network
      annotations: {
        'load-balancer.hetzner.cloud/location': 'fsn1',
        'load-balancer.hetzner.cloud/private-ipv4': '10.0.0.2',
        'load-balancer.hetzner.cloud/use-private-ip': 'true',
      },
    }),
  ],
});
