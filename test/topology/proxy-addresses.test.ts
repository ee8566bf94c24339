import {
  Akamai, Aws, Azure, Cloudflare, Fastly, Google, Haproxy, IpBlocks, LoadBalancer, LoadBalancerName, Nginx, NlbController, OriginLock, TargetType,
  TrustedProxy, XForwardedFor,
} from '../../src';
import { messageOf } from '../support/app';

const cdn = (connectsFrom: IpBlocks) => TrustedProxy.http({ name: 'cdn', multiTenant: false, xForwardedFor: XForwardedFor.APPEND, connectsFrom });

const WHY = 'whoever has one of these addresses is believed, so a guard on them stops almost nobody; no load balancer or CDN connects from so '
  + 'many; write the subnets or the published ranges from which "cdn" connects; or, instead of connectsFrom, what keeps others away: originLock: '
  + "OriginLock.enforcedElsewhere('…')";
/** Blocks that do not touch each other. */
const apart = (count: number, block: (index: number) => string) => Array.from({ length: count }, (_, index) => block(index));

test.each<[string, string[], string]>([
  ['everybody', ['0.0.0.0/0', '::/0'], '0.0.0.0/0, ::/0'],
  ['one family', ['::/0'], '::/0'],
  ['two halves', ['0.0.0.0/1', '128.0.0.0/1'], '0.0.0.0/0'],
  ['half of the world', ['128.0.0.0/1', '192.0.2.0/24'], '128.0.0.0/1'],
  ['everybody but private networks', IpBlocks.all().minus(IpBlocks.of('10.0.0.0/8', '192.168.0.0/16', 'fc00::/7')).toStrings(),
    '0.0.0.0/5, 8.0.0.0/7, 11.0.0.0/8 and 18 more'],
  ['a /8 of the internet', ['20.0.0.0/8'], '20.0.0.0/8'],
  ['a private network and its neighbour', ['10.0.0.0/7'], '10.0.0.0/7'],
  ['the multicast and reserved rest', ['224.0.0.0/3'], '224.0.0.0/3'],
  ['all of IPv6 that is given out', ['2000::/3'], '2000::/3'],
  ['a /15 of IPv6', ['2400::/15'], '2400::/15'],
  ['many blocks, none of which is too wide: IPv4', apart(33, index => `${index + 30}.0.0.0/9`), 'more than 1/16 of IPv4'],
  ['many blocks, none of which is too wide: IPv6', apart(17, index => `${(0x2400 + 2 * index).toString(16)}::/16`), 'more than 1/4096 of IPv6'],
])('refuses %s', (_, blocks, hold) => {
  expect(messageOf(() => cdn(IpBlocks.of(...blocks)))).toBe(`[addresses-too-wide] connectsFrom of proxy "cdn" holds ${hold}; ${WHY}`);
});

const connectsFrom = IpBlocks.all();
const originLock = OriginLock.header('x-origin-key', '0123456789abcdef0123456789abcdef');
const upstreams = ['192.168.0.50'];
const { NODES } = TargetType;
const { LOAD_BALANCER_CONTROLLER: controller } = NlbController;

test.each<[string, () => TrustedProxy]>([
  ['TrustedProxy.layer4', () => TrustedProxy.layer4({ name: 'lb', multiTenant: false, keepsPacketSource: false, connectsFrom })],
  ['Akamai.cdn', () => Akamai.cdn({ connectsFrom, originLock })],
  ['Aws.alb', () => Aws.alb({ targetType: TargetType.PODS, connectsFrom })],
  ['Aws.classicElb', () => Aws.classicElb({ internetFacing: true, connectsFrom })],
  ['Aws.cloudFront', () => Aws.cloudFront({ connectsFrom, originLock })],
  ['Aws.nlb', () => Aws.nlb({ controller, targetType: TargetType.PODS, internetFacing: true, proxyProtocol: true, connectsFrom })],
  ['Azure.applicationGateway', () => Azure.applicationGateway({ rewritesForwardedFor: true, connectsFrom })],
  ['Azure.applicationGatewayTcp', () => Azure.applicationGatewayTcp({ proxyProtocol: true, connectsFrom })],
  ['Azure.frontDoor', () => Azure.frontDoor({ connectsFrom, originLock })],
  ['Cloudflare.http', () => Cloudflare.http({ connectsFrom, originLock })],
  ['Cloudflare.spectrum', () => Cloudflare.spectrum({ proxyProtocol: true, connectsFrom, originLock: OriginLock.enforcedElsewhere('a tunnel of our own') })],
  ['Fastly.cdn', () => Fastly.cdn({ connectsFrom, originLock, clientAddressHeader: 'Fastly-Client-IP' })],
  ['Google.http', () => Google.http({ connectsFrom })],
  ['Google.privateServiceConnect', () => Google.privateServiceConnect({ proxyProtocol: true, connectsFrom })],
  ['Google.proxyNetwork', () => Google.proxyNetwork({ proxyProtocol: true, connectsFrom })],
  ['Haproxy.tcp', () => Haproxy.tcp({ connectsFrom, upstreams, targetType: NODES })],
  ['LoadBalancer.of', () => LoadBalancer.of(LoadBalancerName.HETZNER, { proxyProtocol: true, connectsFrom })],
  ['Nginx.stream', () => Nginx.stream({ connectsFrom, upstreams, targetType: NODES })],
])('refuses everybody as the address of %s, whatever lock it has', (_, proxy) => {
  expect(messageOf(proxy)).toMatch(/^\[addresses-too-wide\] connectsFrom of proxy "[a-z0-9-]+" holds 0\.0\.0\.0\/0, ::\/0; /);
});

const published = (name: string, service?: string) => IpBlocks.fromFile(`test/data/ip-ranges/${name}`, { service });

test.each<[string, IpBlocks]>([
  ['the private networks whole', IpBlocks.of('10.0.0.0/8', '100.64.0.0/10', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7')],
  ['the machine itself', IpBlocks.of('127.0.0.0/8', '::1')],
  ['one address', IpBlocks.of('203.0.113.7')],
  ['the widest public blocks there may be', IpBlocks.of('104.0.0.0/9', '2600::/16')],
  ["Akamai's widest", IpBlocks.of('2.16.0.0/13', '23.0.0.0/12', '23.32.0.0/11', '23.192.0.0/11', '104.64.0.0/10', '184.24.0.0/13', '2600:1400::/24', '2a02:26f0::/29')],
  ["Google's front ends", IpBlocks.of('35.191.0.0/16', '130.211.0.0/22', '2600:2d00:1:b029::/64')],
  ['Cloudflare', published('cloudflare-ips.json')],
  ['CloudFront', published('aws-ip-ranges.json', 'CLOUDFRONT_ORIGIN_FACING')],
  ['Azure Front Door', published('azure-service-tags.json', 'AzureFrontDoor.Backend')],
  ['Fastly', published('fastly-public-ip-list.json')],
  ['Google Cloud', published('google-cloud.json')],
  ['Google', published('google-goog.json')],
])('takes %s', (_, blocks) => {
  expect(cdn(blocks).connectsFrom).toBe(blocks);
});
