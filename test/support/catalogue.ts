import {
  Akamai, Aws, Azure, Cloudflare, Fastly, Google, Hairpin, Haproxy, IpBlocks, LoadBalancer, LoadBalancerName, Nginx, NlbController, NlbOptions,
  OriginLock, TargetType, TrustedProxy, TrustedTopology,
} from '../../src';
import { Fault } from '../../src/fault';
import { CATALOGUE } from '../../src/providers/catalogue';
import { isUnavailable } from '../../src/providers/catalogue/entry';

/** How a load balancer is used. */
export type Use = 'plain' | 'PROXY' | 'HTTP' | 'HTTP with PROXY';
export const USES: readonly Use[] = ['plain', 'PROXY', 'HTTP', 'HTTP with PROXY'];

/** How it is used behind a CDN too: passing bytes on. */
export const BEHIND_CDN: readonly Use[] = ['plain', 'PROXY'];

/** What keeps attackers from it: a guard on its addresses, which needs Local, or something elsewhere, which leaves Cluster possible. */
export type Policy = 'Local' | 'Cluster';
export const POLICIES: readonly Policy[] = ['Local', 'Cluster'];

/** One load balancer, CDN or proxy of the catalogue. */
export interface Entry {
  readonly id: string;
  readonly title: string;
  /** How it is written. */
  readonly written: string;
  /** Whose annotations it has: a file of test/data/controllers. */
  readonly controller: string;
  readonly source: readonly string[];
  /** The chain of which it is the point; undefined where its factory has no such option. Throws what the library throws. */
  readonly chain: (use: Use, policy: Policy, at: Addresses) => TrustedProxy[] | undefined;
}

/** The addresses of the examples. */
export interface Addresses {
  /** From which the entry connects. */
  readonly own: IpBlocks;
  /** From which a CDN in front of it connects. */
  readonly cdn: IpBlocks;
}

export const EXAMPLE: Addresses = { own: IpBlocks.of('10.0.0.0/24'), cdn: IpBlocks.of('192.0.2.0/24') };

const ELSEWHERE = OriginLock.enforcedElsewhere('a firewall that admits nobody else');
const KEY = OriginLock.header('x-origin-key', '0123456789abcdef0123456789abcdef');
const NOBODY_INSIDE = Hairpin.noClientsInside('workloads call the gateway of their own');

/** A guard on its addresses, or a lock instead. */
const guarded = (policy: Policy, { own }: Addresses) => policy === 'Local' ? { connectsFrom: own } : { originLock: ELSEWHERE };
/** The same where addresses are always needed. */
const addressed = (policy: Policy, { own }: Addresses) => ({ connectsFrom: own, ...policy === 'Local' ? {} : { originLock: ELSEWHERE } });
const cdn = ({ cdn: connectsFrom }: Addresses) => Cloudflare.http({ connectsFrom, originLock: KEY });

/** A CDN in front of the entry, which then need not know the client. */
export function behindCdn(entry: Entry, use: Use, policy: Policy, at: Addresses): TrustedProxy[] | undefined {
  const chain = entry.chain(use, policy, at);
  return chain && [cdn(at), ...chain];
}

/** Those that a Service makes. */
const OF_A_SERVICE: Entry[] = Object.values(LoadBalancerName).map(name => {
  const { title, controller, source, proxy } = CATALOGUE[name];
  const hairpin = !isUnavailable(proxy) && proxy.inside.bypasses ? NOBODY_INSIDE : undefined;
  return {
    id: name,
    title,
    written: `LoadBalancerName.${Object.entries(LoadBalancerName).find(([, value]) => value === name)![0]}`,
    controller,
    source,
    chain: (use, policy, at) => [LoadBalancer.of(name, {
      http: use.startsWith('HTTP'),
      proxyProtocol: use.endsWith('PROXY'),
      hairpin: use.endsWith('PROXY') ? hairpin : undefined,
      ...guarded(policy, at),
    })],
  };
});

const LBC = NlbController.LOAD_BALANCER_CONTROLLER;
const NLB_SOURCE = ['awsdocs/elb-network-load-balancers-user-guide@b5d8773 load-balancer-target-groups.md'];

function nlb(id: string, title: string, target: Required<Pick<NlbOptions, 'controller' | 'targetType'>>, source: string[]): Entry {
  return {
    id,
    title,
    written: 'Aws.nlb',
    controller: target.controller,
    source: [...source, ...NLB_SOURCE],
    chain: (use, policy, at) => use.startsWith('HTTP') ? undefined
      : [Aws.nlb({ ...target, internetFacing: true, proxyProtocol: use === 'PROXY', ...guarded(policy, at) })],
  };
}

/** Those with a factory of their own. */
const BY_FACTORY: Entry[] = [
  {
    id: 'aws-classic-elb',
    title: 'AWS Classic ELB',
    written: 'Aws.classicElb',
    controller: NlbController.CLOUD_PROVIDER,
    source: ['kubernetes/cloud-provider-aws@63ec440c pkg/providers/v1/aws.go:111,2565', 'awsdocs/elb-classic-load-balancers-user-guide@0e6e54e '
      + 'doc_source/enable-proxy-protocol.md'],
    chain: (use, policy, at) => use === 'PROXY' ? [Aws.classicElb({ internetFacing: true, ...addressed(policy, at) })] : undefined,
  },
  nlb('aws-nlb-cloud-provider', 'AWS NLB (cloud provider)', { controller: NlbController.CLOUD_PROVIDER, targetType: TargetType.NODES },
    ['kubernetes/cloud-provider-aws@63ec440c pkg/providers/v1/aws.go, aws_loadbalancer.go']),
  nlb('aws-nlb-instance', 'AWS NLB (AWS Load Balancer Controller), nodes', { controller: LBC, targetType: TargetType.NODES },
    ['kubernetes-sigs/aws-load-balancer-controller@225f44568 docs/guide/service/nlb.md, annotations.md']),
  nlb('aws-nlb-ip', 'AWS NLB (AWS Load Balancer Controller), pods', { controller: LBC, targetType: TargetType.PODS },
    ['kubernetes-sigs/aws-load-balancer-controller@225f44568 docs/guide/service/nlb.md, annotations.md']),
  {
    id: 'aws-alb',
    title: 'AWS Application Load Balancer',
    written: 'Aws.alb',
    controller: LBC,
    source: ['awsdocs/elb-application-load-balancers-user-guide@01a945e x-forwarded-headers.md'],
    chain: (use, policy, at) => use === 'HTTP' ? [Aws.alb({ targetType: TargetType.NODES, ...addressed(policy, at) })] : undefined,
  },
  {
    id: 'aws-cloudfront',
    title: 'Amazon CloudFront',
    written: 'Aws.cloudFront',
    controller: LBC,
    source: ['awsdocs/amazon-cloudfront-developer-guide@1c964d4 RequestAndResponseBehaviorCustomOrigin.md'],
    chain: (use, policy, at) => use !== 'HTTP' ? undefined : [
      Aws.cloudFront({ connectsFrom: at.cdn, originLock: KEY }),
      Aws.nlb({ controller: LBC, targetType: TargetType.NODES, internetFacing: true, proxyProtocol: false, ...guarded(policy, at) }),
    ],
  },
  {
    id: 'google-proxy-network',
    title: 'Google Cloud proxy Network Load Balancer',
    written: 'Google.proxyNetwork',
    controller: 'google',
    source: ['Google compute API: targetTcpProxies.proxyHeader, healthChecks.*.proxyHeader', 'kubernetes/ingress-gce#699'],
    chain: (use, policy, at) => use.startsWith('HTTP') ? undefined
      : [Google.proxyNetwork({ proxyProtocol: use === 'PROXY', ...addressed(policy, at) })],
  },
  {
    id: 'google-private-service-connect',
    title: 'Google Cloud Private Service Connect',
    written: 'Google.privateServiceConnect',
    controller: 'google',
    source: ['kubernetes/ingress-gce@acbcf5d66 pkg/apis/serviceattachment/v1/types.go:55'],
    chain: (use, policy, at) => use.startsWith('HTTP') ? undefined
      : [Google.privateServiceConnect({ proxyProtocol: use === 'PROXY', ...addressed(policy, at) }), LoadBalancer.of(LoadBalancerName.GOOGLE_INTERNAL_PASSTHROUGH)],
  },
  {
    id: 'google-http',
    title: 'Google Cloud external Application Load Balancer (global, classic)',
    written: 'Google.http',
    controller: 'google',
    source: ['cloud.google.com/load-balancing/docs/https#x-forwarded-for_header, as quoted in kubernetes/registry.k8s.io@bb6f0ef2 pkg/net/clientip/clientip.go'],
    chain: (use, policy, at) => use === 'HTTP' ? [Google.http(addressed(policy, at))] : undefined,
  },
  {
    id: 'google-http-regional',
    title: 'Google Cloud regional and internal Application Load Balancer',
    written: 'TrustedProxy.http: how many entries it appends is not confirmed',
    controller: 'none',
    source: ['cloud.google.com/load-balancing/docs/https'],
    chain: () => undefined,
  },
  {
    id: 'azure-front-door',
    title: 'Azure Front Door',
    written: 'Azure.frontDoor',
    controller: 'azure',
    source: ['MicrosoftDocs/azure-docs articles/frontdoor/front-door-http-headers-protocol.md'],
    chain: (use, _, at) => use === 'HTTP' ? [Azure.frontDoor({ connectsFrom: at.cdn, originLock: KEY }), LoadBalancer.of(LoadBalancerName.AZURE)] : undefined,
  },
  {
    id: 'azure-application-gateway',
    title: 'Azure Application Gateway v2 (HTTP)',
    written: 'Azure.applicationGateway',
    controller: 'azure',
    source: ['MicrosoftDocs/azure-docs articles/application-gateway/how-application-gateway-works.md, rewrite-http-headers-url.md'],
    chain: (use, policy, at) => use !== 'HTTP' ? undefined
      : [Azure.applicationGateway({ rewritesForwardedFor: true, ...addressed(policy, at) }), LoadBalancer.of(LoadBalancerName.AZURE, { annotations: { 'service.beta.kubernetes.io/azure-load-balancer-internal': 'true' } })],
  },
  {
    id: 'azure-application-gateway-tcp',
    title: 'Azure Application Gateway v2 (TCP, TLS)',
    written: 'Azure.applicationGatewayTcp',
    controller: 'azure',
    source: ['MicrosoftDocs/azure-docs@d0b20bf8 articles/application-gateway/proxy-protocol-header.md'],
    chain: (use, policy, at) => use.startsWith('HTTP') ? undefined
      : [Azure.applicationGatewayTcp({ proxyProtocol: use === 'PROXY', ...addressed(policy, at) }), LoadBalancer.of(LoadBalancerName.AZURE, { annotations: { 'service.beta.kubernetes.io/azure-load-balancer-internal': 'true' } })],
  },
  {
    id: 'cloudflare',
    title: 'Cloudflare (HTTP proxy)',
    written: 'Cloudflare.http',
    controller: 'google',
    source: ['cloudflare/cloudflare-docs src/content/docs/fundamentals/reference/http-headers.mdx'],
    chain: (use, _, at) => use === 'HTTP' ? [cdn(at), LoadBalancer.of(LoadBalancerName.GOOGLE_PASSTHROUGH)] : undefined,
  },
  {
    id: 'cloudflare-spectrum',
    title: 'Cloudflare Spectrum',
    written: 'Cloudflare.spectrum',
    controller: 'google',
    source: ['cloudflare/cloudflare-docs spectrum/how-to/enable-proxy-protocol.mdx'],
    chain: (use, _, at) => use.startsWith('HTTP') ? undefined
      : [Cloudflare.spectrum({ proxyProtocol: use === 'PROXY', connectsFrom: at.cdn, originLock: ELSEWHERE }), LoadBalancer.of(LoadBalancerName.GOOGLE_PASSTHROUGH)],
  },
  {
    id: 'fastly',
    title: 'Fastly CDN (VCL)',
    written: 'Fastly.cdn',
    controller: 'google',
    source: ['fastly.com/documentation/reference/http/http-headers/X-Forwarded-For', 'fastly.com/documentation/reference/http/http-headers/Fastly-Client-IP'],
    chain: (use, _, at) => use === 'HTTP'
      ? [Fastly.cdn({ connectsFrom: at.cdn, originLock: KEY, clientAddressHeader: 'Fastly-Client-IP' }), LoadBalancer.of(LoadBalancerName.GOOGLE_PASSTHROUGH)] : undefined,
  },
  {
    id: 'akamai',
    title: 'Akamai CDN',
    written: 'Akamai.cdn',
    controller: 'google',
    source: ['akamai/terraform-provider-akamai@2e604ccb pkg/providers/property/ruleformats/rule_format_v2023_01_05.gen.go'],
    chain: (use, _, at) => use === 'HTTP' ? [Akamai.cdn({ connectsFrom: at.cdn, originLock: KEY }), LoadBalancer.of(LoadBalancerName.GOOGLE_PASSTHROUGH)] : undefined,
  },
  {
    id: 'haproxy',
    title: 'HAProxy, mode tcp',
    written: 'Haproxy.tcp',
    controller: 'none',
    source: ['haproxy/haproxy doc/configuration.txt'],
    chain: (use, policy, at) => use === 'PROXY'
      ? [Haproxy.tcp({ upstreams: ['192.168.0.50'], targetType: TargetType.NODES, ...addressed(policy, at) })] : undefined,
  },
  {
    id: 'haproxy-http',
    title: 'HAProxy, mode http',
    written: 'TrustedProxy.http, with what its configuration does to X-Forwarded-For',
    controller: 'none',
    source: ['haproxy/haproxy doc/configuration.txt (option forwardfor)'],
    chain: () => undefined,
  },
  {
    id: 'nginx',
    title: 'NGINX, stream',
    written: 'Nginx.stream',
    controller: 'none',
    source: ['nginx/nginx.org xml/en/docs/stream/ngx_stream_proxy_module.xml'],
    chain: (use, policy, at) => use === 'PROXY'
      ? [Nginx.stream({ upstreams: ['192.168.0.50'], targetType: TargetType.NODES, ...addressed(policy, at) })] : undefined,
  },
  {
    id: 'nginx-http',
    title: 'NGINX, http',
    written: 'TrustedProxy.http, with what its configuration does to X-Forwarded-For',
    controller: 'none',
    source: ['nginx/nginx.org ngx_http_proxy_module.xml'],
    chain: () => undefined,
  },
];

/** Those whose Services their own controllers read, in conformance/suites/controllers.test.ts. */
export const READ_BY_CONTROLLER: Record<'aws' | 'metallb', readonly string[]> = {
  aws: ['aws-classic-elb', 'aws-nlb-cloud-provider'],
  metallb: [LoadBalancerName.METALLB],
};

/** The whole catalogue. */
export const ENTRIES: readonly Entry[] = [...BY_FACTORY, ...OF_A_SERVICE];

/** What becomes of a chain: the externalTrafficPolicy of its Service, or the code of the error. */
export function outcome(chain: () => TrustedProxy[] | undefined): string {
  try {
    const proxies = chain();
    return proxies ? new TrustedTopology({ proxies }).externalTrafficPolicy ?? 'Cluster' : 'no such option';
  } catch (error) {
    if (error instanceof Fault) {
      return error.code;
    }
    throw error;
  }
}

/** The outcomes for Local and Cluster as one where they are the same. */
export function pair(outcomeOf: (policy: Policy) => string): string {
  const [local, cluster] = POLICIES.map(outcomeOf);
  return local === cluster ? local : `${local} | ${cluster}`;
}

/** A chain that the library takes. */
export interface Stand {
  readonly name: string;
  readonly entry: Entry;
  readonly topology: () => TrustedTopology;
}

/** Every entry in every use and policy that the library takes, alone and behind a CDN. */
export function stands(at: Addresses = EXAMPLE): Stand[] {
  return ENTRIES.flatMap(entry => POLICIES.flatMap(policy => [
    ...USES.map(use => ({ name: `${entry.id}, ${use}, ${policy}`, entry, chain: () => entry.chain(use, policy, at) })),
    ...BEHIND_CDN.map(use => ({ name: `${entry.id} behind a CDN, ${use}, ${policy}`, entry, chain: () => behindCdn(entry, use, policy, at) })),
  ])).filter(({ chain }) => ['Local', 'Cluster'].includes(outcome(chain)))
    .map(({ name, entry, chain }) => ({ name, entry, topology: () => new TrustedTopology({ proxies: chain()! }) }));
}

/** One stand for each different gateway, and the names of all others that get the same of it; only their Services differ. */
export function differentGateways(at: Addresses = EXAMPLE): (Stand & { readonly like: readonly Stand[] })[] {
  const groups = new Map<string, Stand[]>();
  for (const stand of stands(at)) {
    const topology = stand.topology();
    const { packetSource, proxySource, locks } = topology._guards;
    const key = JSON.stringify([
      topology.toProxyConfig(),
      topology.clientAddressSource,
      topology.clientAddressHeader,
      topology.knowsTcpClients,
      packetSource?.toStrings(),
      proxySource?.toStrings(),
      locks.map(({ lock }) => lock._header),
      topology._lastProxy?._statusPortProxyProtocol,
    ]);
    groups.set(key, [...groups.get(key) ?? [], stand]);
  }
  return [...groups.values()].map(([first, ...like]) => ({ ...first, like }));
}
