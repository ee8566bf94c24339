// What is in front of the gateway, one file each; the gateway and its list are the same everywhere.
import { join } from 'path';
import { App, Chart } from 'cdk8s';
import { GatewayServer, IpAllowList, IpBlocks, ProxyProtocolGateway, TrustedTopology } from 'cdk8s-istio-source-ip';
import { aks } from './aks';
import { cloudflareAlb } from './cloudflare-alb';
import { cloudflarePassthrough } from './cloudflare-passthrough';
import { cloudflareProxyProtocol } from './cloudflare-proxy-protocol';
import { cloudfrontAlb } from './cloudfront-alb';
import { digitalocean } from './digitalocean';
import { eksAlb } from './eks-alb';
import { eksNlbNodes } from './eks-nlb-nodes';
import { eksNlbPods } from './eks-nlb-pods';
import { gkeHttp } from './gke-http';
import { gkePassthrough } from './gke-passthrough';
import { hetzner } from './hetzner';
import { metallb } from './metallb';
import { openstackOctavia } from './openstack-octavia';
import { ovh } from './ovh';
import { scaleway } from './scaleway';

/** By the name of the file, of the chart and of its namespace. */
export const IN_FRONT: Record<string, TrustedTopology> = {
  'eks-nlb-nodes': eksNlbNodes,
  'eks-nlb-pods': eksNlbPods,
  'eks-alb': eksAlb,
  'gke-passthrough': gkePassthrough,
  'gke-http': gkeHttp,
  'aks': aks,
  'digitalocean': digitalocean,
  'hetzner': hetzner,
  'openstack-octavia': openstackOctavia,
  'ovh': ovh,
  'scaleway': scaleway,
  'metallb': metallb,
  'cloudflare-passthrough': cloudflarePassthrough,
  'cloudflare-proxy-protocol': cloudflareProxyProtocol,
  'cloudflare-alb': cloudflareAlb,
  'cloudfront-alb': cloudfrontAlb,
};

export function inFront(outdir: string): App {
  const app = new App({ outdir });
  const gateways = Object.keys(IN_FRONT).map(name => gatewayAfter(app, name));
  app.synth();
  gateways.forEach(gateway => gateway.writeFiles(join(outdir, gateway.namespace)));
  return app;
}

export function gatewayAfter(app: App, name: string): ProxyProtocolGateway {
  const chart = new Chart(app, name, { namespace: name });
  const topology = IN_FRONT[name];
  const hosts = ['www.example.com', 'admin.example.com'];
  const endsTls = topology.proxies[topology.proxies.length - 1].layer === 7; // a proxy that reads HTTP ends TLS
  const gateway = new ProxyProtocolGateway(chart, 'ingress', {
    name: `ingress-${name}`, // a Gateway selects pods by their labels in every namespace
    topology,
    servers: [
      endsTls
        ? GatewayServer.http({ name: 'http', hosts })
        : GatewayServer.https({ name: 'https', hosts, credentialName: 'example-com' }),
    ],
  });
  new IpAllowList(chart, 'admin-from-office', {
    gateway,
    hosts: ['admin.example.com'],
    addresses: IpBlocks.of('203.0.113.0/24', '2001:db8:10::/48'),
    metadata: { name: 'admin-from-office' },
  });
  return gateway;
}
