import {
  Akamai, Aws, Azure, Cloudflare, Fastly, Google, Haproxy, IpBlocks, LoadBalancer, LoadBalancerName, Nginx, OriginLock, TargetType, TrustedProxy,
  TrustedTopology,
} from '../../src';
import { messageOf } from '../support/app';

const connectsFrom = IpBlocks.of('192.0.2.0/24');
const originLock = OriginLock.header('x-origin-key', 'b5bb9d8014a0f9b1');
const { NODES } = TargetType;
const edge = { connectsFrom, targetType: NODES, upstreams: ['10.0.0.5'] };

const CDNS: readonly TrustedProxy[] = [
  Cloudflare.http({ connectsFrom, originLock }),
  Cloudflare.spectrum({ connectsFrom, originLock: OriginLock.enforcedElsewhere('a tunnel of our own'), proxyProtocol: true }),
  Aws.cloudFront({ connectsFrom, originLock }),
  Azure.frontDoor({ connectsFrom, originLock }),
  Fastly.cdn({ connectsFrom, originLock, clientAddressHeader: 'Fastly-Client-IP' }),
  Akamai.cdn({ connectsFrom, originLock }),
];
const EDGES: readonly TrustedProxy[] = [Haproxy.tcp(edge), Nginx.stream(edge)];
/** Made from the gateway's Service, or in front of it. */
const OF_THE_SERVICE: readonly TrustedProxy[] = [
  LoadBalancer.of(LoadBalancerName.METALLB),
  LoadBalancer.of(LoadBalancerName.GOOGLE_PASSTHROUGH),
  Aws.nlb({ targetType: NODES, internetFacing: true, proxyProtocol: false }),
  Aws.classicElb({ internetFacing: true, connectsFrom }),
  Aws.alb({ targetType: NODES, connectsFrom }),
  Google.http({ connectsFrom }),
  Google.proxyNetwork({ connectsFrom, proxyProtocol: true }),
];

const WHY = "proxies are listed from the client to the gateway, and what is derived from another order would be another chain's";
const pairs = (first: readonly TrustedProxy[], second: readonly TrustedProxy[]) => first.flatMap(one => second.map(other => [one, other] as const));

test.each(pairs(OF_THE_SERVICE, [...EDGES, ...CDNS]).map(([early, late]) => [early.name, late.name, early, late] as const))(
  '%s in front of %s: what belongs to the Service is last', (_, __, early, late) => {
    expect(messageOf(() => new TrustedTopology({ proxies: [early, late] }))).toBe(
      `[proxy-order] "${early.name}", which belongs to the gateway's own Service, is not the last proxy (client → ${early.name} → ${late.name} → gateway); ${WHY}; `
      + `write proxies: [${late.name}, ${early.name}]; a load balancer in front of other proxies is made elsewhere, and declared with `
      + `TrustedProxy.${early.layer === 4 ? 'layer4' : 'http'}({ … })`);
  },
);

test.each(pairs(EDGES, CDNS).map(([early, late]) => [early.name, late.name, early, late] as const))(
  '%s in front of %s: it connects to the gateway', (_, __, early, late) => {
    const last = LoadBalancer.of(LoadBalancerName.METALLB);
    expect(messageOf(() => new TrustedTopology({ proxies: [early, late, last] }))).toBe(
      `[proxy-order] "${late.name}" is after a proxy that connects to the gateway (client → ${early.name} → ${late.name} → metallb → gateway); ${WHY}; `
      + `write proxies: [${late.name}, ${early.name}, metallb]`);
  },
);

test('a last proxy that does not say what it connects to may be in the wrong order', () => {
  const [cdn] = CDNS;
  const lb = TrustedProxy.layer4({ name: 'lb', multiTenant: false, keepsPacketSource: true, targetType: NODES });
  expect(messageOf(() => new TrustedTopology({ proxies: [lb, cdn] }))).toMatch(/; or write the proxies from the client to the gateway: \[cloudflare, lb\]$/);
});

test.each([
  ['HAProxy in front of MetalLB', [EDGES[0], OF_THE_SERVICE[0]]],
  ['one edge proxy in front of another', [Haproxy.tcp({ ...edge, originLock: OriginLock.enforcedElsewhere('a network of our own') }), Nginx.stream({ ...edge, readsProxyProtocol: true })]],
  ['a CDN in front of a load balancer that keeps the packet source', [CDNS[0], OF_THE_SERVICE[2]]],
  ['a CDN in front of an ALB', [CDNS[2], OF_THE_SERVICE[4]]],
])('%s can be', (_, proxies) => {
  expect(() => new TrustedTopology({ proxies })).not.toThrow();
});
