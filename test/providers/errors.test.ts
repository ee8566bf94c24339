import { Aws, Haproxy, IpBlocks, Nginx, OriginLock, TargetType, TrustedProxy, TrustedTopology, XForwardedFor } from '../../src';
import { chartIn, gatewayIn, messageOf } from '../support/app';

const connectsFrom = IpBlocks.of('192.168.0.10');
const edge = { connectsFrom, upstreams: ['192.168.0.50'], targetType: TargetType.NODES };
const nginx = (upstreams: string[]) => () => Nginx.stream({ ...edge, upstreams });
const haproxy = (upstreams: string[]) => () => Haproxy.tcp({ ...edge, upstreams });
const alb = (xForwardedFor: XForwardedFor) => () => Aws.alb({ targetType: TargetType.PODS, connectsFrom, xForwardedFor });
const elb = (emitIntervalMinutes: number) => () => Aws.classicElb({ internetFacing: true, connectsFrom, accessLog: { s3BucketName: 'logs', emitIntervalMinutes } });

const ALB = 'its attribute routing.http.xff_header_processing.mode has append, preserve and remove only, so the count would be wrong; write '
  + 'XForwardedFor.APPEND, PRESERVE or REMOVE';
const NO_UPSTREAMS = '[upstream] upstreams is an empty list; the proxy has nothing to connect to, and would refuse its configuration; write the '
  + "addresses of the gateway as this machine reaches them, such as upstreams: ['192.168.0.50']";
const ELB = 'a Classic ELB writes its access log every 5 or every 60 minutes and refuses anything else; write 5 or 60';

test.each<[string, () => unknown, string]>([
  ['an ALB that overwrites X-Forwarded-For', alb(XForwardedFor.OVERWRITE),
    `[alb-xff-mode] an Application Load Balancer cannot do "overwrite" to X-Forwarded-For; ${ALB}`],
  ['an ALB that appends now and then', alb(XForwardedFor.VARIES),
    `[alb-xff-mode] an Application Load Balancer cannot do "varies" to X-Forwarded-For; ${ALB}`],
  ['access logs every hour but one minute', elb(59), `[elb-access-log] emitIntervalMinutes is 59; ${ELB}`],
  ['access logs every no minutes', elb(0), `[elb-access-log] emitIntervalMinutes is 0; ${ELB}`],
  ['NGINX with nothing to connect to', nginx([]), NO_UPSTREAMS],
  ['HAProxy with nothing to connect to', haproxy([]), NO_UPSTREAMS],
  ['a block for an upstream', nginx(['192.168.0.50', '192.168.1.0/24']),
    '[upstream] upstream "192.168.1.0/24" is a block of addresses; a proxy connects to single addresses; write each address that it has, such as \'192.168.0.50\''],
  ['a block of one address for an upstream', haproxy(['2001:db8::50/128']),
    '[upstream] upstream "2001:db8::50/128" is a block of addresses; a proxy connects to single addresses; write \'2001:db8::50\''],
  ['a name for an upstream', nginx(['gateway.example.com']),
    '[bad-address] "gateway.example.com" is a host name; addresses are compared, and what a name resolves to changes after synth; write the addresses that '
    + '"dig +short gateway.example.com A" and "dig +short gateway.example.com AAAA" print'],
  ['a name of a proxy that cannot be a file\'s', () => Nginx.stream({ ...edge, name: 'Edge/1' }),
    '[proxy-name] "Edge/1" is not a valid name for a proxy; the name becomes part of annotations and of file names; write up to 40 lower-case letters, digits and hyphens, '
    + 'such as "edge-nginx"'],
])('refuses %s', (_, action, message) => {
  expect(messageOf(action)).toBe(message);
});

test.each([['NGINX', Nginx.stream], ['HAProxy', Haproxy.tcp]])('%s takes PROXY from known addresses only', (_, make) => {
  const outer = TrustedProxy.layer4({
    name: 'outer',
    multiTenant: false,
    keepsPacketSource: false,
    sendsProxyProtocol: true,
    originLock: OriginLock.enforcedElsewhere('a cable between the two machines'),
  });
  const topology = new TrustedTopology({ proxies: [outer, make({ ...edge, name: 'inner', readsProxyProtocol: true })] });
  expect(messageOf(() => gatewayIn(chartIn(), { topology }).files)).toBe(
    '[guard-addresses] "inner" reads PROXY, and the addresses from which its packets come are not known; whoever reaches "inner" could write such '
    + 'a header; write connectsFrom: IpBlocks.of(…) on "outer"');
});
