import { TrustedProxy } from '../../src';
import { Fault } from '../../src/fault';
import { CATALOGUE } from '../../src/providers/catalogue';
import { AWS_CLASSIC_ELB, AWS_NLB_CLOUD_PROVIDER, AWS_NLB_CONTROLLER } from '../../src/providers/catalogue/aws';
import { ServiceFacts } from '../../src/providers/catalogue/controller';
import { CatalogueEntry } from '../../src/providers/catalogue/entry';
import { GOOGLE_ENDPOINT_GROUPS } from '../../src/providers/catalogue/google';
import { EntryReading, READABLE, readService, vendorOf } from '../../src/providers/catalogue/reading';
import { ENTRIES, EXAMPLE } from '../support/catalogue';

const PORTS = [{ name: 'http-web', port: 80, protocol: 'TCP' }, { name: 'https-web', port: 443, protocol: 'TCP' }];
const BETA = 'service.beta.kubernetes.io';
const LB = `${BETA}/aws-load-balancer`;

/** The Service that a load balancer gets, written and read back. */
function serviceOf(last: TrustedProxy): ServiceFacts {
  const { type, loadBalancerClass } = last._service ?? {};
  return { annotations: last._serviceAnnotations(PORTS) ?? {}, spec: { type, loadBalancerClass, externalTrafficPolicy: 'Local', ports: PORTS } };
}

/** Which entry of the reading each of the catalogue comes back as. */
const READ_AS: { readonly [id: string]: CatalogueEntry } = {
  ...CATALOGUE,
  'aws-classic-elb': AWS_CLASSIC_ELB,
  'aws-nlb-cloud-provider': AWS_NLB_CLOUD_PROVIDER,
  'aws-nlb-instance': AWS_NLB_CONTROLLER,
  'aws-nlb-ip': AWS_NLB_CONTROLLER,
  'google-proxy-network': GOOGLE_ENDPOINT_GROUPS,
  'google-http': GOOGLE_ENDPOINT_GROUPS,
};

/** Every way of every entry that the library takes. */
const WRITTEN = Object.keys(READ_AS).flatMap(id => (['plain', 'PROXY', 'HTTP'] as const).flatMap((use): [string, typeof use, TrustedProxy][] => {
  try {
    const proxies = ENTRIES.find(entry => entry.id === id)!.chain(use, 'Local', EXAMPLE);
    return proxies ? [[id, use, proxies[proxies.length - 1]]] : [];
  } catch (error) {
    if (error instanceof Fault) return [];
    throw error;
  }
}));

/** Neither an annotation nor a class tells these from any other Service. */
const BARE = ['azure-lb', 'linode', 'vultr', 'civo', 'exoscale', 'outscale', 'stackit', 'yawol', 'ibm-vpc-alb', 'alibaba-clb', 'yandex', 'metallb', 'kube-vip',
  'cilium-bgp', 'k3s-servicelb'];

const LBC = 'AWS NLB (AWS Load Balancer Controller)';
const OVH = 'OVHcloud Public Cloud Load Balancer (Octavia)';
const OVN = 'OpenStack Octavia (OVN)';

/** What else their Services may get, by what runs in the cluster. */
const OR_ELSE: { readonly [service: string]: string[] } = {
  'octavia, plain': [OVN, OVH],
  'octavia, PROXY': [OVH],
  'octavia, HTTP': [OVH],
  'yawol, PROXY': ['STACKIT Load Balancer'],
  // Its controller's webhook gives every new Service its class.
  'aws-classic-elb, PROXY': [LBC],
  'aws-nlb-cloud-provider, plain': [LBC],
  'aws-nlb-cloud-provider, PROXY': [LBC],
};

describe.each(WRITTEN)('%s, %s', (id, use, last) => {
  const service = serviceOf(last);
  const { asked, possible, withoutEffect } = readService(service);

  if (use === 'plain' && BARE.includes(id)) {
    test('says nothing', () => expect([service.annotations, service.spec.loadBalancerClass, asked, possible]).toEqual([{}, undefined, [], []]));
    return;
  }

  test('is read back', () => {
    const entry = READ_AS[id];
    const read = [...asked, ...possible].find(one => one.entry === entry)!;
    const isShown = entry !== GOOGLE_ENDPOINT_GROUPS;
    expect({ ...read, entry: read.entry.title, proxyAnnotation: undefined }).toEqual({
      entry: entry.title,
      proxy: isShown ? use === 'PROXY' ? 'on' : expect.not.stringMatching(/^(on|some ports)$/) : 'not known',
      http: isShown ? use === 'HTTP' ? 'on' : expect.not.stringMatching(/^(on|some ports)$/) : 'not known',
      keepsPacketSource: isShown ? last.keepsPacketSource : undefined,
      targetsPods: id === 'aws-nlb-ip' || !isShown,
    });
    expect(use === 'PROXY' && isShown ? Object.keys(service.annotations) : [undefined]).toContain(read.proxyAnnotation);
    expect(withoutEffect).toEqual([]);
  });

  test('has the annotations of the entry', () => {
    const { annotations, plain, proxy, http } = READ_AS[id];
    const way = { plain, PROXY: proxy, HTTP: http }[use];
    expect(service.annotations).toMatchObject({ ...annotations, ...'annotations' in way ? way.annotations : {} });
  });

  test('and nothing else is read', () => {
    expect([...asked, ...possible].map(({ entry }) => entry.title).filter(title => title !== READ_AS[id].title)).toEqual(OR_ELSE[`${id}, ${use}`] ?? []);
  });
});

/** One sentence of what is read. */
function told(annotations: { [name: string]: string }, spec: object = {}, status?: object): string {
  const { asked, possible, withoutEffect } = readService({ annotations, spec: { type: 'LoadBalancer', ports: PORTS, ...spec }, status });
  const one = ({ entry, proxy, http, keepsPacketSource, targetsPods }: EntryReading) => [
    `${entry.title}: PROXY ${proxy}`,
    http === 'off' ? 'layer 4' : http === 'not known' ? 'layer not known' : `layer 7 (${http})`,
    keepsPacketSource === undefined ? 'packet source not known' : keepsPacketSource ? 'packet source kept' : 'packet source replaced',
    ...targetsPods ? ['to pods'] : [],
  ].join(', ');
  return [
    asked.map(one).join(' | ') || 'nothing',
    ...possible.length ? [`or ${possible.map(one).join(' | ')}`] : [],
    ...withoutEffect.map(({ annotation, because }) => `${annotation.replace(/^.*\//, '')} ${because}`),
  ].join('; ');
}

const HCLOUD = 'load-balancer.hetzner.cloud';
const DO = `${BETA}/do-loadbalancer`;
const SCW = `${BETA}/scw-loadbalancer`;
const OCI = 'oci.oraclecloud.com';
const OCTAVIA = 'loadbalancer.openstack.org';
const YAWOL = 'yawol.stackit.cloud/tcpProxyProtocol';
const UPCLOUD = `${BETA}/upcloud-load-balancer-config`;
const IBM = 'service.kubernetes.io/ibm-load-balancer-cloud-provider-enable-features';
const host = (hostname: string) => ({ loadBalancer: { ingress: [{ hostname }] } });

test.each<[string, Parameters<typeof told>, string]>([
  ['no annotation', [{}], 'nothing'],
  ["an annotation of nobody's controller", [{ 'example.com/proxy-protocol': 'true' }], 'nothing'],
  ['an annotation that only sounds so', [{ 'service.beta.kubernetes.io/aws-loadbalancer-proxy-protocol': '*' }], 'nothing'],
  ['AWS, neither type nor class: Classic, unless a webhook gives it a class', [{ [`${LB}-internal`]: 'true' }],
    'AWS Classic ELB: PROXY off, layer 4, packet source replaced; or AWS NLB (AWS Load Balancer Controller): PROXY off, layer 4, packet source kept'],
  ['its PROXY', [{ [`${LB}-proxy-protocol`]: '*' }],
    'AWS Classic ELB: PROXY on, layer 4, packet source replaced; or AWS NLB (AWS Load Balancer Controller): PROXY on, layer 4, packet source kept'],
  ['its PROXY in other words', [{ [`${LB}-proxy-protocol`]: 'true' }],
    'AWS Classic ELB: PROXY not a value, layer 4, packet source replaced; or AWS NLB (AWS Load Balancer Controller): PROXY not a value, layer 4, packet source kept; aws-load-balancer-proxy-protocol is "true", which is not one of its values'],
  ['its PROXY off', [{ [`${LB}-proxy-protocol`]: 'false' }],
    'AWS Classic ELB: PROXY off, layer 4, packet source replaced; or AWS NLB (AWS Load Balancer Controller): PROXY off, layer 4, packet source kept'],
  ['its HTTP', [{ [`${LB}-backend-protocol`]: 'http' }],
    'AWS Classic ELB: PROXY off, layer 7 (on), packet source replaced; or AWS NLB (AWS Load Balancer Controller): PROXY off, layer 4, packet source kept'],
  ['its HTTP in capitals, which the cloud provider does not know', [{ [`${LB}-backend-protocol`]: 'HTTP' }],
    'AWS Classic ELB: PROXY off, layer 4, packet source replaced; or AWS NLB (AWS Load Balancer Controller): PROXY off, layer 4, packet source kept'],
  ['Classic by its name in the status', [{ [`${LB}-internal`]: 'true' }, {}, host('a1b2-12345.eu-west-1.elb.amazonaws.com')],
    'AWS Classic ELB: PROXY off, layer 4, packet source replaced'],
  ['Classic by that name alone', [{}, {}, host('a1b2-12345.eu-west-1.elb.amazonaws.com')],
    'AWS Classic ELB: PROXY off, layer 4, packet source replaced'],
  ['a Network Load Balancer by that name', [{ [`${LB}-proxy-protocol`]: '*' }, {}, host('a1b2-12345.elb.eu-west-1.amazonaws.com')],
    'AWS NLB (AWS Load Balancer Controller): PROXY on, layer 4, packet source kept'],
  ["the cloud provider's NLB", [{ [`${LB}-type`]: 'nlb' }],
    'AWS NLB (cloud provider): PROXY off, layer 4, packet source kept; or AWS NLB (AWS Load Balancer Controller): PROXY off, layer 4, packet source kept'],
  ['which does not read the annotation of the Classic one', [{ [`${LB}-type`]: 'nlb', [`${LB}-proxy-protocol`]: '*' }],
    'AWS NLB (cloud provider): PROXY off, layer 4, packet source kept; or AWS NLB (AWS Load Balancer Controller): PROXY on, layer 4, packet source kept; aws-load-balancer-proxy-protocol is not read by the cloud provider, which makes a load balancer of type nlb unless the AWS Load Balancer Controller does: that reads it, and its webhook takes new Services'],
  ['nor HTTP', [{ [`${LB}-type`]: 'nlb', [`${LB}-backend-protocol`]: 'http' }],
    'AWS NLB (cloud provider): PROXY off, layer 4, packet source kept; or AWS NLB (AWS Load Balancer Controller): PROXY off, layer 4, packet source kept'],
  ['but the attribute', [{ [`${LB}-type`]: 'nlb', [`${LB}-target-group-attributes`]: 'preserve_client_ip.enabled=true,proxy_protocol_v2.enabled=true' }],
    'AWS NLB (cloud provider): PROXY on, layer 4, packet source kept; or AWS NLB (AWS Load Balancer Controller): PROXY on, layer 4, packet source kept'],
  ['and pods only where the other controller acts', [{ [`${LB}-type`]: 'nlb', [`${LB}-nlb-target-type`]: 'ip' }],
    'AWS NLB (cloud provider): PROXY off, layer 4, packet source kept | AWS NLB (AWS Load Balancer Controller): PROXY off, layer 4, packet source replaced, to pods'],
  ["the controller's NLB by class", [{}, { loadBalancerClass: 'service.k8s.aws/nlb' }],
    'AWS NLB (AWS Load Balancer Controller): PROXY off, layer 4, packet source kept'],
  ['with type nlb, which its class overrules', [{ [`${LB}-type`]: 'nlb', [`${LB}-proxy-protocol`]: '*' }, { loadBalancerClass: 'service.k8s.aws/nlb' }],
    'AWS NLB (AWS Load Balancer Controller): PROXY on, layer 4, packet source kept'],
  ['by type', [{ [`${LB}-type`]: 'external', [`${LB}-nlb-target-type`]: 'ip' }],
    'AWS NLB (AWS Load Balancer Controller): PROXY off, layer 4, packet source replaced, to pods'],
  ['by its older type', [{ [`${LB}-type`]: 'nlb-ip', [`${LB}-proxy-protocol`]: '*' }],
    'AWS NLB (AWS Load Balancer Controller): PROXY on, layer 4, packet source replaced, to pods'],
  ['by an annotation that only it reads', [{ [`${LB}-nlb-target-type`]: 'ip', [`${LB}-proxy-protocol`]: '*' }],
    'AWS NLB (AWS Load Balancer Controller): PROXY on, layer 4, packet source replaced, to pods; or AWS Classic ELB: PROXY on, layer 4, packet source replaced'],
  ['with PROXY by attribute, which a Classic one would not have', [{ [`${LB}-target-group-attributes`]: 'proxy_protocol_v2.enabled=true' }],
    'AWS NLB (AWS Load Balancer Controller): PROXY on, layer 4, packet source kept; or AWS Classic ELB: PROXY off, layer 4, packet source replaced'],
  ['with PROXY on one port', [{ [`${LB}-proxy-protocol-per-target-group`]: '443' }, { loadBalancerClass: 'service.k8s.aws/nlb' }],
    'AWS NLB (AWS Load Balancer Controller): PROXY some ports, layer 4, packet source kept'],
  ['with PROXY on all of them', [{ [`${LB}-proxy-protocol-per-target-group`]: '80, 443' }, { loadBalancerClass: 'service.k8s.aws/nlb' }],
    'AWS NLB (AWS Load Balancer Controller): PROXY on, layer 4, packet source kept'],
  ['with PROXY on none of them', [{ [`${LB}-proxy-protocol-per-target-group`]: '8443' }, { loadBalancerClass: 'service.k8s.aws/nlb' }],
    'AWS NLB (AWS Load Balancer Controller): PROXY off, layer 4, packet source kept'],
  ['EKS Auto Mode', [{ [`${LB}-proxy-protocol`]: '*' }, { loadBalancerClass: 'eks.amazonaws.com/nlb' }],
    'AWS NLB (EKS Auto Mode): PROXY off, layer 4, packet source not known; aws-load-balancer-proxy-protocol is not read by EKS Auto Mode'],
  ['EKS Auto Mode, by its attribute', [{ [`${LB}-target-group-attributes`]: 'proxy_protocol_v2.enabled=true' }, { loadBalancerClass: 'eks.amazonaws.com/nlb' }],
    'AWS NLB (EKS Auto Mode): PROXY on, layer 4, packet source not known'],
  ["a class of somebody's own", [{ [`${LB}-proxy-protocol`]: '*' }, { loadBalancerClass: 'example.com/nlb' }],
    'AWS NLB (AWS Load Balancer Controller): PROXY on, layer 4, packet source kept'],
  ['the class of another vendor', [{ [`${LB}-proxy-protocol`]: '*' }, { loadBalancerClass: 'alibabacloud.com/nlb' }],
    'Alibaba Cloud Network Load Balancer: PROXY off, layer 4, packet source not known; aws-load-balancer-proxy-protocol is not read for Alibaba Cloud Network Load Balancer'],
  ['a class of nothing', [{ [`${LB}-proxy-protocol`]: '*' }, { loadBalancerClass: null }, { loadBalancer: { ingress: [null, 'x'] } }],
    'AWS Classic ELB: PROXY on, layer 4, packet source replaced; or AWS NLB (AWS Load Balancer Controller): PROXY on, layer 4, packet source kept'],
  ["the class of another vendor's controller", [{ [`${BETA}/azure-pls-proxy-protocol`]: 'true' }, { loadBalancerClass: 'service.k8s.aws/nlb' }],
    'AWS NLB (AWS Load Balancer Controller): PROXY off, layer 4, packet source kept; '
    + 'azure-pls-proxy-protocol is not read for AWS NLB (AWS Load Balancer Controller)'],
  ['a type that changed after the load balancer was made', [{ [`${LB}-type`]: 'nlb' }, {}, host('a1b2-12345.eu-west-1.elb.amazonaws.com')],
    'AWS Classic ELB: PROXY off, layer 4, packet source replaced'],
  ['a kind that is none', [{ [`${DO}-type`]: 'GLOBAL', [`${DO}-enable-proxy-protocol`]: '1' }],
    'DigitalOcean Load Balancer (REGIONAL): PROXY on, layer 4, packet source replaced | '
    + 'DigitalOcean Network Load Balancer (REGIONAL_NETWORK): PROXY on, layer 4, packet source not known'],
  ['a Service that gets no load balancer', [{ [`${LB}-proxy-protocol`]: '*' }, { type: 'NodePort' }],
    "nothing; aws-load-balancer-proxy-protocol is for load balancers, and the Service's type is NodePort"],
  ['one that is there in part', [{ [`${HCLOUD}/uses-proxyprotocol`]: 'true' }, { type: undefined, ports: undefined }],
    'Hetzner Cloud Load Balancer: PROXY on, layer 4, packet source replaced'],
  ["an Ingress's ALB to pods", [{ 'alb.ingress.kubernetes.io/target-type': 'ip' }, { type: 'ClusterIP' }],
    'AWS Application Load Balancer: PROXY off, layer 7 (on), packet source replaced, to pods'],
  ['Google', [{ 'cloud.google.com/l4-rbs': 'enabled' }],
    'Google Cloud external passthrough Network Load Balancer: PROXY off, layer 4, packet source kept'],
  ['Google, inside, in its older spelling', [{ 'cloud.google.com/load-balancer-type': 'internal' }],
    'Google Cloud internal passthrough Network Load Balancer: PROXY off, layer 4, packet source kept'],
  ['Google by class', [{}, { loadBalancerClass: 'networking.gke.io/l4-regional-internal' }],
    'Google Cloud internal passthrough Network Load Balancer: PROXY off, layer 4, packet source kept'],
  ["Google's endpoint groups say nothing in front of a load balancer of the Service's own", [{ 'cloud.google.com/neg': '{"ingress": true}' }],
    'Google Cloud external passthrough Network Load Balancer: PROXY off, layer 4, packet source kept'],
  ['and show that pods are targets without', [{ 'cloud.google.com/neg': '{"ingress": true}' }, { type: 'ClusterIP' }],
    'Google Cloud load balancer on network endpoint groups: PROXY not known, layer not known, packet source not known, to pods'],
  ['Azure', [{ [`${BETA}/azure-load-balancer-internal`]: 'true' }], 'Azure Standard Load Balancer: PROXY off, layer 4, packet source kept'],
  ['Azure Private Link in capitals', [{ [`${BETA}/azure-pls-create`]: 'True', [`${BETA}/azure-pls-proxy-protocol`]: 'TRUE' }],
    'Azure Private Link Service: PROXY on, layer 4, packet source replaced'],
  ['Azure Private Link that is not made', [{ [`${BETA}/azure-pls-proxy-protocol`]: 'true' }],
    'Azure Standard Load Balancer: PROXY off, layer 4, packet source kept; azure-pls-proxy-protocol is not read for Azure Standard Load Balancer'],
  ['DigitalOcean without a type', [{ [`${DO}-enable-proxy-protocol`]: 'true' }],
    'DigitalOcean Load Balancer (REGIONAL): PROXY on, layer 4, packet source replaced | DigitalOcean Network Load Balancer (REGIONAL_NETWORK): PROXY on, layer 4, packet source not known'],
  ['DigitalOcean as Go reads a bool', [{ [`${DO}-type`]: 'REGIONAL', [`${DO}-enable-proxy-protocol`]: 'True' }],
    'DigitalOcean Load Balancer (REGIONAL): PROXY on, layer 4, packet source replaced'],
  ['DigitalOcean as Go does not', [{ [`${DO}-type`]: 'REGIONAL', [`${DO}-enable-proxy-protocol`]: 'yes' }],
    'DigitalOcean Load Balancer (REGIONAL): PROXY not a value, layer 4, packet source replaced; do-loadbalancer-enable-proxy-protocol is "yes", which is not one of its values'],
  ['DigitalOcean, HTTP on one port', [{ [`${DO}-type`]: 'REGIONAL', [`${DO}-http-ports`]: '80' }],
    'DigitalOcean Load Balancer (REGIONAL): PROXY off, layer 7 (some ports), packet source replaced'],
  ['Hetzner', [{ [`${HCLOUD}/uses-proxyprotocol`]: 't' }], 'Hetzner Cloud Load Balancer: PROXY on, layer 4, packet source replaced'],
  ['Hetzner, which says where and nothing else', [{ [`${HCLOUD}/location`]: 'fsn1' }],
    'Hetzner Cloud Load Balancer: PROXY off, layer 4, packet source replaced'],
  ['Hetzner, HTTP', [{ [`${HCLOUD}/protocol`]: 'https' }], 'Hetzner Cloud Load Balancer: PROXY off, layer 7 (on), packet source replaced'],
  ['Hetzner, HTTP in any case', [{ [`${HCLOUD}/protocol`]: 'HTTP' }], 'Hetzner Cloud Load Balancer: PROXY off, layer 7 (on), packet source replaced'],
  ['PROXY by target group, without a port', [{ [`${LB}-proxy-protocol-per-target-group`]: 'all' }, { loadBalancerClass: 'service.k8s.aws/nlb' }],
    'AWS NLB (AWS Load Balancer Controller): PROXY not a value, layer 4, packet source kept; '
    + 'aws-load-balancer-proxy-protocol-per-target-group is "all", which is not one of its values'],
  ['Linode by port', [{ [`${BETA}/linode-loadbalancer-port-443`]: '{"protocol": "tcp", "proxy-protocol": "v2"}', [`${BETA}/linode-loadbalancer-port-80`]: '{"protocol": "http"}' }],
    'Linode NodeBalancer: PROXY some ports, layer 7 (some ports), packet source replaced'],
  ['Linode with no value of its', [{ [`${BETA}/linode-loadbalancer-default-proxy-protocol`]: 'V2' }],
    'Linode NodeBalancer: PROXY not a value, layer 4, packet source replaced; linode-loadbalancer-default-proxy-protocol is "V2", which is not one of its values'],
  ['Scaleway on all ports', [{ [`${SCW}-proxy-protocol-v2`]: '80,443' }], 'Scaleway Load Balancer: PROXY on, layer 4, packet source replaced'],
  ['Scaleway on one', [{ [`${SCW}-proxy-protocol-v1`]: '443' }], 'Scaleway Load Balancer: PROXY some ports, layer 4, packet source replaced'],
  ['Scaleway, where 1 is a port', [{ [`${SCW}-proxy-protocol-v2`]: '1' }], 'Scaleway Load Balancer: PROXY off, layer 4, packet source replaced'],
  ['Vultr', [{ [`${BETA}/vultr-loadbalancer-proxy-protocol`]: 'TRUE', [`${BETA}/vultr-loadbalancer-protocol`]: 'http' }],
    'Vultr Load Balancer: PROXY on, layer 7 (on), packet source replaced'],
  ['Civo', [{ 'kubernetes.civo.com/loadbalancer-enable-proxy-protocol': 'true' }],
    'Civo Load Balancer: PROXY not a value, layer 4, packet source replaced; loadbalancer-enable-proxy-protocol is "true", which is not one of its values'],
  ['UpCloud on one port', [{ [UPCLOUD]: '{"backends": [{"name": "https-web", "properties": {"outbound_proxy_protocol": "v1"}}]}' }],
    'UpCloud Managed Load Balancer: PROXY some ports, layer 4, packet source replaced'],
  ['UpCloud that is not JSON', [{ [UPCLOUD]: 'outbound_proxy_protocol: v2' }],
    'UpCloud Managed Load Balancer: PROXY off, layer 4, packet source replaced'],
  ['cloudscale', [{ 'k8s.cloudscale.ch/loadbalancer-pool-protocol': 'proxy' }],
    'cloudscale.ch Load Balancer: PROXY on, layer 4, packet source replaced'],
  ['cloudscale with no value of its', [{ 'k8s.cloudscale.ch/loadbalancer-pool-protocol': 'PROXY' }],
    'cloudscale.ch Load Balancer: PROXY not a value, layer 4, packet source replaced; loadbalancer-pool-protocol is "PROXY", which is not one of its values'],
  ['Outscale on some ports', [{ [`${BETA}/osc-load-balancer-proxy-protocol`]: '30080' }],
    '3DS OUTSCALE Load Balancer Unit: PROXY some ports, layer 4, packet source replaced'],
  ['Octavia', [{ [`${OCTAVIA}/proxy-protocol`]: 'v1' }],
    'OpenStack Octavia (amphora): PROXY on, layer 4, packet source replaced | OVHcloud Public Cloud Load Balancer (Octavia): PROXY on, layer 4, packet source replaced'],
  ['Octavia in capitals', [{ [`${OCTAVIA}/proxy-protocol`]: 'TRUE' }],
    'OpenStack Octavia (amphora): PROXY not a value, layer 4, packet source replaced | OpenStack Octavia (OVN): PROXY not a value, layer 4, packet source not known | OVHcloud Public Cloud Load Balancer (Octavia): PROXY not a value, layer 4, packet source replaced; proxy-protocol is "TRUE", which is not one of its values'],
  ['Octavia, HTTP', [{ [`${OCTAVIA}/x-forwarded-for`]: 'true' }],
    'OpenStack Octavia (amphora): PROXY off, layer 7 (on), packet source replaced | OVHcloud Public Cloud Load Balancer (Octavia): PROXY off, layer 4, packet source replaced'],
  ['OVHcloud', [{ 'loadbalancer.ovhcloud.com/class': 'octavia', [`${OCTAVIA}/proxy-protocol`]: 'true' }],
    'OVHcloud Public Cloud Load Balancer (Octavia): PROXY on, layer 4, packet source replaced'],
  ["OVHcloud's older one by its annotation", [{ [`${BETA}/ovh-loadbalancer-proxy-protocol`]: 'v2' }],
    'OVHcloud IOLB: PROXY on, layer 4, packet source replaced'],
  ['that annotation on the newer one', [{ 'loadbalancer.ovhcloud.com/class': 'octavia', [`${BETA}/ovh-loadbalancer-proxy-protocol`]: 'v2' }],
    'OVHcloud Public Cloud Load Balancer (Octavia): PROXY off, layer 4, packet source replaced; ovh-loadbalancer-proxy-protocol is not read for OVHcloud Public Cloud Load Balancer (Octavia)'],
  ['STACKIT', [{ 'lb.stackit.cloud/tcp-proxy-protocol': 'true', 'lb.stackit.cloud/tcp-proxy-protocol-ports-filter': '443' }],
    'STACKIT Load Balancer: PROXY some ports, layer 4, packet source replaced'],
  ["yawol's annotation, which STACKIT reads too", [{ [YAWOL]: 'T', [`${YAWOL}PortsFilter`]: '80,443' }],
    'STACKIT Load Balancer: PROXY on, layer 4, packet source replaced | yawol: PROXY on, layer 4, packet source replaced'],
  ['Oracle', [{ [`${BETA}/oci-load-balancer-connection-proxy-protocol-version`]: '2', [`${BETA}/oci-load-balancer-backend-protocol`]: 'tcp' }],
    'Oracle Cloud Load Balancer: PROXY on, layer 4, packet source replaced'],
  ['Oracle, HTTP in lower case', [{ [`${BETA}/oci-load-balancer-backend-protocol`]: 'http' }],
    'Oracle Cloud Load Balancer: PROXY off, layer 7 (on), packet source replaced'],
  ["Oracle's network load balancer does not read the annotation of the other", [{ [`${OCI}/load-balancer-type`]: 'nlb', [`${BETA}/oci-load-balancer-connection-proxy-protocol-version`]: '2' }],
    'Oracle Cloud Network Load Balancer: PROXY off, layer 4, packet source replaced; oci-load-balancer-connection-proxy-protocol-version is not read for Oracle Cloud Network Load Balancer'],
  ['and keeps the packet source under Local', [{ [`${OCI}/load-balancer-type`]: 'nlb' }, { externalTrafficPolicy: 'Local' }],
    'Oracle Cloud Network Load Balancer: PROXY off, layer 4, packet source kept'],
  ["IBM's ALB", [{ [IBM]: 'alb, proxy-protocol' }], 'IBM Cloud VPC Application Load Balancer: PROXY on, layer 4, packet source replaced'],
  ["IBM's NLB has no PROXY", [{ [IBM]: 'nlb,proxy-protocol' }],
    'IBM Cloud VPC Network Load Balancer: PROXY off, layer 4, packet source kept; ibm-load-balancer-cloud-provider-enable-features asks for PROXY, which a Network Load Balancer does not have'],
  ['Alibaba, HTTP on a port', [{ [`${BETA}/alibaba-cloud-loadbalancer-protocol-port`]: 'http:80,https:443' }],
    'Alibaba Cloud Classic Load Balancer: PROXY off, layer 7 (on), packet source replaced'],
  ['Alibaba by class, nothing said of the packet source', [{ [`${BETA}/alibaba-cloud-loadbalancer-proxy-protocol`]: 'on' }, { loadBalancerClass: 'alibabacloud.com/nlb' }],
    'Alibaba Cloud Network Load Balancer: PROXY on, layer 4, packet source not known'],
  ['Tencent to pods', [{ 'service.cloud.tencent.com/direct-access': 'true' }],
    'Tencent Cloud Load Balancer: PROXY not known, layer not known, packet source kept, to pods'],
  ['Huawei without a class', [{ 'kubernetes.io/elb.id': '1234' }],
    'Huawei Cloud shared ELB: PROXY not known, layer not known, packet source not known | Huawei Cloud ELB (cloud-provider-huaweicloud): PROXY not known, layer not known, packet source not known | Huawei Cloud dedicated ELB: PROXY not known, layer not known, packet source kept'],
  ['Huawei by an annotation that one controller knows', [{ 'kubernetes.io/elb.class': 'performance', 'kubernetes.io/elb.enable-transparent-client-ip': 'true' }],
    'Huawei Cloud ELB (cloud-provider-huaweicloud): PROXY not known, layer not known, packet source kept'],
  ['Volcengine', [{ [`${BETA}/volcengine-loadbalancer-proxy-protocol`]: 'standard' }],
    'Volcengine Cloud Load Balancer: PROXY on, layer 4, packet source not known'],
  ['MetalLB', [{ 'metallb.io/loadBalancerIPs': '192.0.2.1' }], 'MetalLB: PROXY off, layer 4, packet source kept'],
  ['Cilium', [{ 'lbipam.cilium.io/ips': '192.0.2.1' }],
    'Cilium LB-IPAM with BGP: PROXY off, layer 4, packet source kept | Cilium LB-IPAM with L2 announcements: PROXY off, layer 4, packet source not known'],
  ['Cilium by class', [{}, { loadBalancerClass: 'io.cilium/l2-announcer' }],
    'Cilium LB-IPAM with L2 announcements: PROXY off, layer 4, packet source not known'],
  ['two vendors', [{ [`${HCLOUD}/uses-proxyprotocol`]: 'true', [`${DO}-type`]: 'REGIONAL' }],
    'DigitalOcean Load Balancer (REGIONAL): PROXY off, layer 4, packet source replaced | Hetzner Cloud Load Balancer: PROXY on, layer 4, packet source replaced'],
])('%s', (_, service, sentence) => {
  expect(told(...service)).toBe(sentence);
});

const SWITCHED = READABLE.flatMap(({ reading }) => [reading!.controller.proxy ?? [], reading!.controller.http ?? []]
  .flatMap(some => some === 'not known' ? [] : some.map(({ annotation }) => annotation.replace('*', '80'))));

test.each([...new Set(SWITCHED)])('%s alone tells whose it is', annotation => {
  const vendors = ['on', 'off', 'x'].map(value => readService({ annotations: { [annotation]: value }, spec: { type: 'LoadBalancer' } }))
    .map(({ asked }) => asked.map(({ entry }) => vendorOf(entry)));
  expect(vendors.every(([vendor]) => vendor !== undefined)).toBe(true);
});
