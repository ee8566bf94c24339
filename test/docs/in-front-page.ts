import { readFileSync } from 'fs';
import { join } from 'path';
import { parseAllDocuments, stringify } from 'yaml';
import { IN_FRONT } from '../../examples/in-front';
import { ClientAddressSource } from '../../src';

const GOLDEN = 'test/examples/golden/in-front';
const LIST = 'admin-from-office';

/** The examples, in the page's order. */
export const TITLES: Record<string, string> = {
  'eks-nlb-nodes': 'EKS, NLB to nodes',
  'eks-nlb-pods': 'EKS, NLB to pods',
  'eks-alb': 'EKS, ALB',
  'gke-passthrough': 'GKE, passthrough load balancer',
  'gke-http': 'GKE, HTTP(S) load balancer',
  'aks': 'AKS',
  'digitalocean': 'DigitalOcean',
  'hetzner': 'Hetzner Cloud',
  'openstack-octavia': 'OpenStack Octavia',
  'ovh': 'OVHcloud',
  'scaleway': 'Scaleway',
  'metallb': 'MetalLB on bare metal',
  'cloudflare-passthrough': 'Cloudflare, then a load balancer that keeps the packet source',
  'cloudflare-proxy-protocol': 'Cloudflare, then a load balancer that sends PROXY',
  'cloudflare-alb': 'Cloudflare, then a load balancer that reads HTTP',
  'cloudfront-alb': 'CloudFront, then an ALB',
};

/** docs/in-front.md: what `npm run goldens` writes. */
export function page(): string {
  return `# What do you have in front?

\`\`\`ts
import { App, Chart } from 'cdk8s';
import { GatewayServer, IpAllowList, IpBlocks, LoadBalancer, LoadBalancerName, ProxyProtocolGateway, TrustedTopology } from 'cdk8s-istio-source-ip';

const topology = new TrustedTopology({ proxies: [LoadBalancer.of(LoadBalancerName.METALLB)] }); // your lines from below

const app = new App();
const chart = new Chart(app, 'edge', { namespace: 'istio-ingress' });
const gateway = new ProxyProtocolGateway(chart, 'ingress', {
  topology,
  servers: [GatewayServer.https({ name: 'https', hosts: ['www.example.com', 'admin.example.com'], credentialName: 'example-com' })],
});
new IpAllowList(chart, 'admin-from-office', {
  gateway,
  hosts: ['admin.example.com'],
  addresses: IpBlocks.of('203.0.113.0/24', '2001:db8:10::/48'),
});
app.synth();
gateway.writeFiles('files'); // with the runbook
\`\`\`

Only the \`topology\` depends on what is in front of the gateway. Find yours below, and write its lines.

\`\`\`mermaid
flowchart TD
  cdn{"a CDN first?"}
  http{"does the load balancer<br/>read HTTP?"}
  kept{"do packets keep<br/>the client's address?"}
  sends{"can it send PROXY?"}
  next{"what comes<br/>after the CDN?"}
  xff["X-Forwarded-For<br/><br/>${alone(ClientAddressSource.X_FORWARDED_FOR)}"]
  packets["packet source<br/><br/>${alone(ClientAddressSource.PACKET_SOURCE)}"]
  proxy["PROXY<br/><br/>${alone(ClientAddressSource.PROXY_PROTOCOL)}"]
  lost["the client is lost:<br/>an error at synth"]
  cdn -- no --> http
  http -- yes --> xff
  http -- no --> kept
  kept -- yes --> packets
  kept -- no --> sends
  sends -- yes --> proxy
  sends -- no --> lost
  cdn -- yes --> next
  next -- keeps the packet source --> first["X-Forwarded-For<br/>loadBalancerSourceRanges: the CDN"]
  next -- sends PROXY --> second["X-Forwarded-For<br/>PROXY must name the CDN"]
  next -- reads HTTP --> third["X-Forwarded-For, 2 entries<br/>a secret header proves the CDN"]
\`\`\`

| in front of the gateway | the client's address | what keeps attackers out |
|---|---|---|
${Object.entries(TITLES).map(([name, title]) => `| [${title}](#${anchor(title)}) | ${told(name, 'client address')} | ${told(name, 'guards')} |`).join('\n')}

Also: [NGINX](../examples/nginx-in-front.ts) or [HAProxy](../examples/haproxy-in-front.ts) on your own machine, an
[AWS Classic ELB](../examples/aws-classic-elb.ts), [several clusters](../examples/several-clusters.ts), each with another of these.
[Load balancers and CDNs](load-balancers.md) has everything else. This page is made from [the examples](../examples/in-front/index.ts) and from what they emit;
\`npm run goldens\` rewrites it.

## The server and the list

After a load balancer that reads HTTP the server is \`GatewayServer.http\`, since TLS ends at the load balancer. Replace the addresses in the examples by yours. The
guard denies everybody who connects from elsewhere: with an address too few it denies clients, and an address too many is a stranger that the gateway believes
([what a guard cannot know](guards.md#what-a-guard-cannot-know)).

The list, where the packet source is the client's address:

\`\`\`yaml
${list('metallb')}\`\`\`

The list everywhere else:

\`\`\`yaml
${list('hetzner')}\`\`\`

${Object.entries(TITLES).map(([name, title]) => section(name, title)).join('\n')}
## See that it works

\`gateway.writeFiles\` writes a runbook for your own gateway: how to see that the topology has arrived, which address Envoy sees for you, and what is wrong
when it does not work.
`;
}

function section(name: string, title: string): string {
  const byHand = /^## What has to be set by hand\n((?:- .*\n)+)/m.exec(read(`${GOLDEN}/${name}/runbook.md`));
  return `## ${title}

\`\`\`ts
${read(`examples/in-front/${name}.ts`)}\`\`\`
${byHand ? `\nSet by hand:\n\n${byHand[1]}` : ''}
It emits ([all](../${GOLDEN}/${name}.k8s.yaml), [runbook](../${GOLDEN}/${name}/runbook.md)):

\`\`\`yaml
${documents(name).filter(({ metadata }) => metadata.name !== LIST).flatMap(excerpt).map(part => stringify(part, { lineWidth: 0 })).join('---\n')}\`\`\`
`;
}

/** What depends on the load balancer. */
function excerpt({ kind, metadata, spec }: any): object[] {
  switch (kind) {
    case 'Service': {
      const { externalTrafficPolicy, loadBalancerClass, loadBalancerSourceRanges, type } = spec;
      const { annotations } = metadata;
      const shown = { externalTrafficPolicy, loadBalancerClass, loadBalancerSourceRanges, type };
      return [{ kind, ...annotations && { metadata: { annotations } }, spec: shown }];
    }
    case 'Deployment': {
      const [{ env }] = spec.template.spec.containers;
      const config = 'proxy.istio.io/config';
      const annotations = { [config]: spec.template.metadata.annotations[config] };
      return [{ kind, spec: { template: { metadata: { annotations }, ...env && { spec: { containers: [{ name: 'istio-proxy', env }] } } } } }];
    }
    case 'Gateway':
      return spec.servers.filter(({ tls }: any) => tls?.mode === 'MUTUAL').map(({ tls }: any) => ({ kind, spec: { servers: [{ tls }] } }));
    case 'AuthorizationPolicy':
      return [{ kind, metadata: { name: metadata.name }, spec: { action: spec.action, rules: spec.rules } }];
    case 'EnvoyFilter':
      return [{ kind, metadata: { name: metadata.name }, spec: { configPatches: spec.configPatches.map(rulesOf) } }];
    default:
      return [];
  }
}

function rulesOf({ patch: { value: { typed_config: { rules } } } }: any): object {
  return { patch: { value: { typed_config: { rules } } } };
}

function list(name: string): string {
  return documents(name).filter(({ metadata }) => metadata.name === LIST).flatMap(excerpt).map(part => stringify(part)).join('');
}

/** Those that need no CDN and have the client's address there. */
function alone(source: ClientAddressSource): string {
  return Object.entries(TITLES).filter(([name]) => IN_FRONT[name].proxies.length === 1 && IN_FRONT[name].clientAddressSource === source)
    .map(([, title]) => title).join('<br/>');
}

function told(name: string, what: string): string {
  return new RegExp(`^${what}: (.*)$`, 'm').exec(IN_FRONT[name].describe())![1];
}

function anchor(title: string): string {
  return title.toLowerCase().replace(/[^a-z0-9 -]/g, '').replace(/ /g, '-');
}

function documents(name: string): any[] {
  return parseAllDocuments(read(`${GOLDEN}/${name}.k8s.yaml`)).map(document => document.toJS());
}

function read(path: string): string {
  return readFileSync(join(__dirname, '..', '..', path), 'utf8');
}
