import { Google, IpBlocks, TrustedTopology } from 'cdk8s-istio-source-ip';

// Google's external HTTP(S) load balancer ends TLS and appends two entries to X-Forwarded-For: the client and itself.
export const gkeHttp = new TrustedTopology({
  proxies: [
    Google.http({ connectsFrom: IpBlocks.of('35.191.0.0/16', '130.211.0.0/22') }), // as Google publishes them
  ],
});
