import {
  ClientAddressSource, Cloudflare, ForwardClientCertDetails, Google, IpBlocks, OriginLock, TargetType, TrustedProxy, TrustedTopology, XForwardedFor,
} from '../../src';
import { TOPOLOGY, messageOf } from '../support/app';

const pods = { targetType: TargetType.PODS };
const connectsFrom = IpBlocks.of('10.0.0.0/24');
const acknowledged = OriginLock.enforcedElsewhere('a security group of its own');

const layer4 = (name: string, options: Partial<Parameters<typeof TrustedProxy.layer4>[0]> = {}) =>
  TrustedProxy.layer4({ name, multiTenant: false, keepsPacketSource: false, ...options });
const http = (name: string, options: Partial<Parameters<typeof TrustedProxy.http>[0]> = {}) =>
  TrustedProxy.http({ name, multiTenant: false, xForwardedFor: XForwardedFor.APPEND, ...options });
const chain = (...proxies: TrustedProxy[]) => () => new TrustedTopology({ proxies });

test.each<[string, () => unknown, string]>([
  ['a proxy that replaces the packet source and says nothing', chain(layer4('lb', pods)),
    '[lost-address] the client\'s address is lost at "lb" in client → lb → gateway: packets come from lb; the gateway would take a proxy for the client, '
    + 'and an address list would admit everybody or nobody; let "lb" send PROXY (reading the one it gets, if any), or keep the packet source'],
  ['a layer-7 proxy that leaves X-Forwarded-For to the client', chain(http('cdn', { xForwardedFor: XForwardedFor.PRESERVE, ...pods })),
    '[lost-address] the client\'s address is lost at "cdn" in client → cdn → gateway: packets come from cdn; the gateway would take a proxy for the '
    + 'client, and an address list would admit everybody or nobody; let "cdn" append what it sees to X-Forwarded-For, and read PROXY if it gets one'],
  ['an address lost at the first of three', chain(layer4('first'), http('second'), layer4('third', { sendsProxyProtocol: true, ...pods })),
    '[lost-address] the client\'s address is lost at "first" in client → first → second → third → gateway: packets come from third, the PROXY header '
    + 'names second, X-Forwarded-For ends in first; the gateway would take a proxy for the client, and an address list would admit everybody or nobody; '
    + 'let "first" send PROXY (reading the one it gets, if any), or keep the packet source'],
  ['a proxy that waits for a PROXY header', chain(layer4('inner', { readsProxyProtocol: true, ...pods })),
    '[missing-proxy-header] proxy "inner" reads a PROXY header, but nothing in front of it sends one; it would refuse every connection, or believe '
    + 'a header that the client wrote; set sendsProxyProtocol on the proxy in front of "inner", or readsProxyProtocol: false on it'],
  ['two PROXY headers', chain(layer4('outer', { sendsProxyProtocol: true }), layer4('inner', { sendsProxyProtocol: true, ...pods })),
    '[nested-proxy-headers] proxy "inner" sends a PROXY header in front of another that it does not read (it names client); Envoy reads one header '
    + 'only: it would read the outer one and pass the inner one to the application as data; set readsProxyProtocol: true on "inner" and in its '
    + 'configuration, or let only one of the two send PROXY'],
  ['a PROXY header in front of HTTP', chain(layer4('outer', { sendsProxyProtocol: true }), http('cdn', pods)),
    '[unread-proxy-header] proxy "cdn" speaks HTTP, and gets a PROXY header that it does not read in front of the request (it names client); it '
    + 'would take the header for a malformed request and answer 400; set readsProxyProtocol: true on "cdn" and in its configuration, or switch '
    + 'PROXY off in front of it'],
  ['an uncountable number of entries', chain(http('fastly', { xForwardedFor: XForwardedFor.VARIES, ...pods })),
    '[entries-vary] proxy "fastly" appends a number of X-Forwarded-For entries that varies; numTrustedProxies is one number for all requests: if '
    + 'it is too small the gateway sees a proxy, if too large clients choose their address; make "fastly" overwrite X-Forwarded-For with the '
    + 'address of its peer, and declare XForwardedFor.OVERWRITE; or declare the clientAddressHeader that it or a proxy before it writes'],
  ['an entry with a port', chain(http('appgw', { entriesWithPort: true, ...pods })),
    '[entry-with-port] the X-Forwarded-For entry that holds the client is written as ip:port (appgw); Envoy cannot read it and falls back to the address '
    + "of its peer, a proxy; switch the port off in the proxy's configuration (ALB: routing.http.xff_client_port.enabled=false; Application Gateway: "
    + 'rewrite X-Forwarded-For to {var_client_ip}) and declare entriesWithPort: false'],
  ['a last proxy that ends nowhere', chain(http('cdn', { connectsFrom })),
    '[targets-missing] "cdn" is the last proxy, and it does not say what it connects to; ports of nodes go through kube-proxy, which replaces the '
    + 'packet source unless externalTrafficPolicy is Local; pods are reached directly; add the load balancer between it and the gateway, such '
    + 'as LoadBalancer.of(…) or Aws.nlb({ … }); or, where it connects to nodes or pods itself, write targetType: TargetType.NODES or TargetType.PODS'],
  ['a target type of another vocabulary', () => layer4('lb', { targetType: 'ip' as TargetType }),
    '[unknown-value] targetType of TrustedProxy.layer4 is the text "ip", which TargetType does not have; it would be taken for one of its values, and not for '
    + 'the one that was meant; write TargetType.PODS'],
  ['two proxies of one name', chain(layer4('lb', { sendsProxyProtocol: true }), layer4('lb', pods)),
    '[duplicate-proxy] two proxies are named "lb"; errors, pictures and annotations could not tell them apart; give each its own name, such as "edge" and '
    + '"inner"'],
  ['a sender that does not say from where it connects', chain(layer4('lb', { sendsProxyProtocol: true, ...pods })),
    '[guard-addresses] proxy "lb" does not say from where it connects; whoever reaches the gateway\'s pods without passing "lb" can write any client address, and only the '
    + 'addresses of "lb" tell them from honest traffic; write connectsFrom: IpBlocks.of(…) with the addresses from which "lb" connects, or an originLock on it'],
  ['PROXY with the packet source kept', chain(layer4('nlb', { keepsPacketSource: true, sendsProxyProtocol: true, ...pods })),
    '[unguarded-trust] whoever reaches the gateway\'s pods without passing "nlb" can write any client address (client → nlb → gateway); at the '
    + 'gateway their traffic looks exactly like honest traffic, so no address list would hold; switch the preservation of the packet source off on '
    + '"nlb" (keepsPacketSource: false); or acknowledge what keeps them away: originLock: OriginLock.enforcedElsewhere(\'…\') on "nlb"'],
  ['layer 7 behind layer 7', chain(http('cloudfront'), http('alb', { connectsFrom, ...pods })),
    '[unguarded-trust] whoever reaches "alb" without passing "cloudfront" can write any client address (client → cloudfront → alb → gateway); at '
    + 'the gateway their traffic looks exactly like honest traffic, so no address list would hold; give "cloudfront" an originLock: '
    + 'OriginLock.header(…); or acknowledge what keeps them away: originLock: OriginLock.enforcedElsewhere(\'…\') on "cloudfront"'],
  ['a CDN that everyone can rent', chain(http('cdn', { multiTenant: true, connectsFrom, ...pods })),
    '[unguarded-trust] another customer of "cdn", who reaches the gateway\'s pods through it, can write any client address (client → cdn → '
    + 'gateway); at the gateway their traffic looks exactly like honest traffic, so no address list would hold; give "cdn" an originLock: '
    + 'OriginLock.header(…) or OriginLock.mutualTls(…); or acknowledge what keeps them away: originLock: OriginLock.enforcedElsewhere(\'…\') on "cdn"'],
  ['a client certificate that another proxy takes away', chain(http('cdn', { originLock: OriginLock.mutualTls('ca') }), http('alb', { connectsFrom, ...pods })),
    '[lock-cut-off] "cdn" has OriginLock.mutualTls, but "alb" after it terminates its TLS connection; the gateway sees the certificate of "alb" or '
    + 'none, so the lock would deny everybody or prove nothing; write OriginLock.header(…) on "cdn", or put OriginLock.mutualTls on "alb"'],
  ['a lock that layer 4 cannot open', () => layer4('lb', { originLock: OriginLock.header('x-key', '0123456789abcdef') }),
    '[lock-needs-http] proxy "lb" is layer 4 and has a lock that acts on HTTP requests; it cannot add a header or present a certificate of its '
    + 'own, so the lock would deny everybody; put the lock on the layer-7 proxy, or write OriginLock.enforcedElsewhere(…) here'],
  ['a proxy that connects from nowhere', () => layer4('lb', { connectsFrom: connectsFrom.minus(connectsFrom) }),
    '[empty-list] connectsFrom of proxy "lb" is an empty list; a guard on it would deny all traffic; write the addresses from which it connects, '
    + 'or leave connectsFrom out'],
  ['a name that is none', () => layer4('My LB'),
    '[proxy-name] "My LB" is not a valid name for a proxy; the name becomes part of annotations and of file names; write up to 40 lower-case letters, digits and '
    + 'hyphens, such as "edge-nginx"'],
  ['no entries', () => http('cdn', { entriesAppended: 0 }),
    '[entries-appended] proxy "cdn" appends 0 entries; numTrustedProxies is the sum of these numbers, and a wrong one lets clients choose their address; '
    + 'write a whole number from 1 to 16, or XForwardedFor.PRESERVE for a proxy that appends none'],
  ['a credential that is not a valid name', () => OriginLock.mutualTls('My CA'),
    '[lock-credential] "My CA" is not a valid name for a Secret; without the certificate authority the gateway cannot check the proxy, and Envoy '
    + "would not open the port; write the Secret's name, such as OriginLock.mutualTls('cloudflare-origin-ca')"],
  ['a header that is none', () => OriginLock.header('x key', '0123456789abcdef'),
    '[lock-header] "x key" is not a valid header name; a policy on it would never match, and the gateway would deny everybody; write letters, '
    + "digits and hyphens, such as OriginLock.header('x-origin-key', …)"],
  ['a secret that can be guessed, without showing it', () => OriginLock.header('x-key', 'hunter2'),
    '[lock-header] the value for x-key has 7 characters or holds a blank, a comma or "*"; a short value can be guessed, and Istio reads "*" as a wildcard; '
    + 'write at least 16 printable characters without blanks, commas and "*", such as the output of `openssl rand -hex 32`'],
  ['a secret that Istio would read as a pattern', () => OriginLock.header('x-key', '0123456789abcde*'),
    '[lock-header] the value for x-key has 16 characters or holds a blank, a comma or "*"; a short value can be guessed, and Istio reads "*" as a wildcard; '
    + 'write at least 16 printable characters without blanks, commas and "*", such as the output of `openssl rand -hex 32`'],
  ['an acknowledgement without a reason', () => OriginLock.enforcedElsewhere(' trust me'),
    '[lock-reason] " trust me" does not say what keeps others away; an acknowledgement replaces a guard, and a reviewer must be able to check it; write a '
    + "sentence, such as OriginLock.enforcedElsewhere('security group sg-1 admits the CDN only')"],
])('refuses %s', (_, action, message) => {
  expect(messageOf(action)).toBe(message);
});

test.each<[string, TrustedTopology, object]>([
  ['nothing in front', chain()(), { numTrustedProxies: 0 }],
  ['packet source kept', TOPOLOGY.packetSource(), { numTrustedProxies: 0 }],
  ['PROXY', TOPOLOGY.proxyProtocol(), { numTrustedProxies: 0, proxyProtocol: {} }],
  ['one layer-7 proxy', TOPOLOGY.xForwardedFor(), { numTrustedProxies: 1 }],
  ['Google, which appends two entries', chain(Google.http({ connectsFrom }))(), { numTrustedProxies: 2 }],
  ['Cloudflare in front of PROXY', chain(
    Cloudflare.http({ connectsFrom: IpBlocks.of('192.0.2.0/24'), originLock: acknowledged }), layer4('nlb', { sendsProxyProtocol: true, connectsFrom, ...pods }),
  )(), { numTrustedProxies: 1, proxyProtocol: {} }],
])('the whole gatewayTopology is written: %s', (_, topology, gatewayTopology) => {
  expect(topology.toProxyConfig()).toEqual({ gatewayTopology });
  expect(topology.numTrustedProxies).toBe(topology.toProxyConfig().gatewayTopology.numTrustedProxies);
  expect(topology.proxyProtocol).toBe('proxyProtocol' in gatewayTopology);
});

test.each<[string, TrustedTopology, string | undefined]>([
  ['clients at the nodes', chain()(), 'Local'],
  ['packet source kept, to nodes', TOPOLOGY.packetSource(), 'Local'],
  ['packet source kept, to pods', chain(layer4('nlb', { keepsPacketSource: true, ...pods }))(), undefined],
  ['PROXY to nodes: the guard needs the packet source', chain(layer4('lb', { sendsProxyProtocol: true, connectsFrom, targetType: TargetType.NODES }))(), 'Local'],
  ['PROXY to nodes, acknowledged: nobody looks at the packet source',
    chain(layer4('lb', { sendsProxyProtocol: true, originLock: acknowledged, targetType: TargetType.NODES }))(), undefined],
])('externalTrafficPolicy: %s', (_, topology, policy) => {
  expect(topology.externalTrafficPolicy).toBe(policy);
});

test('forwardClientCertDetails is written when asked for', () => {
  const topology = new TrustedTopology({ proxies: [], forwardClientCertDetails: ForwardClientCertDetails.APPEND_FORWARD });
  expect(topology.toProxyConfig()).toEqual({ gatewayTopology: { numTrustedProxies: 0, forwardClientCertDetails: 'APPEND_FORWARD' } });
});

test('the list of proxies is a copy', () => {
  const topology = TOPOLOGY.proxyProtocol();
  topology.proxies.pop();
  expect(topology.proxies.map(proxy => proxy.name)).toEqual(['sender']);
});

test('the IstioOperator document is for istioctl', () => {
  expect(TOPOLOGY.xForwardedFor().toIstioOperator({ accessLog: true })).toBe(`apiVersion: install.istio.io/v1alpha1
kind: IstioOperator
spec:
  meshConfig:
    accessLogEncoding: JSON
    accessLogFile: /dev/stdout
    defaultConfig:
      gatewayTopology:
        numTrustedProxies: 1
`);
});

describe('a chain with everything in words and as a picture, without its secrets', () => {
  const topology = chain(
    http('cdn', { multiTenant: true, connectsFrom: IpBlocks.of('192.0.2.0/24'), originLock: OriginLock.header('X-Key', 'secret-0123456789') }),
    http('proxy', { xForwardedFor: XForwardedFor.PRESERVE, sendsProxyProtocol: true, originLock: OriginLock.mutualTls('proxy-ca') }),
    layer4('relay', { readsProxyProtocol: true, sendsProxyProtocol: true, connectsFrom, targetType: TargetType.NODES, originLock: acknowledged }),
  )();

  test('words', () => {
    expect(topology.clientAddressSource).toBe(ClientAddressSource.X_FORWARDED_FOR);
    expect(topology.describe()).toBe(`client → cdn → proxy → relay → gateway
  cdn: layer 7, appends 1 to X-Forwarded-For, shared with other customers, locked by header x-key
  proxy: layer 7, X-Forwarded-For: preserve, sends PROXY, locked by a client certificate of proxy-ca
  relay: layer 4, packet source replaced, reads PROXY, sends PROXY, locked elsewhere: a security group of its own
client address: X-Forwarded-For
  on TCP and TLS passthrough servers: unknown, since TCP has no X-Forwarded-For
gatewayTopology: {"numTrustedProxies":1,"proxyProtocol":{}}
externalTrafficPolicy: Local
guards: only 10.0.0.0/24 may connect; only 192.0.2.0/24 may be named in the PROXY header; cdn locked by header x-key; proxy locked by a client certificate of proxy-ca; relay locked elsewhere: a security group of its own
`);
  });

  test('picture', () => {
    expect(topology.toMermaid()).toBe(`flowchart LR
  client([client])
  proxy0["<b>cdn</b><br/>layer 7<br/>appends 1 to X-Forwarded-For<br/>shared with other customers<br/>locked by header x-key"]
  proxy1["<b>proxy</b><br/>layer 7<br/>X-Forwarded-For: preserve<br/>sends PROXY<br/>locked by a client certificate of proxy-ca"]
  proxy2["<b>relay</b><br/>layer 4<br/>packet source replaced<br/>reads PROXY<br/>sends PROXY<br/>locked elsewhere: a security group of its own"]
  gateway{{"<b>Istio gateway</b><br/>client address: X-Forwarded-For<br/>numTrustedProxies: 1<br/>reads PROXY<br/>only 10.0.0.0/24 may connect<br/>only 192.0.2.0/24 may \
be named in the PROXY header<br/>cdn locked by header x-key<br/>proxy locked by a client certificate of proxy-ca<br/>relay locked elsewhere: a security group of its own"}}
  client --> proxy0 --> proxy1 --> proxy2 --> gateway
`);
  });

  test('words for a chain that needs no guard, and for one that guards its PROXY source', () => {
    const ranges = IpBlocks.of('192.0.2.1', '192.0.2.3', '192.0.2.5', '192.0.2.7', '192.0.2.9');
    expect(chain(http('cdn', { connectsFrom: ranges, ...pods }))().describe()).toMatch(/only 192\.0\.2\.1\/32, 192\.0\.2\.3\/32, 192\.0\.2\.5\/32 and 2 more/);
    expect(TOPOLOGY.packetSource().describe()).toMatch(/guards: none needed\n$/);
    expect(chain(http('cdn', { connectsFrom: IpBlocks.of('192.0.2.0/24') }), layer4('nlb', { sendsProxyProtocol: true, connectsFrom, ...pods }))().describe()).toMatch(
      /externalTrafficPolicy: any\nguards: only 10\.0\.0\.0\/24 may connect; only 192\.0\.2\.0\/24 may be named in the PROXY header\n$/);
    expect(chain(http('cdn', { connectsFrom }), layer4('nlb', { keepsPacketSource: true, ...pods }))().describe())
      .toMatch(/guards: only 10\.0\.0\.0\/24 may connect; loadBalancerSourceRanges likewise\n$/);
  });
});
