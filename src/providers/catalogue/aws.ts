import { LB } from './aws-annotations';
import { Controller, ServiceFacts, Switch, hasAny, objects, oneOf, onPorts, portList, where } from './controller';
import { CatalogueEntry, impossible, passesThrough } from './entry';

const PROXY = `${LB}-proxy-protocol`;
const ATTRIBUTES = `${LB}-target-group-attributes`;
const INSIDE = passesThrough('its status shows only its name');

/** `key=value,key=value`. */
function attribute({ annotations }: ServiceFacts, key: string): string | undefined {
  return Object.fromEntries((annotations[ATTRIBUTES] ?? '').split(',').map(pair => pair.split('=').map(part => part.trim())))[key];
}

/** Undefined: the target type decides. */
function preserves(service: ServiceFacts): boolean | undefined {
  const value = attribute(service, 'preserve_client_ip.enabled');
  return value === undefined ? undefined : value === 'true';
}

const ALL: Switch = { annotation: PROXY, reads: oneOf(['*']), instead: 'write "*"' };
const somePorts: Switch['reads'] = (value, service, name) => {
  const list = portList(value);
  return list ? onPorts(list, service) : oneOf([])(value, service, name);
};
const BY_ATTRIBUTE: Switch = { annotation: ATTRIBUTES, reads: where((_, service) => attribute(service, 'proxy_protocol_v2.enabled') === 'true') };

const AWS: Controller = {
  vendor: 'AWS',
  prefixes: [`${LB}-`],
  kinds: {
    [`${LB}-type`]: { note: '`aws elbv2 describe-load-balancers` shows Network Load Balancers, `aws elb describe-load-balancers` Classic ones' },
    [`${LB}-nlb-target-type`]: { note: '`aws elbv2 describe-target-groups` shows TargetType' },
    [`${LB}-scheme`]: {},
    [`${LB}-internal`]: {},
  },
};

/** By its name in the status. */
function isNamed({ status }: ServiceFacts, pattern: RegExp): boolean {
  return objects(status?.loadBalancer?.ingress).some(({ hostname }) => pattern.test(hostname));
}
const isNetwork = (service: ServiceFacts) => isNamed(service, /\.elb\.[-a-z0-9]+\.amazonaws\.com(\.cn)?$/);
const isClassic = (service: ServiceFacts) => isNamed(service, /\.[-a-z0-9]+\.elb\.amazonaws\.com(\.cn)?$/);

/** The cloud provider leaves a Service with any class to others. */
const hasClass = ({ spec }: ServiceFacts) => Boolean(spec.loadBalancerClass);

/** What the cloud provider never reads. */
const ONLY_CONTROLLER = ['nlb-target-type', 'scheme', 'proxy-protocol-per-target-group', 'attributes', 'name', 'ip-address-type', 'alpn-policy']
  .map(name => `${LB}-${name}`);
/** Written for the AWS Load Balancer Controller, although neither a type nor a class names it. Its webhook gives its class to new Services. */
const asksForController = (service: ServiceFacts) => hasAny(service, [...ONLY_CONTROLLER, ATTRIBUTES]);

/** Made by the cloud provider, where neither a type nor a class asks for another. */
export const AWS_CLASSIC_ELB: CatalogueEntry = {
  title: 'AWS Classic ELB',
  controller: 'cloud-provider-aws',
  plain: { keepsPacketSource: false },
  proxy: { keepsPacketSource: false, annotations: { [PROXY]: '*' }, inside: INSIDE },
  http: { annotations: { [`${LB}-backend-protocol`]: 'http' }, appends: 1 },
  healthCheck: 'TCP to the node port; under Local HTTP to healthCheckNodePort, and whether the header is in front of that is not known',
  source: ['kubernetes/cloud-provider-aws@63ec440c pkg/providers/v1/aws.go:111,2565', 'awsdocs/elb-classic-load-balancers-user-guide@0e6e54e '
    + 'doc_source/enable-proxy-protocol.md'],
  reading: {
    controller: { ...AWS, proxy: [ALL], http: [{ annotation: `${LB}-backend-protocol`, reads: where(value => ['http', 'https'].includes(value)) }] },
    isShown: isClassic,
    isChosen: service => isClassic(service)
      || !hasClass(service) && !['nlb', 'external', 'nlb-ip'].includes(service.annotations[`${LB}-type`]) && !isNetwork(service)
      && (!asksForController(service) || undefined),
  },
};

export const AWS_NLB_CLOUD_PROVIDER: CatalogueEntry = {
  title: 'AWS NLB (cloud provider)',
  controller: 'cloud-provider-aws',
  annotations: { [`${LB}-type`]: 'nlb' },
  plain: { keepsPacketSource: true, annotations: { [ATTRIBUTES]: 'preserve_client_ip.enabled=true,proxy_protocol_v2.enabled=false' } },
  proxy: {
    keepsPacketSource: false,
    annotations: { [ATTRIBUTES]: 'preserve_client_ip.enabled=false,proxy_protocol_v2.enabled=true' },
    inside: INSIDE,
  },
  http: impossible('it passes bytes on and never reads HTTP'),
  healthCheck: 'carries the header: TCP to the node port; HTTP to healthCheckNodePort under Local unless annotations say otherwise',
  source: ['kubernetes/cloud-provider-aws@63ec440c pkg/providers/v1/aws.go, aws_loadbalancer.go'],
  reading: {
    controller: { ...AWS, proxy: [BY_ATTRIBUTE] },
    isChosen: service => service.annotations[`${LB}-type`] === 'nlb' && !hasClass(service) && !isClassic(service) && (!hasAny(service, ONLY_CONTROLLER) || undefined),
    keepsPacketSource: service => preserves(service) ?? true,
    ignores: {
      [PROXY]: {
        because: 'is not read by the cloud provider, which makes a load balancer of type nlb unless the AWS Load Balancer Controller does: that reads it, and its webhook takes new Services',
        instead: `write ${ATTRIBUTES}: proxy_protocol_v2.enabled=true, which both read`,
      },
    },
  },
};

const CONTROLLER_CLASS = 'service.k8s.aws/nlb';
const targetsPods = ({ annotations }: ServiceFacts) => annotations[`${LB}-nlb-target-type`] === 'ip' || annotations[`${LB}-type`] === 'nlb-ip';

export const AWS_NLB_CONTROLLER: CatalogueEntry = {
  title: 'AWS NLB (AWS Load Balancer Controller)',
  controller: 'aws-load-balancer-controller',
  loadBalancerClass: CONTROLLER_CLASS,
  plain: { keepsPacketSource: true, annotations: { [ATTRIBUTES]: 'preserve_client_ip.enabled=true' } },
  proxy: { keepsPacketSource: false, annotations: { [ATTRIBUTES]: 'preserve_client_ip.enabled=false', [PROXY]: '*' }, inside: INSIDE },
  http: impossible('it passes bytes on and never reads HTTP'),
  healthCheck: 'carries the header: TCP to the traffic port; HTTP to healthCheckNodePort under Local unless annotations say otherwise',
  source: ['kubernetes-sigs/aws-load-balancer-controller@225f44568 docs/guide/service/nlb.md, annotations.md, webhooks/core/service_mutator.go'],
  reading: {
    controller: {
      ...AWS,
      proxy: [
        ALL,
        { annotation: `${PROXY}-per-target-group`, reads: somePorts },
        BY_ATTRIBUTE,
      ],
    },
    isShown: isNetwork,
    isChosen: service => {
      const type = service.annotations[`${LB}-type`];
      if (isClassic(service) || type === 'nlb') return isClassic(service) ? false : undefined;
      return ['external', 'nlb-ip'].includes(type) || isNetwork(service) || asksForController(service) || undefined;
    },
    keepsPacketSource: service => preserves(service) ?? !targetsPods(service),
    targetsPods,
  },
};

/** It has a class of its own, and reads most annotations of the AWS Load Balancer Controller. */
export const AWS_NLB_AUTO_MODE: CatalogueEntry = {
  title: 'AWS NLB (EKS Auto Mode)',
  controller: 'aws-load-balancer-controller',
  loadBalancerClass: 'eks.amazonaws.com/nlb',
  plain: { keepsPacketSource: true, annotations: { [ATTRIBUTES]: 'preserve_client_ip.enabled=true' } },
  proxy: { keepsPacketSource: false, annotations: { [ATTRIBUTES]: 'preserve_client_ip.enabled=false,proxy_protocol_v2.enabled=true' }, inside: INSIDE },
  http: impossible('it passes bytes on and never reads HTTP'),
  healthCheck: 'carries the header: TCP to the traffic port unless annotations say otherwise',
  source: ['awsdocs/amazon-eks-user-guide@1eb6aa42 latest/ug/automode/auto-configure-nlb.adoc'],
  reading: {
    controller: { ...AWS, proxy: [BY_ATTRIBUTE] },
    // Nothing but its class asks for it.
    isChosen: () => false,
    keepsPacketSource: preserves,
    targetsPods,
    ignores: {
      [PROXY]: { because: 'is not read by EKS Auto Mode', instead: `write ${ATTRIBUTES}: proxy_protocol_v2.enabled=true` },
    },
  },
};

export const AWS_ALB: CatalogueEntry = {
  title: 'AWS Application Load Balancer',
  controller: 'aws-load-balancer-controller',
  plain: impossible('it always reads HTTP'),
  proxy: impossible('it has no PROXY'),
  http: { appends: 1 },
  healthCheck: 'HTTP, without a header',
  source: ['awsdocs/elb-application-load-balancers-user-guide@01a945e x-forwarded-headers.md'],
  reading: {
    // Of an Ingress, or of the Service that it leads to.
    controller: { vendor: 'AWS', prefixes: ['alb.ingress.kubernetes.io/'] },
    types: ['ClusterIP', 'NodePort'],
    targetsPods: ({ annotations }) => annotations['alb.ingress.kubernetes.io/target-type'] === 'ip',
  },
};
