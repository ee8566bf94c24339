import { ClientAddressSource, Cloudflare, IpBlocks, OriginLock, TargetType, TrustedProxy, TrustedTopology, XForwardedFor } from '../../src';
import { messageOf } from '../support/app';

const pods = { targetType: TargetType.PODS };
const vendor = IpBlocks.of('192.0.2.0/24');
const ours = IpBlocks.of('10.0.0.0/24');
const secret = OriginLock.header('x-origin-key', 'a-secret-of-the-origin-0123456789');
const clientAddressHeader = 'CF-Connecting-IP';

const cdn = (options: Partial<Parameters<typeof TrustedProxy.http>[0]> = {}) => TrustedProxy.http({
  name: 'cdn', multiTenant: false, xForwardedFor: XForwardedFor.VARIES, clientAddressHeader, ...options,
});
const proxy = (options: Partial<Parameters<typeof TrustedProxy.http>[0]> = {}) => TrustedProxy.http({
  name: 'proxy', multiTenant: false, xForwardedFor: XForwardedFor.APPEND, connectsFrom: ours, ...pods, ...options,
});
const nlb = (keepsPacketSource: boolean) => TrustedProxy.layer4({
  name: 'nlb', multiTenant: false, keepsPacketSource, sendsProxyProtocol: !keepsPacketSource, connectsFrom: ours, ...pods,
});
const chain = (...proxies: TrustedProxy[]) => () => new TrustedTopology({ proxies });

test.each<[string, () => TrustedTopology, number]>([
  ['in front of the gateway', chain(cdn({ connectsFrom: vendor, ...pods })), 0],
  ['in front of a proxy that leaves it alone', chain(cdn({ originLock: secret }), proxy()), 0],
  ['with entries that can be counted, which then are, for logs and applications',
    chain(cdn({ xForwardedFor: XForwardedFor.APPEND, connectsFrom: vendor, originLock: secret }), proxy()), 2],
  ['at Cloudflare', chain(Cloudflare.http({ connectsFrom: vendor, originLock: secret, clientAddressHeader }), nlb(false)), 1],
])('the header of a CDN holds the client: %s', (_, topology, numTrustedProxies) => {
  expect(topology()).toMatchObject({
    clientAddressSource: ClientAddressSource.CLIENT_ADDRESS_HEADER, clientAddressHeader: 'cf-connecting-ip', knowsTcpClients: false, numTrustedProxies,
  });
});

describe('whoever could write the header is kept away', () => {
  test.each<[string, () => TrustedTopology, string]>([
    ['whoever reaches the pods', chain(cdn({ connectsFrom: vendor, ...pods })), 'guards: only 192.0.2.0/24 may connect'],
    ['whoever reaches a load balancer that keeps the packet source', chain(cdn({ connectsFrom: vendor }), nlb(true)),
      'guards: only 192.0.2.0/24 may connect; loadBalancerSourceRanges likewise'],
    ['whoever reaches a load balancer that sends PROXY', chain(cdn({ connectsFrom: vendor }), nlb(false)),
      'guards: only 10.0.0.0/24 may connect; only 192.0.2.0/24 may be named in the PROXY header'],
    ['another customer of the CDN', chain(cdn({ multiTenant: true, connectsFrom: vendor, originLock: secret, ...pods })),
      'guards: only 192.0.2.0/24 may connect; cdn locked by header x-origin-key'],
  ])('%s', (_, topology, guards) => {
    expect(topology().describe().split('\n').filter(line => line.startsWith('guards'))).toEqual([guards]);
  });

  test.each<[string, () => TrustedTopology, RegExp]>([
    ['nothing tells who connects', chain(cdn(pods)), /^\[guard-addresses\] proxy "cdn" does not say from where it connects; whoever reaches the gateway's pods without passing "cdn"/],
    ['another customer could', chain(cdn({ multiTenant: true, connectsFrom: vendor, ...pods })),
      /^\[unguarded-trust\] another customer of "cdn", who reaches the gateway's pods through it, can write any client address/],
    ['an inner proxy hides them', chain(cdn({ connectsFrom: vendor }), proxy()),
      /^\[unguarded-trust\] whoever reaches "proxy" without passing "cdn" can write any client address/],
  ])('or it is an error: %s', (_, topology, message) => {
    expect(messageOf(topology)).toMatch(message);
  });
});

test.each<[string, () => unknown, string]>([
  ['a proxy that does not see the client', chain(proxy({ name: 'first', targetType: undefined }), cdn({ connectsFrom: vendor, ...pods })),
    '[header-not-client] the header cf-connecting-ip of "cdn" holds first, not the client (client → first → cdn → gateway); only a proxy that sees the '
    + 'client itself can write its address; leave clientAddressHeader out, or declare it on the proxy that clients reach'],
  ['X-Forwarded-For', () => cdn({ clientAddressHeader: 'X-Forwarded-For' }),
    '[client-address-header] clientAddressHeader of proxy "cdn" is "X-Forwarded-For"; it must be a header that holds one address and nothing that the '
    + "client wrote; X-Forwarded-For is a list, and has its own setting; write the vendor's header, such as 'CF-Connecting-IP', or leave it out"],
  ['no header', () => cdn({ clientAddressHeader: 'client ip' }),
    '[client-address-header] clientAddressHeader of proxy "cdn" is "client ip"; it must be a header that holds one address and nothing that the '
    + "client wrote; X-Forwarded-For is a list, and has its own setting; write the vendor's header, such as 'CF-Connecting-IP', or leave it out"],
])('refused: %s', (_, action, message) => {
  expect(messageOf(action)).toBe(message);
});

test('in words', () => {
  expect(chain(cdn({ connectsFrom: vendor, ...pods }))().describe()).toBe(`client → cdn → gateway
  cdn: layer 7, X-Forwarded-For: varies, writes cf-connecting-ip
client address: header cf-connecting-ip
  on TCP and TLS passthrough servers: unknown, since TCP has no X-Forwarded-For
gatewayTopology: {"numTrustedProxies":0}
externalTrafficPolicy: any
guards: only 192.0.2.0/24 may connect
`);
});
