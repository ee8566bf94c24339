import { parse } from 'yaml';
import { emittedBy, one } from './emitted';
import { Aws, Cloudflare, GatewayInstall, IpBlocks, NlbController, OriginLock, TargetType, TrustedProxy, TrustedTopology } from '../../src';
import { Fault } from '../../src/fault';
import { chartIn, gatewayIn } from '../support/app';
import { Addresses, ENTRIES, USES, behindCdn } from '../support/catalogue';
import { part } from '../support/random';

/** Every way to install, and the fields that it gives the gateway's Service. */
const WAYS: [string, (topology: TrustedTopology) => any][] = [
  ['an injected Deployment', topology => one(emittedBy({ topology }), 'Service').spec],
  ['the Gateway API', topology => parse(one(emittedBy({ topology, install: GatewayInstall.gatewayApi() }), 'ConfigMap').data.service).spec],
  ['Helm', topology => gatewayIn(chartIn(), { topology, install: GatewayInstall.helmChart() }).helmValues!.service],
  ['Argo CD', topology => one(emittedBy({
    topology, install: GatewayInstall.argoApplication({ repoUrl: 'https://charts.example.com', targetRevision: '1.31.0' }),
  }), 'Application').spec.source.helm.valuesObject.service],
  ['istioctl', topology => parse(gatewayIn(chartIn(), { topology, install: GatewayInstall.istioOperator() })
    .files.find(({ name }) => name === 'gateway-operator.yaml')!.content).spec.components.ingressGateways[0].k8s.service],
  ['an existing gateway', topology => one(emittedBy({ topology, install: GatewayInstall.existing() }), 'Service')?.spec],
];

type Way = (topology: TrustedTopology) => any;

/** What a Service gets, where there is one: its chain, or this way to install it, may be refused. */
function rangesOf(way: Way, chain: () => TrustedProxy[] | undefined): string[] {
  try {
    const proxies = chain();
    return proxies ? [way(new TrustedTopology({ proxies }))?.loadBalancerSourceRanges?.join(' ') ?? 'none'] : [];
  } catch (error) {
    if (error instanceof Fault) return [];
    throw error;
  }
}

/** All that an entry writes, alone and behind a CDN, however it is used. */
const written = (way: Way, id: string, at: Addresses) => [...new Set(ENTRIES.filter(entry => entry.id === id).flatMap(entry => USES.flatMap(use =>
  [() => entry.chain(use, 'Local', at), () => behindCdn(entry, use, 'Local', at)].flatMap(chain => rangesOf(way, chain)))))].sort();

const MIXED: Addresses = { own: IpBlocks.of('10.0.0.0/24', '2001:db8:10::/64'), cdn: IpBlocks.of('192.0.2.0/24', '2001:db8:cd::/48') };
const SIX: Addresses = { own: MIXED.own.ipv6, cdn: MIXED.cdn.ipv6 };
const CDN = ['192.0.2.0/24'];
const OWN = ['10.0.0.0/24'];

/** What each entry writes where addresses of both families are declared. A load balancer that replaces the packet source takes connections from all. */
const TABLE: [string, string[]][] = [
  ['aws-classic-elb', ['none']],
  ['aws-nlb-cloud-provider', [...CDN, 'none']],
  ['aws-nlb-instance', [...CDN, 'none']],
  ['aws-nlb-ip', [...CDN, 'none']],
  ['aws-alb', ['none']],
  ['aws-cloudfront', CDN],
  ['google-proxy-network', ['none']],
  ['google-private-service-connect', OWN],
  ['google-http', ['none']],
  ['google-http-regional', []],
  ['azure-front-door', CDN],
  ['azure-application-gateway', OWN],
  ['azure-application-gateway-tcp', OWN],
  ['cloudflare', CDN],
  ['cloudflare-spectrum', CDN],
  ['fastly', CDN],
  ['akamai', CDN],
  ['haproxy', ['none']],
  ['haproxy-http', []],
  ['nginx', ['none']],
  ['nginx-http', []],
  ['google-passthrough', [...CDN, 'none']],
  ['google-internal-passthrough', [...CDN, 'none']],
  ['azure-lb', [...CDN, 'none']],
  ['azure-private-link', ['none']],
  ['digitalocean', ['none']],
  ['digitalocean-network', []],
  ['hetzner', ['none']],
  ['linode', ['none']],
  ['scaleway', ['none']],
  ['vultr', ['none']],
  ['civo', ['none']],
  ['exoscale', [...CDN, 'none']],
  ['upcloud', ['none']],
  ['cloudscale', ['none']],
  ['outscale', ['none']],
  ['ionos', []],
  ['octavia', ['none']],
  ['octavia-ovn', []],
  ['ovh-octavia', ['none']],
  ['ovh-iolb', ['none']],
  ['stackit', []],
  ['yawol', ['none']],
  ['oracle', ['none']],
  ['oracle-network', [...CDN, 'none']],
  ['ibm-vpc-alb', ['none']],
  ['ibm-vpc-nlb', [...CDN, 'none']],
  ['ibm-classic-nlb', [...CDN, 'none']],
  ['alibaba-clb', [...CDN, 'none']],
  ['alibaba-nlb', [...CDN, 'none']],
  ['tencent-clb', [...CDN, 'none']],
  ['huawei-shared', [...CDN, 'none']],
  ['huawei-open-source', [...CDN, 'none']],
  ['huawei-dedicated', [...CDN, 'none']],
  ['yandex', [...CDN, 'none']],
  ['volcengine-clb', []],
  ['metallb', [...CDN, 'none']],
  ['kube-vip', [...CDN, 'none']],
  ['cilium-bgp', [...CDN, 'none']],
  ['cilium-l2', []],
  ['k3s-servicelb', [...CDN, 'none']],
  ['equinix-metal', []],
];
/** The API server does not let the class of an existing Service be changed, and only we name the ports of a Service. */
const REFUSED: Record<string, string[]> = {
  'the Gateway API': ['upcloud'],
  'an existing gateway': ['aws-nlb-instance', 'aws-nlb-ip', 'aws-cloudfront', 'alibaba-nlb', 'upcloud'],
};

describe('loadBalancerSourceRanges hold no IPv6, since the Service is IPv4', () => {
  test('no entry is left out', () => {
    expect(TABLE.map(([id]) => id)).toEqual(ENTRIES.map(({ id }) => id));
  });

  test.each(WAYS)('in %s', (name, way) => {
    const rows = part(TABLE, `ranges in ${name}`, 15);
    expect(rows.map(([id]) => [id, written(way, id, MIXED)]))
      .toEqual(rows.map(([id, expected]) => [id, REFUSED[name]?.includes(id) ? [] : expected]));
  });

  test('nor are they an empty list, which would admit everybody, where only IPv6 is declared', () => {
    const rows = part(TABLE.filter(([, expected]) => expected.length > 0), 'ranges of IPv6 only', 15);
    expect([...new Set(rows.flatMap(([id]) => written(WAYS[0][1], id, SIX)))]).toEqual(['none']);
  });
});

test('the guard on the pods holds IPv6 too, and the description says what holds which', () => {
  const topology = new TrustedTopology({
    proxies: [
      Cloudflare.http({ connectsFrom: IpBlocks.fromFile('test/data/ip-ranges/cloudflare-ips.json'), originLock: OriginLock.enforcedElsewhere('a tunnel of our own') }),
      Aws.nlb({ controller: NlbController.LOAD_BALANCER_CONTROLLER, targetType: TargetType.PODS, internetFacing: true, proxyProtocol: false }),
    ],
  });
  expect(one(emittedBy({ topology }), 'Service').spec.loadBalancerSourceRanges)
    .toEqual(['103.21.244.0/22', '103.22.200.0/22', '141.101.64.0/18', '173.245.48.0/20']);
  expect(one(emittedBy({ topology }), 'AuthorizationPolicy').spec.rules[0].from[0].source.notIpBlocks)
    .toEqual(expect.arrayContaining(['2400:cb00::/32', '2606:4700::/32']));
  expect(topology.describe()).toContain('may connect; loadBalancerSourceRanges likewise, IPv4 only;');
});
