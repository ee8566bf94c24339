import { Controller, ServiceFacts, Switch, hasAny, onPorts, oneOf, parseBool, portList, says } from './controller';
import { CatalogueEntry, bypasses, impossible, passesThrough, unconfirmed } from './entry';

const OCTAVIA = 'loadbalancer.openstack.org';
/** Without a monitor a load balancer sends to nodes without a pod of the gateway. */
const MONITOR = { [`${OCTAVIA}/enable-health-monitor`]: 'true' };
const MONITORED = 'healthCheckNodePort under Local, without the header; otherwise TCP to the node port';
const OPENSTACK_SOURCE = 'kubernetes/cloud-provider-openstack@c453fb7c9 pkg/openstack/loadbalancer.go:481,858,1556,1600,1640';

const PROXY: Switch = { annotation: `${OCTAVIA}/proxy-protocol`, reads: oneOf(['true', 'v1', 'v2']) };
const FORWARDED_FOR: Switch = { annotation: `${OCTAVIA}/x-forwarded-for`, reads: oneOf(['true']) };
const KINDS = { 'service.beta.kubernetes.io/openstack-internal-load-balancer': {}, [`${OCTAVIA}/class`]: {} };
const OPENSTACK: Controller = { vendor: 'OpenStack', prefixes: [`${OCTAVIA}/`], proxy: [PROXY], http: [FORWARDED_FOR], kinds: KINDS };

const OVH_CLASS = 'loadbalancer.ovhcloud.com/class';
const IOLB_PROXY = 'service.beta.kubernetes.io/ovh-loadbalancer-proxy-protocol';

/** The OVN provider has neither. */
const asksForAmphora = (service: ServiceFacts) => [PROXY, FORWARDED_FOR]
  .some(({ annotation, reads }) => reads(service.annotations[annotation] ?? '', service, annotation) === 'on');

export const OPENSTACK_OCTAVIA: CatalogueEntry = {
  title: 'OpenStack Octavia (amphora)',
  controller: 'openstack',
  annotations: MONITOR,
  plain: { keepsPacketSource: false },
  proxy: {
    keepsPacketSource: false,
    annotations: { [`${OCTAVIA}/proxy-protocol`]: 'v2' },
    inside: passesThrough('its status shows ipMode Proxy'),
  },
  http: { annotations: { [`${OCTAVIA}/x-forwarded-for`]: 'true' }, appends: 1 },
  hostname: `${OCTAVIA}/hostname`,
  healthCheck: MONITORED,
  source: [
    OPENSTACK_SOURCE,
    'openstack/octavia octavia/common/jinja/haproxy/combined_listeners/templates/macros.j2',
  ],
  reading: {
    controller: OPENSTACK,
    isChosen: service => OVH_CLASS in service.annotations ? false : asksForAmphora(service) || undefined,
  },
};

export const OPENSTACK_OCTAVIA_OVN: CatalogueEntry = {
  title: 'OpenStack Octavia (OVN)',
  controller: 'openstack',
  annotations: MONITOR,
  plain: unconfirmed("that packets keep the client's address"),
  proxy: impossible('the OVN provider has no PROXY'),
  http: impossible('the OVN provider never reads HTTP'),
  healthCheck: MONITORED,
  source: ['kubernetes/cloud-provider-openstack@c453fb7c9 docs/openstack-cloud-controller-manager/expose-applications-using-loadbalancer-type-service.md'],
  reading: {
    controller: OPENSTACK,
    isChosen: service => OVH_CLASS in service.annotations || asksForAmphora(service) ? false : undefined,
  },
};

export const OVH_OCTAVIA: CatalogueEntry = {
  title: 'OVHcloud Public Cloud Load Balancer (Octavia)',
  controller: 'ovh',
  // Needed before Kubernetes 1.31.
  annotations: { 'loadbalancer.ovhcloud.com/class': 'octavia', ...MONITOR },
  plain: { keepsPacketSource: false },
  proxy: {
    keepsPacketSource: false,
    annotations: { [`${OCTAVIA}/proxy-protocol`]: 'true' },
    inside: bypasses("OpenStack's own controller writes ipMode Proxy into the status; no source confirms that OVHcloud's build does"),
  },
  http: impossible('OVHcloud does not support x-forwarded-for'),
  hostname: `${OCTAVIA}/hostname`,
  rivals: [`${OCTAVIA}/x-forwarded-for`],
  healthCheck: MONITORED,
  source: ['ovh/docs Managed Kubernetes, expose/loadbalancer guides (PR #8481)', OPENSTACK_SOURCE],
  reading: {
    controller: { vendor: 'OVH', prefixes: ['loadbalancer.ovhcloud.com/', `${OCTAVIA}/`], proxy: [PROXY], kinds: { [OVH_CLASS]: {} } },
    isChosen: says(OVH_CLASS, 'octavia', 'iolb'),
  },
};

export const OVH_IOLB: CatalogueEntry = {
  title: 'OVHcloud IOLB',
  controller: 'ovh',
  annotations: { 'loadbalancer.ovhcloud.com/class': 'iolb' },
  plain: { keepsPacketSource: false },
  proxy: {
    keepsPacketSource: false,
    annotations: { 'service.beta.kubernetes.io/ovh-loadbalancer-proxy-protocol': 'v2' },
    inside: bypasses('what its status shows is not confirmed'),
  },
  http: unconfirmed('whether it reads HTTP at all'),
  trafficPolicy: { needs: 'Local', because: "OVHcloud's guide uses PROXY with Local only" },
  healthCheck: 'whether the header is in front is not known',
  source: ["ovh/docs 'Getting the source IP behind the LoadBalancer'"],
  reading: {
    controller: {
      vendor: 'OVH',
      prefixes: ['loadbalancer.ovhcloud.com/', 'service.beta.kubernetes.io/ovh-loadbalancer-'],
      proxy: [{ annotation: IOLB_PROXY, reads: (value, ...rest) => /^v[12]/.test(value) ? 'on' : oneOf([])(value, ...rest) }],
    },
    isChosen: service => says(OVH_CLASS, 'iolb', 'octavia')(service) ?? (IOLB_PROXY in service.annotations || undefined),
  },
};

/** All TCP ports, or those of a filter. */
const filtered = (filter: string, all: Switch['reads']): Switch['reads'] => (value, service, name) => {
  const setting = all(value, service, name);
  const some = service.annotations[filter];
  return setting === 'on' && some ? onPorts(portList(some) ?? [], service) : setting;
};
const YAWOL_PROXY: Switch = { annotation: 'yawol.stackit.cloud/tcpProxyProtocol', reads: filtered('yawol.stackit.cloud/tcpProxyProtocolPortsFilter', parseBool) };

export const STACKIT: CatalogueEntry = {
  title: 'STACKIT Load Balancer',
  controller: 'stackit',
  plain: { keepsPacketSource: false },
  proxy: {
    keepsPacketSource: false,
    annotations: { 'lb.stackit.cloud/tcp-proxy-protocol': 'true', 'lb.stackit.cloud/ip-mode-proxy': 'true' },
    inside: passesThrough('its status shows ipMode Proxy'),
  },
  http: impossible('it knows only TCP and UDP'),
  rivals: ['lb.stackit.cloud/tcp-proxy-protocol-ports-filter', 'yawol.stackit.cloud/tcpProxyProtocol*'],
  trafficPolicy: { needs: 'Cluster', because: 'its documents say that externalTrafficPolicy Local is not supported' },
  healthCheck: 'none: the controller removes unhealthy nodes',
  source: ['stackitcloud/cloud-provider-stackit@d561f8e docs/load-balancer.md:20,22,50, pkg/ccm/loadbalancer_spec.go, loadbalancer.go:435'],
  reading: {
    controller: {
      vendor: 'STACKIT',
      prefixes: ['lb.stackit.cloud/', 'yawol.stackit.cloud/'],
      proxy: [
        { annotation: 'lb.stackit.cloud/tcp-proxy-protocol', reads: filtered('lb.stackit.cloud/tcp-proxy-protocol-ports-filter', oneOf(['true'])) },
        YAWOL_PROXY,
      ],
      kinds: { 'lb.stackit.cloud/internal-lb': {} },
    },
    isChosen: service => hasAny(service, ['lb.stackit.cloud/']) || undefined,
  },
};

export const YAWOL: CatalogueEntry = {
  title: 'yawol',
  controller: 'yawol',
  plain: { keepsPacketSource: false },
  proxy: {
    keepsPacketSource: false,
    annotations: { 'yawol.stackit.cloud/tcpProxyProtocol': 'true' },
    inside: bypasses('its status shows the bare address, and no annotation changes that'),
  },
  http: impossible('it knows only TCP and UDP'),
  rivals: ['yawol.stackit.cloud/tcpProxyProtocolPortsFilter'],
  healthCheck: 'TCP to the node port; under Local only nodes with a pod of the gateway take it',
  source: ['stackitcloud/yawol@4679caf api/v1beta1/loadbalancer_types.go:46, internal/helper/yawollet.go:189,206'],
  reading: {
    controller: { vendor: 'STACKIT', prefixes: ['yawol.stackit.cloud/'], proxy: [YAWOL_PROXY], kinds: { 'yawol.stackit.cloud/internalLB': {} } },
    isChosen: service => hasAny(service, ['lb.stackit.cloud/']) ? false : undefined,
  },
};
