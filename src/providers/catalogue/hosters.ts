import { Controller, Switch, objects, onPorts, oneOf, parseBool, parsed, portList, says, tcpPorts, where } from './controller';
import { CatalogueEntry, NODE_PORT_CHECK, PACKETS, bypasses, impossible, passesThrough, unconfirmed } from './entry';

const BETA = 'service.beta.kubernetes.io';
const KEEPS_CLIENTS_HEADER = 'whether it appends to X-Forwarded-For or passes on what the client wrote';

const HTTP = ['http', 'https', 'http2'];
/** Some of the controllers read any case, and none of them reads such a value as TCP. */
const protocol: Switch['reads'] = (value, ...rest) => oneOf(HTTP, ['tcp', 'udp'])(value.toLowerCase(), ...rest);
/** Ports of the Service. */
const somePorts: Switch['reads'] = (value, service) => onPorts(portList(value) ?? [], service);

const DO = `${BETA}/do-loadbalancer`;

const DIGITALOCEAN: Controller = {
  vendor: 'DigitalOcean',
  prefixes: [`${DO}-`],
  proxy: [{ annotation: `${DO}-enable-proxy-protocol`, reads: parseBool }],
  http: [
    { annotation: `${DO}-protocol`, reads: protocol },
    ...['http-ports', 'http2-ports', 'http3-port'].map(name => ({ annotation: `${DO}-${name}`, reads: somePorts })),
  ],
  kinds: { [`${DO}-type`]: {}, [`${DO}-network`]: {} },
};

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
  reading: { controller: DIGITALOCEAN, isChosen: says(`${DO}-type`, 'REGIONAL', 'REGIONAL_NETWORK') },
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
  // Without the annotation it depends on the controller's age, and one that exists stays what it is.
  reading: { controller: DIGITALOCEAN, isChosen: says(`${DO}-type`, 'REGIONAL_NETWORK', 'REGIONAL') },
};

const HETZNER_LB = 'load-balancer.hetzner.cloud';

const HETZNER_CONTROLLER: Controller = {
  vendor: 'Hetzner',
  prefixes: [`${HETZNER_LB}/`],
  proxy: [{ annotation: `${HETZNER_LB}/uses-proxyprotocol`, reads: parseBool }],
  http: [{ annotation: `${HETZNER_LB}/protocol`, reads: protocol }],
};

export const HETZNER: CatalogueEntry = {
  title: 'Hetzner Cloud Load Balancer',
  controller: 'hetzner',
  // The controller's environment can turn PROXY on for all Services, so it is always written.
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
  reading: { controller: HETZNER_CONTROLLER },
};

const LINODE_LB = `${BETA}/linode-loadbalancer`;

/** `linode-loadbalancer-port-443` is about that port, and a text of JSON. */
const ofPort = (asks: (value: any) => boolean): Switch['reads'] => (value, service, name) =>
  asks(parsed(value)) ? onPorts([Number(name.slice(`${LINODE_LB}-port-`.length))], service) : 'off';

const LINODE_CONTROLLER: Controller = {
  vendor: 'Linode',
  prefixes: [`${LINODE_LB}-`],
  proxy: [
    { annotation: `${LINODE_LB}-default-proxy-protocol`, reads: oneOf(['v1', 'v2']) },
    { annotation: `${LINODE_LB}-port-*`, reads: ofPort(port => ['v1', 'v2'].includes(port['proxy-protocol'])) },
  ],
  http: [
    { annotation: `${LINODE_LB}-default-protocol`, reads: protocol },
    { annotation: `${LINODE_LB}-port-*`, reads: ofPort(port => HTTP.includes(port.protocol)) },
  ],
};

export const LINODE: CatalogueEntry = {
  title: 'Linode NodeBalancer',
  controller: 'linode',
  plain: { keepsPacketSource: false },
  proxy: {
    keepsPacketSource: false,
    // Without the second, the status shows the address beside the name, and kube-proxy answers for it.
    annotations: { [`${LINODE_LB}-default-proxy-protocol`]: 'v2', [`${LINODE_LB}-hostname-only-ingress`]: 'true' },
    inside: passesThrough('its status shows only its name'),
  },
  http: unconfirmed(KEEPS_CLIENTS_HEADER),
  rivals: [`${LINODE_LB}-default-protocol`, `${LINODE_LB}-port-*`],
  healthCheck: 'a connection to the node port; under Local only nodes with a pod of the gateway take it',
  source: ['linode/linode-cloud-controller-manager@b9aa9012 cloud/annotations/annotations.go, cloud/linode/loadbalancers.go:1278,1391'],
  reading: { controller: LINODE_CONTROLLER },
};

const SCW = `${BETA}/scw-loadbalancer`;

/** `true`, `*` or ports of the Service; `1` is a port. */
const someOrAll: Switch['reads'] = (value, service, name) => {
  const list = portList(value);
  return list ? onPorts(list, service) : value === '*' ? 'on' : parseBool(value, service, name);
};

const SCALEWAY_CONTROLLER: Controller = {
  vendor: 'Scaleway',
  prefixes: [`${SCW}-`],
  proxy: ['proxy-protocol-v1', 'proxy-protocol-v2', 'send-proxy-v2'].map(name => ({ annotation: `${SCW}-${name}`, reads: someOrAll })),
  http: [{ annotation: `${SCW}-protocol-http`, reads: someOrAll }],
  kinds: { [`${SCW}-private`]: {} },
};

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
  reading: { controller: SCALEWAY_CONTROLLER },
};

const VULTR_LB = `${BETA}/vultr-loadbalancer`;

const VULTR_CONTROLLER: Controller = {
  vendor: 'Vultr',
  prefixes: [`${VULTR_LB}-`],
  proxy: [{ annotation: `${VULTR_LB}-proxy-protocol`, reads: parseBool }],
  http: [{ annotation: `${VULTR_LB}-protocol`, reads: protocol }],
};

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
  reading: { controller: VULTR_CONTROLLER },
};

const CIVO_CONTROLLER: Controller = {
  vendor: 'Civo',
  prefixes: ['kubernetes.civo.com/'],
  proxy: [{ annotation: 'kubernetes.civo.com/loadbalancer-enable-proxy-protocol', reads: oneOf(['send-proxy', 'send-proxy-v2']) }],
  http: [{ annotation: 'kubernetes.civo.com/protocol', reads: protocol }],
};

export const CIVO: CatalogueEntry = {
  title: 'Civo Load Balancer',
  controller: 'civo',
  plain: { keepsPacketSource: false },
  proxy: {
    keepsPacketSource: false,
    annotations: { 'kubernetes.civo.com/loadbalancer-enable-proxy-protocol': 'send-proxy-v2' },
    inside: passesThrough('with PROXY its status shows only its name'),
  },
  http: unconfirmed(KEEPS_CLIENTS_HEADER),
  rivals: ['kubernetes.civo.com/protocol'],
  healthCheck: 'not known',
  source: ['civo/civo-cloud-controller-manager@0c98dc9 README.md, cloud-controller-manager/civo/loadbalancer.go:31,260'],
  reading: { controller: CIVO_CONTROLLER },
};

export const EXOSCALE: CatalogueEntry = {
  ...PACKETS,
  title: 'Exoscale Network Load Balancer',
  controller: 'exoscale',
  healthCheck: NODE_PORT_CHECK,
  source: ['exoscale/exoscale-cloud-controller-manager@32c9584f docs/service-loadbalancer.md, exoscale/loadbalancer.go:20'],
  reading: { controller: { vendor: 'Exoscale', prefixes: [`${BETA}/exoscale-loadbalancer-`] } },
};

const UPCLOUD_CONFIG = `${BETA}/upcloud-load-balancer-config`;

const backends = (config: string): any[] => objects(parsed(config).backends);
const frontends = (config: string): any[] => objects(parsed(config).frontends);

const UPCLOUD_CONTROLLER: Controller = {
  vendor: 'UpCloud',
  prefixes: [`${BETA}/upcloud-load-balancer-`],
  proxy: [{
    annotation: UPCLOUD_CONFIG,
    reads: (value, { spec }) => {
      const names = backends(value).filter(({ properties }) => ['v1', 'v2'].includes(properties?.outbound_proxy_protocol)).map(({ name }) => name);
      const shown = tcpPorts(spec).filter(({ name }) => name !== undefined);
      return names.length === 0 ? 'off' : shown.every(({ name }) => names.includes(name)) ? 'on' : 'some ports';
    },
  }],
  // A frontend that is not named here reads HTTP as well, and writes no X-Forwarded-For.
  http: [{ annotation: UPCLOUD_CONFIG, reads: where(value => frontends(value).some(({ mode }) => mode === 'http') || value.includes('set_forwarded_headers')) }],
};

export const UPCLOUD: CatalogueEntry = {
  title: 'UpCloud Managed Load Balancer',
  controller: 'upcloud',
  // Frontends read HTTP unless each of them is set to TCP.
  plain: {
    keepsPacketSource: false,
    portAnnotations: ports => ({ [UPCLOUD_CONFIG]: JSON.stringify({ frontends: ports.map(({ name }) => ({ name, mode: 'tcp' })) }) }),
  },
  proxy: {
    keepsPacketSource: false,
    portAnnotations: ports => ({
      [UPCLOUD_CONFIG]: JSON.stringify({
        frontends: ports.map(({ name }) => ({ name, mode: 'tcp' })),
        // Under Local its default is HTTP to kube-proxy, which cannot read a header.
        backends: ports.map(({ name }) => ({ name, properties: { health_check_type: 'tcp', outbound_proxy_protocol: 'v2' } })),
      }),
    }),
    inside: passesThrough('its status shows only its name'),
  },
  http: unconfirmed('whether set_forwarded_headers appends to X-Forwarded-For or overwrites it; without such a rule nothing is added'),
  rivals: [UPCLOUD_CONFIG],
  healthCheck: 'TCP to the node port; under Local only nodes with a pod of the gateway take it',
  source: [
    'UpCloudLtd/upcloud-cloud-controller-manager@d04f4e8 README.md, internal/loadbalancer/utils.go:113,149,348, loadbalancer.go:66',
    'UpCloudLtd/terraform-provider-upcloud@67632e69 docs/resources/loadbalancer_backend.md',
  ],
  reading: { controller: UPCLOUD_CONTROLLER },
};

const CLOUDSCALE_LB = 'k8s.cloudscale.ch/loadbalancer';

const CLOUDSCALE_CONTROLLER: Controller = {
  vendor: 'cloudscale',
  prefixes: [`${CLOUDSCALE_LB}-`],
  proxy: [{ annotation: `${CLOUDSCALE_LB}-pool-protocol`, reads: oneOf(['proxy', 'proxyv2'], ['tcp']) }],
};

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
  condition: 'a changed pool protocol recreates all pools, and the load balancer is down meanwhile',
  source: ['cloudscale-ch/cloudscale-cloud-controller-manager@4f13bd9 pkg/cloudscale_ccm/loadbalancer.go, reconcile.go:139,905'],
  reading: { controller: CLOUDSCALE_CONTROLLER },
};

const OSC = `${BETA}/osc-load-balancer`;

const OUTSCALE_CONTROLLER: Controller = {
  vendor: 'Outscale',
  prefixes: [`${OSC}-`],
  // A list has ports of the nodes, which no Service shows before it exists.
  proxy: [{ annotation: `${OSC}-proxy-protocol`, reads: (value, ...rest) => portList(value) ? 'some ports' : oneOf(['*'])(value, ...rest) }],
  http: [{ annotation: `${OSC}-backend-protocol`, reads: protocol }],
  kinds: { [`${OSC}-internal`]: {} },
};

export const OUTSCALE: CatalogueEntry = {
  title: '3DS OUTSCALE Load Balancer Unit',
  controller: 'outscale',
  plain: { keepsPacketSource: false },
  proxy: {
    keepsPacketSource: false,
    annotations: { [`${OSC}-proxy-protocol`]: '*' },
    inside: passesThrough('its status shows only its name'),
  },
  http: unconfirmed(KEEPS_CLIENTS_HEADER),
  rivals: [`${OSC}-backend-protocol`, `${OSC}-ingress-*`, `${BETA}/aws-load-balancer-*`],
  healthCheck: 'TCP to the node port of the first port; under Local HTTP to healthCheckNodePort, and whether the header is in front of that is not known',
  source: ['outscale/cloud-provider-osc@64174f3b docs/annotations.md, ccm/cloud/loadbalancer.go:98,286,304'],
  reading: { controller: OUTSCALE_CONTROLLER },
};

export const IONOS: CatalogueEntry = {
  title: 'IONOS Managed Kubernetes',
  controller: 'none',
  plain: unconfirmed("whether externalTrafficPolicy Local is supported, without which kube-proxy replaces the client's address"),
  proxy: impossible('a LoadBalancer Service is an address on one of the nodes; nothing in front of it could send PROXY'),
  http: impossible('a LoadBalancer Service is an address on one of the nodes; nothing in front of it could read HTTP'),
  healthCheck: 'none',
  source: ['docs.ionos.com (assign-static-ip-address)', 'stackable documentation PR #787'],
};
