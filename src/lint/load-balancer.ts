import { ManifestObject } from '../manifests/manifest-object';

/** What a Service says about the load balancer in front of it. */
export interface LoadBalancerView {
  readonly service: ManifestObject;
  /** Whose it is, where an annotation tells. */
  readonly vendor?: string;
  /** The annotation that makes it send PROXY. */
  readonly proxyAnnotation?: string;
  /** Whether it reads HTTP, and appends to X-Forwarded-For. */
  readonly layer7: boolean;
  /** Whether it connects to pods, past the nodes. */
  readonly targetsPods: boolean;
}

const BETA = 'service.beta.kubernetes.io/';
const AWS = `${BETA}aws-load-balancer-`;

/** An annotation with the values that mean something. */
interface Meaning {
  readonly key: string;
  readonly values: RegExp;
}

/** Annotations that make a load balancer send PROXY, as the vendors document them. */
export const PROXY_ANNOTATIONS: readonly Meaning[] = [
  { key: `${AWS}proxy-protocol`, values: /^\*$/ },
  { key: `${AWS}proxy-protocol-per-target-group`, values: /\d/ },
  { key: `${AWS}target-group-attributes`, values: /proxy_protocol_v2\.enabled=true/ },
  { key: `${BETA}azure-pls-proxy-protocol`, values: /^true$/ },
  { key: `${BETA}do-loadbalancer-enable-proxy-protocol`, values: /^true$/ },
  { key: 'load-balancer.hetzner.cloud/uses-proxyprotocol', values: /^(1|t|true)$/i },
  { key: `${BETA}linode-loadbalancer-default-proxy-protocol`, values: /^v[12]$/ },
  { key: 'loadbalancer.openstack.org/proxy-protocol', values: /^(true|v1|v2)$/i },
  { key: `${BETA}ovh-loadbalancer-proxy-protocol`, values: /^v[12]/ },
  { key: `${BETA}scw-loadbalancer-proxy-protocol-v1`, values: /^(true|\*|\d.*)$/ },
  { key: `${BETA}scw-loadbalancer-proxy-protocol-v2`, values: /^(true|\*|\d.*)$/ },
  { key: `${BETA}vultr-loadbalancer-proxy-protocol`, values: /^true$/ },
  { key: 'kubernetes.civo.com/loadbalancer-enable-proxy-protocol', values: /^send-proxy(-v2)?$/ },
  { key: `${BETA}upcloud-load-balancer-config`, values: /"outbound_proxy_protocol"\s*:\s*"v[12]"/ },
  { key: `${BETA}oci-load-balancer-connection-proxy-protocol-version`, values: /^[12]$/ },
  { key: 'oci-network-load-balancer.oraclecloud.com/is-ppv2-enabled', values: /^true$/ },
  { key: 'service.kubernetes.io/ibm-load-balancer-cloud-provider-enable-features', values: /proxy-protocol/ },
  { key: `${BETA}alibaba-cloud-loadbalancer-proxy-protocol`, values: /^on$/ },
  { key: 'k8s.cloudscale.ch/loadbalancer-pool-protocol', values: /^proxy(v2)?$/ },
  { key: 'lb.stackit.cloud/tcp-proxy-protocol', values: /^true$/ },
  { key: 'yawol.stackit.cloud/tcpProxyProtocol', values: /^true$/ },
  { key: `${BETA}osc-load-balancer-proxy-protocol`, values: /^(\*|\d.*)$/ },
  { key: `${BETA}volcengine-loadbalancer-proxy-protocol`, values: /^standard$/ },
];

/** Annotations that make it read HTTP. */
const LAYER7: readonly Meaning[] = [
  { key: `${AWS}backend-protocol`, values: /^https?$/i },
  { key: `${BETA}do-loadbalancer-protocol`, values: /^http/i },
  { key: 'load-balancer.hetzner.cloud/protocol', values: /^http/i },
  { key: `${BETA}linode-loadbalancer-default-protocol`, values: /^http/i },
  { key: `${BETA}scw-loadbalancer-protocol-http`, values: /./ },
  { key: `${BETA}vultr-loadbalancer-protocol`, values: /^http/i },
  { key: `${BETA}upcloud-load-balancer-config`, values: /"mode"\s*:\s*"http"|set_forwarded_headers/ },
  { key: `${BETA}oci-load-balancer-backend-protocol`, values: /^http/i },
  { key: `${BETA}alibaba-cloud-loadbalancer-protocol-port`, values: /http/i },
  { key: 'loadbalancer.openstack.org/x-forwarded-for', values: /^true$/i },
];

const VENDORS: readonly (readonly [string, string])[] = [
  [AWS, 'AWS'],
  [`${BETA}azure-`, 'Azure'],
  ['cloud.google.com/', 'Google Cloud'],
  ['networking.gke.io/', 'Google Cloud'],
  [`${BETA}do-loadbalancer-`, 'DigitalOcean'],
  ['load-balancer.hetzner.cloud/', 'Hetzner'],
  [`${BETA}linode-loadbalancer-`, 'Linode'],
  ['loadbalancer.openstack.org/', 'OpenStack'],
  [`${BETA}ovh-loadbalancer-`, 'OVH'],
  [`${BETA}scw-loadbalancer-`, 'Scaleway'],
  [`${BETA}vultr-loadbalancer-`, 'Vultr'],
  ['kubernetes.civo.com/', 'Civo'],
  [`${BETA}upcloud-load-balancer-`, 'UpCloud'],
  [`${BETA}oci-load-balancer-`, 'Oracle'],
  ['oci-network-load-balancer.oraclecloud.com/', 'Oracle'],
  ['service.kubernetes.io/ibm-load-balancer-', 'IBM'],
  [`${BETA}alibaba-cloud-loadbalancer-`, 'Alibaba'],
  ['k8s.cloudscale.ch/', 'cloudscale'],
  ['lb.stackit.cloud/', 'STACKIT'],
  ['yawol.stackit.cloud/', 'STACKIT'],
  [`${BETA}osc-load-balancer-`, 'Outscale'],
  [`${BETA}volcengine-loadbalancer-`, 'Volcengine'],
];

export function loadBalancer(service: ManifestObject): LoadBalancerView {
  const { annotations, spec } = service;
  const has = ({ key, values }: Meaning) => values.test(annotations[key] ?? '');
  return {
    service,
    vendor: VENDORS.find(([prefix]) => Object.keys(annotations).some(key => key.startsWith(prefix)))?.[1],
    proxyAnnotation: PROXY_ANNOTATIONS.filter(meaning => !isIgnored(service, meaning.key)).find(has)?.key,
    layer7: LAYER7.some(has),
    targetsPods: annotations[`${AWS}nlb-target-type`] === 'ip' || annotations[`${AWS}type`] === 'nlb-ip' || spec.type === 'ClusterIP'
      || 'cloud.google.com/neg' in annotations,
  };
}

/** The NLB of the AWS cloud provider does not read the annotation of the Classic ELB. */
export function isIgnored({ annotations, spec }: ManifestObject, key: string): boolean {
  return key === `${AWS}proxy-protocol` && annotations[`${AWS}type`] === 'nlb' && spec.loadBalancerClass === undefined;
}

/** Clients arrive at it from outside. */
export function isExternal({ service }: LoadBalancerView): boolean {
  return service.spec.type === 'LoadBalancer';
}
