import { CatalogueEntry, NODE_PORT_CHECK, PACKETS, bypasses, impossible, passesThrough, unconfirmed } from './entry';

const BETA = 'service.beta.kubernetes.io';
const KEEPS_CLIENTS_HEADER = 'whether it appends to X-Forwarded-For or passes on what the client wrote';

const DO = `${BETA}/do-loadbalancer`;

export const DIGITALOCEAN_REGIONAL: CatalogueEntry = {
  title: 'DigitalOcean Load Balancer (REGIONAL)',
  controller: 'digitalocean',
  annotations: { [`${DO}-type`]: 'REGIONAL' },
  plain: { keepsPacketSource: false },
  proxy: {
    keepsPacketSource: false,
    annotations: { [`${DO}-enable-proxy-protocol`]: 'true' },
    inside: bypasses('its status shows the bare address'),
  },
  http: unconfirmed(KEEPS_CLIENTS_HEADER),
  hostname: `${DO}-hostname`,
  // An overridden health check carries the header again.
  rivals: ['protocol', 'http-ports', 'http2-ports', 'http3-port', 'tls-ports', 'override-health-check'].map(name => `${DO}-${name}`),
  healthCheck: 'kube-proxy, without the header: healthCheckNodePort under Local, otherwise port 10256',
  source: ['digitalocean/digitalocean-cloud-controller-manager@70d527e38 cloud-controller-manager/do/loadbalancers.go, lb_annotations.go'],
};

export const DIGITALOCEAN_NETWORK: CatalogueEntry = {
  title: 'DigitalOcean Network Load Balancer (REGIONAL_NETWORK)',
  controller: 'digitalocean',
  annotations: { [`${DO}-type`]: 'REGIONAL_NETWORK' },
  plain: unconfirmed("that packets keep the client's address: its documents call it pass-through and do not say so"),
  proxy: unconfirmed('what it does with enable-proxy-protocol'),
  http: impossible('it passes packets on and never reads HTTP'),
  healthCheck: `${NODE_PORT_CHECK}, otherwise port 10256`,
  source: ['digitalocean/digitalocean-cloud-controller-manager@70d527e38 docs/controllers/services/annotations.md, CHANGELOG.md'],
};

const HETZNER_LB = 'load-balancer.hetzner.cloud';

export const HETZNER: CatalogueEntry = {
  title: 'Hetzner Cloud Load Balancer',
  controller: 'hetzner',
  // The controller's environment can turn PROXY on for all Services, so it is always said.
  plain: { keepsPacketSource: false, annotations: { [`${HETZNER_LB}/uses-proxyprotocol`]: 'false' } },
  proxy: {
    keepsPacketSource: false,
    annotations: { [`${HETZNER_LB}/uses-proxyprotocol`]: 'true' },
    inside: passesThrough('its status shows ipMode Proxy'),
  },
  http: unconfirmed(KEEPS_CLIENTS_HEADER),
  hostname: `${HETZNER_LB}/hostname`,
  rivals: [`${HETZNER_LB}/protocol`],
  healthCheck: 'TCP to the node port; under Local only nodes with a pod of the gateway answer it',
  source: [
    'hetznercloud/hcloud-cloud-controller-manager@6485324f hcloud/load_balancers.go:218, internal/hcops/load_balancer.go:1146',
    'hetznercloud/hcloud-cloud-controller-manager@6485324f docs/reference/load_balancer_annotations.md',
  ],
};

const LINODE_LB = `${BETA}/linode-loadbalancer`;

export const LINODE: CatalogueEntry = {
  title: 'Linode NodeBalancer',
  controller: 'linode',
  plain: { keepsPacketSource: false },
  proxy: {
    keepsPacketSource: false,
    // Without the second, the status shows the address beside the name, and kube-proxy answers for it.
    annotations: { [`${LINODE_LB}-default-proxy-protocol`]: 'v2', [`${LINODE_LB}-hostname-only-ingress`]: 'true' },
    inside: passesThrough('its status shows its name alone'),
  },
  http: unconfirmed(KEEPS_CLIENTS_HEADER),
  rivals: [`${LINODE_LB}-default-protocol`, `${LINODE_LB}-port-*`],
  healthCheck: 'a connection to the node port; under Local only nodes with a pod of the gateway take it',
  source: ['linode/linode-cloud-controller-manager@b9aa9012 cloud/annotations/annotations.go, cloud/linode/loadbalancers.go:1278,1391'],
};

const SCW = `${BETA}/scw-loadbalancer`;

export const SCALEWAY: CatalogueEntry = {
  title: 'Scaleway Load Balancer',
  controller: 'scaleway',
  plain: { keepsPacketSource: false, annotations: { [`${SCW}-health-check-from-service`]: 'true' } },
  proxy: {
    keepsPacketSource: false,
    annotations: { [`${SCW}-proxy-protocol-v2`]: 'true', [`${SCW}-health-check-from-service`]: 'true' },
    inside: passesThrough('its status shows ipMode Proxy, since all ports have PROXY'),
  },
  http: unconfirmed(KEEPS_CLIENTS_HEADER),
  rivals: ['protocol-http', 'proxy-protocol-v1', 'send-proxy-v2', 'ip-mode', 'health-check-send-proxy'].map(name => `${SCW}-${name}`),
  healthCheck: 'without the header: healthCheckNodePort under Local, otherwise TCP to the node port',
  source: ['scaleway/scaleway-cloud-controller-manager@bddc17f scaleway/loadbalancers_annotations.go, loadbalancers.go:1026'],
};

const VULTR_LB = `${BETA}/vultr-loadbalancer`;

export const VULTR: CatalogueEntry = {
  title: 'Vultr Load Balancer',
  controller: 'vultr',
  plain: { keepsPacketSource: false },
  proxy: {
    keepsPacketSource: false,
    annotations: { [`${VULTR_LB}-proxy-protocol`]: 'true' },
    inside: bypasses('its status shows the bare address'),
  },
  http: unconfirmed(KEEPS_CLIENTS_HEADER),
  hostname: `${VULTR_LB}-hostname`,
  rivals: ['protocol', 'https-ports', 'backend-protocol', 'http2', 'http3', 'ssl', 'auto-ssl', 'ssl-pass-through'].map(name => `${VULTR_LB}-${name}`),
  healthCheck: 'TCP to the node port of the first port; under Local only nodes with a pod of the gateway take it',
  source: ['vultr/vultr-cloud-controller-manager@d5f3ab03 vultr/loadbalancers.go:65,78,516,937'],
};

export const CIVO: CatalogueEntry = {
  title: 'Civo Load Balancer',
  controller: 'civo',
  plain: { keepsPacketSource: false },
  proxy: {
    keepsPacketSource: false,
    annotations: { 'kubernetes.civo.com/loadbalancer-enable-proxy-protocol': 'send-proxy-v2' },
    inside: passesThrough('with PROXY its status shows its name alone'),
  },
  http: unconfirmed(KEEPS_CLIENTS_HEADER),
  rivals: ['kubernetes.civo.com/protocol'],
  healthCheck: 'not known',
  source: ['civo/civo-cloud-controller-manager@0c98dc9 README.md, cloud-controller-manager/civo/loadbalancer.go:31,260'],
};

export const EXOSCALE: CatalogueEntry = {
  ...PACKETS,
  title: 'Exoscale Network Load Balancer',
  controller: 'exoscale',
  healthCheck: NODE_PORT_CHECK,
  source: ['exoscale/exoscale-cloud-controller-manager@32c9584f docs/service-loadbalancer.md, exoscale/loadbalancer.go:20'],
};

const UPCLOUD_CONFIG = `${BETA}/upcloud-load-balancer-config`;

export const UPCLOUD: CatalogueEntry = {
  title: 'UpCloud Managed Load Balancer',
  controller: 'upcloud',
  // Frontends read HTTP unless each of them is told not to.
  plain: {
    keepsPacketSource: false,
    portAnnotations: ports => ({ [UPCLOUD_CONFIG]: JSON.stringify({ frontends: ports.map(({ name }) => ({ name, mode: 'tcp' })) }) }),
  },
  proxy: {
    keepsPacketSource: false,
    portAnnotations: ports => ({
      [UPCLOUD_CONFIG]: JSON.stringify({
        frontends: ports.map(({ name }) => ({ name, mode: 'tcp' })),
        // Under Local its own choice is HTTP to kube-proxy, which cannot read a header.
        backends: ports.map(({ name }) => ({ name, properties: { health_check_type: 'tcp', outbound_proxy_protocol: 'v2' } })),
      }),
    }),
    inside: passesThrough('its status shows its name alone'),
  },
  http: unconfirmed('whether set_forwarded_headers appends to X-Forwarded-For or overwrites it; without such a rule nothing is added'),
  rivals: [UPCLOUD_CONFIG],
  healthCheck: 'TCP to the node port; under Local only nodes with a pod of the gateway take it',
  source: [
    'UpCloudLtd/upcloud-cloud-controller-manager@d04f4e8 README.md, internal/loadbalancer/utils.go:113,149,348, loadbalancer.go:66',
    'UpCloudLtd/terraform-provider-upcloud@67632e69 docs/resources/loadbalancer_backend.md',
  ],
};

const CLOUDSCALE_LB = 'k8s.cloudscale.ch/loadbalancer';

export const CLOUDSCALE: CatalogueEntry = {
  title: 'cloudscale.ch Load Balancer',
  controller: 'cloudscale',
  plain: { keepsPacketSource: false, annotations: { [`${CLOUDSCALE_LB}-pool-protocol`]: 'tcp' } },
  proxy: {
    keepsPacketSource: false,
    annotations: { [`${CLOUDSCALE_LB}-pool-protocol`]: 'proxyv2' },
    inside: passesThrough('its status shows ipMode Proxy'),
  },
  http: impossible('it knows only TCP and UDP listeners'),
  hostname: `${CLOUDSCALE_LB}-force-hostname`,
  rivals: [`${CLOUDSCALE_LB}-ip-mode`, `${CLOUDSCALE_LB}-listener-protocol`],
  healthCheck: 'TCP to the node port; under Local HTTP to healthCheckNodePort, and whether the header is in front of that is not known',
  condition: 'a changed pool protocol makes all pools anew, and for that time the load balancer is down',
  source: ['cloudscale-ch/cloudscale-cloud-controller-manager@4f13bd9 pkg/cloudscale_ccm/loadbalancer.go, reconcile.go:139,905'],
};

const OSC = `${BETA}/osc-load-balancer`;

export const OUTSCALE: CatalogueEntry = {
  title: '3DS OUTSCALE Load Balancer Unit',
  controller: 'outscale',
  plain: { keepsPacketSource: false },
  proxy: {
    keepsPacketSource: false,
    annotations: { [`${OSC}-proxy-protocol`]: '*' },
    inside: passesThrough('its status shows its name alone'),
  },
  http: unconfirmed(KEEPS_CLIENTS_HEADER),
  rivals: [`${OSC}-backend-protocol`, `${OSC}-ingress-*`, `${BETA}/aws-load-balancer-*`],
  healthCheck: 'TCP to the node port of the first port; under Local HTTP to healthCheckNodePort, and whether the header is in front of that is not known',
  source: ['outscale/cloud-provider-osc@64174f3b docs/annotations.md, ccm/cloud/loadbalancer.go:98,286,304'],
};

export const IONOS: CatalogueEntry = {
  title: 'IONOS Managed Kubernetes',
  controller: 'none',
  plain: unconfirmed("whether externalTrafficPolicy Local is supported, without which kube-proxy replaces the client's address"),
  proxy: impossible('a LoadBalancer Service is an address on one of the nodes; nothing stands in front that could send PROXY'),
  http: impossible('a LoadBalancer Service is an address on one of the nodes; nothing stands in front that could read HTTP'),
  healthCheck: 'none',
  source: ['docs.ionos.com (assign-static-ip-address)', 'stackable documentation PR #787'],
};
