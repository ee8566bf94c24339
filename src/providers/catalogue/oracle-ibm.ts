import { Controller, ServiceFacts, oneOf, where } from './controller';
import { CatalogueEntry, NODE_PORT_CHECK, PACKETS, impossible, passesThrough, unconfirmed } from './entry';

const OCI = 'oci.oraclecloud.com';
const OCI_LB = 'service.beta.kubernetes.io/oci-load-balancer';
const OCI_NLB = 'oci-network-load-balancer.oraclecloud.com';
/** kube-proxy answers for the address unless this is set. */
const IP_MODE = { [`${OCI}/ingress-ip-mode`]: 'proxy' };
const OCI_SOURCE = 'oracle/oci-cloud-controller-manager@1100ac362 pkg/cloudprovider/providers/oci/load_balancer_spec.go';

const isNetwork = ({ annotations }: ServiceFacts) => annotations[`${OCI}/load-balancer-type`] === 'nlb';
const ORACLE_CONTROLLER: Controller = {
  vendor: 'Oracle',
  prefixes: [`${OCI_LB}-`, `${OCI_NLB}/`, `${OCI}/`],
  kinds: { [`${OCI}/load-balancer-type`]: {}, [`${OCI_LB}-internal`]: {}, [`${OCI_NLB}/internal`]: {} },
};

export const ORACLE: CatalogueEntry = {
  title: 'Oracle Cloud Load Balancer',
  controller: 'oracle',
  annotations: { [`${OCI}/load-balancer-type`]: 'lb' },
  plain: { keepsPacketSource: false, annotations: { [`${OCI_LB}-backend-protocol`]: 'TCP' } },
  proxy: {
    keepsPacketSource: false,
    annotations: { [`${OCI_LB}-backend-protocol`]: 'TCP', [`${OCI_LB}-connection-proxy-protocol-version`]: '2', ...IP_MODE },
    inside: passesThrough('its status shows ipMode Proxy'),
  },
  http: { annotations: { [`${OCI_LB}-backend-protocol`]: 'HTTP' }, appends: 1 },
  rivals: [`${OCI}/oci-load-balancer-rule-sets`],
  healthCheck: 'HTTP to kube-proxy: healthCheckNodePort under Local, otherwise port 10256; whether the header is in front is not known',
  source: [`${OCI_SOURCE}:117,139,185,876,1072`, 'docs.oracle.com/iaas/Content/Balance/Reference/httpheaders.htm'],
  reading: {
    controller: {
      ...ORACLE_CONTROLLER,
      proxy: [{ annotation: `${OCI_LB}-connection-proxy-protocol-version`, reads: oneOf(['1', '2']) }],
      http: [{ annotation: `${OCI_LB}-backend-protocol`, reads: where(value => /^(http|grpc)$/i.test(value)) }],
    },
    isChosen: service => !isNetwork(service),
  },
};

export const ORACLE_NETWORK: CatalogueEntry = {
  title: 'Oracle Cloud Network Load Balancer',
  controller: 'oracle',
  annotations: { [`${OCI}/load-balancer-type`]: 'nlb' },
  plain: { keepsPacketSource: true, annotations: { [`${OCI_NLB}/is-preserve-source`]: 'true', [`${OCI_NLB}/is-ppv2-enabled`]: 'false' } },
  proxy: {
    keepsPacketSource: false,
    // Under Local the source is kept unless this says otherwise, and then nothing tells who wrote the header.
    annotations: { [`${OCI_NLB}/is-preserve-source`]: 'false', [`${OCI_NLB}/is-ppv2-enabled`]: 'true', ...IP_MODE },
    inside: passesThrough('its status shows ipMode Proxy'),
  },
  http: impossible('it passes bytes on and never reads HTTP'),
  trafficPolicy: { needs: 'Local', because: 'its controller refuses is-preserve-source under Cluster' },
  healthCheck: 'HTTP to kube-proxy: healthCheckNodePort under Local, otherwise port 10256; whether the header is in front is not known',
  source: [`${OCI_SOURCE}:252,255,691,876`, 'docs.oracle.com/iaas/Content/NetworkLoadBalancer/NetworkLoadBalancers/network-load-balancer-management.htm'],
  reading: {
    controller: { ...ORACLE_CONTROLLER, proxy: [{ annotation: `${OCI_NLB}/is-ppv2-enabled`, reads: oneOf(['true']) }] },
    isChosen: isNetwork,
    keepsPacketSource: ({ annotations, spec }) => spec.externalTrafficPolicy === 'Local' && annotations[`${OCI_NLB}/is-preserve-source`] !== 'false',
  },
};

const FEATURES = 'service.kubernetes.io/ibm-load-balancer-cloud-provider-enable-features';
const features = ({ annotations }: ServiceFacts) => (annotations[FEATURES] ?? '').split(',').map(feature => feature.trim());
const NO_PROXY = { [FEATURES]: { because: 'asks for PROXY, which a Network Load Balancer does not have', instead: 'take out proxy-protocol' } };
const IBM: Controller = {
  vendor: 'IBM',
  prefixes: ['service.kubernetes.io/ibm-load-balancer-'],
  kinds: {
    // The same annotation turns PROXY on.
    [FEATURES]: { values: ['nlb', 'ipvs'] },
    'service.kubernetes.io/ibm-load-balancer-cloud-provider-ip-type': {},
  },
};
const IBM_SOURCE = [
  'IBM-Cloud/cloud-provider-ibm@568c208 pkg/vpcctl/vpc_config.go:43, vpc_sdk_gen2.go:275',
  'ibm-cloud-docs/openshift vpc_alb.md, vpc_nlb.md, lb-v2.md',
];

export const IBM_VPC_ALB: CatalogueEntry = {
  title: 'IBM Cloud VPC Application Load Balancer',
  controller: 'ibm',
  plain: { keepsPacketSource: false },
  proxy: {
    keepsPacketSource: false,
    annotations: { [FEATURES]: 'proxy-protocol' },
    inside: passesThrough('its status shows only its name'),
  },
  http: unconfirmed('whether a Service can make it read HTTP'),
  healthCheck: 'TCP to the node port; under Local HTTP to healthCheckNodePort, and whether the header is in front of that is not known',
  source: IBM_SOURCE,
  reading: {
    controller: { ...IBM, proxy: [{ annotation: FEATURES, reads: where((_, service) => features(service).includes('proxy-protocol')) }] },
    isChosen: service => !['nlb', 'ipvs'].some(kind => features(service).includes(kind)),
  },
};

export const IBM_VPC_NLB: CatalogueEntry = {
  ...PACKETS,
  title: 'IBM Cloud VPC Network Load Balancer',
  controller: 'ibm',
  annotations: { [FEATURES]: 'nlb' },
  healthCheck: NODE_PORT_CHECK,
  source: IBM_SOURCE,
  reading: { controller: IBM, isChosen: service => features(service).includes('nlb'), ignores: NO_PROXY },
};

export const IBM_CLASSIC_NLB: CatalogueEntry = {
  ...PACKETS,
  title: 'IBM Cloud classic Network Load Balancer, version 2',
  controller: 'ibm',
  annotations: { [FEATURES]: 'ipvs' },
  trafficPolicy: { needs: 'Local', because: 'version 2 works with Local only' },
  healthCheck: NODE_PORT_CHECK,
  source: IBM_SOURCE,
  reading: { controller: IBM, isChosen: service => features(service).includes('ipvs'), ignores: NO_PROXY },
};
