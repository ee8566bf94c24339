import { Controller, ServiceFacts, oneOf, where } from './controller';
import { CatalogueEntry, NODE_PORT_CHECK, PACKETS, bypasses, impossible, passesThrough, unconfirmed } from './entry';

const ALIBABA = 'service.beta.kubernetes.io/alibaba-cloud-loadbalancer';
const ALIBABA_SOURCE = 'kubernetes/cloud-provider-alibaba-cloud@eeb0ddc68 pkg/controller/service/reconcile/annotation/annotations.go';

const ALIBABA_CONTROLLER: Controller = {
  vendor: 'Alibaba',
  prefixes: [`${ALIBABA}-`, 'service.beta.kubernetes.io/alicloud-loadbalancer-'],
  proxy: [{ annotation: `${ALIBABA}-proxy-protocol`, reads: oneOf(['on']) }],
  // Such as http:80,https:443.
  http: [{ annotation: `${ALIBABA}-protocol-port`, reads: where(value => /http/i.test(value)) }],
  kinds: { [`${ALIBABA}-address-type`]: {} },
};
const keepsClientIp = ({ annotations }: ServiceFacts) => ({ on: true, off: false } as const)[annotations[`${ALIBABA}-preserve-client-ip`]];

export const ALIBABA_CLB: CatalogueEntry = {
  title: 'Alibaba Cloud Classic Load Balancer',
  controller: 'alibaba',
  plain: { keepsPacketSource: true },
  proxy: {
    keepsPacketSource: true,
    annotations: { [`${ALIBABA}-proxy-protocol`]: 'on' },
    inside: bypasses('its status shows the bare address'),
  },
  http: unconfirmed('whether it appends to X-Forwarded-For or overwrites it'),
  hostname: `${ALIBABA}-hostname`,
  rivals: [`${ALIBABA}-protocol-port`, 'service.beta.kubernetes.io/alicloud-loadbalancer-*'],
  healthCheck: 'whether the header is in front is not known',
  source: [ALIBABA_SOURCE, 'alibabacloud.com/help/doc-detail/54007.html'],
  reading: { controller: ALIBABA_CONTROLLER },
};

export const ALIBABA_NLB: CatalogueEntry = {
  title: 'Alibaba Cloud Network Load Balancer',
  controller: 'alibaba',
  loadBalancerClass: 'alibabacloud.com/nlb',
  plain: { keepsPacketSource: true, annotations: { [`${ALIBABA}-preserve-client-ip`]: 'on', [`${ALIBABA}-proxy-protocol`]: 'off' } },
  proxy: {
    keepsPacketSource: false,
    annotations: { [`${ALIBABA}-preserve-client-ip`]: 'off', [`${ALIBABA}-proxy-protocol`]: 'on' },
    inside: passesThrough('its status shows only its name'),
  },
  http: impossible('it passes bytes on and never reads HTTP'),
  rivals: [`${ALIBABA}-protocol-port`, `${ALIBABA}-server-group-type`, 'service.beta.kubernetes.io/alicloud-loadbalancer-*'],
  healthCheck: 'whether the header is in front is not known',
  condition: 'preserve-client-ip has no effect between IPv6 clients and IPv4 nodes, on TCPSSL listeners and on server groups of type Ip: use PROXY there',
  source: [ALIBABA_SOURCE],
  reading: { controller: ALIBABA_CONTROLLER, isChosen: () => false, keepsPacketSource: keepsClientIp },
};

const TENCENT: Controller = {
  vendor: 'Tencent Cloud',
  prefixes: ['service.cloud.tencent.com/', 'service.kubernetes.io/local-svc-only-bind-node-with-pod'],
  proxy: 'not known',
  http: 'not known',
};

export const TENCENT_CLB: CatalogueEntry = {
  title: 'Tencent Cloud Load Balancer',
  controller: 'tencent',
  annotations: { 'service.kubernetes.io/local-svc-only-bind-node-with-pod': 'true' },
  plain: { keepsPacketSource: true },
  proxy: unconfirmed('whether a Service can make it send PROXY'),
  http: unconfirmed('how many X-Forwarded-For entries it appends'),
  healthCheck: 'not known',
  source: ['tencentcloud.com/document/product/457/38426', 'tencentcloud.com/document/product/457/39142', 'tencentcloud.com/document/product/214/3728'],
  reading: { controller: TENCENT, targetsPods: ({ annotations }) => annotations['service.cloud.tencent.com/direct-access'] === 'true' },
};

const CCE_SOURCE = ['support.huaweicloud.com CCE cce_10_0916', 'opentelekomcloud-docs/cloud-container-engine', 'support.huaweicloud.com elb_drawerhelp_708'];
const NO_ANNOTATION = 'which annotation of a Service would make it send PROXY';
const HOW_MANY = 'how many X-Forwarded-For entries it appends';

const HUAWEI: Controller = {
  vendor: 'Huawei Cloud',
  prefixes: ['kubernetes.io/elb.'],
  proxy: 'not known',
  http: 'not known',
  kinds: { 'kubernetes.io/elb.class': {} },
};
const ELB_CLASSES: readonly string[] = ['union', 'performance'];
const OPEN_SOURCE_TRANSPARENT = 'kubernetes.io/elb.enable-transparent-client-ip';
/** Which of the two Huawei controllers and kinds it is: the class says it, or an annotation that only one of them reads. */
const isElb = (elbClass: string) => ({ annotations }: ServiceFacts) => OPEN_SOURCE_TRANSPARENT in annotations ? false
  : ELB_CLASSES.includes(annotations['kubernetes.io/elb.class']) ? annotations['kubernetes.io/elb.class'] === elbClass : undefined;

export const HUAWEI_SHARED: CatalogueEntry = {
  title: 'Huawei Cloud shared ELB',
  controller: 'huawei-cce',
  annotations: { 'kubernetes.io/elb.class': 'union' },
  plain: { keepsPacketSource: true, annotations: { 'kubernetes.io/elb.transparent-client-ip': 'true' } },
  proxy: unconfirmed(NO_ANNOTATION),
  http: unconfirmed(HOW_MANY),
  healthCheck: 'not known',
  condition: 'a machine cannot be client and backend of the same listener while the address is kept',
  source: CCE_SOURCE,
  reading: {
    controller: HUAWEI,
    isChosen: isElb('union'),
    keepsPacketSource: ({ annotations }) => annotations['kubernetes.io/elb.transparent-client-ip'] === 'true' || undefined,
  },
};

export const HUAWEI_OPEN_SOURCE: CatalogueEntry = {
  title: 'Huawei Cloud ELB (cloud-provider-huaweicloud)',
  controller: 'huawei-open-source',
  plain: { keepsPacketSource: true, annotations: { 'kubernetes.io/elb.enable-transparent-client-ip': 'true' } },
  proxy: unconfirmed(NO_ANNOTATION),
  http: unconfirmed(HOW_MANY),
  rivals: ['kubernetes.io/elb.default-tls-container-ref', 'kubernetes.io/elb.x-forwarded-host'],
  healthCheck: 'not known',
  source: ['kubernetes-sigs/cloud-provider-huaweicloud@037c9107 pkg/cloudprovider/huaweicloud/dedicatedloadbalancer.go:47, huaweicloud.go:62'],
  reading: {
    controller: HUAWEI,
    isChosen: ({ annotations }) => OPEN_SOURCE_TRANSPARENT in annotations || (ELB_CLASSES.includes(annotations['kubernetes.io/elb.class']) ? false : undefined),
    keepsPacketSource: ({ annotations }) => annotations[OPEN_SOURCE_TRANSPARENT] === 'true' || undefined,
  },
};

export const HUAWEI_DEDICATED: CatalogueEntry = {
  title: 'Huawei Cloud dedicated ELB',
  controller: 'huawei-cce',
  annotations: { 'kubernetes.io/elb.class': 'performance' },
  plain: { keepsPacketSource: true },
  proxy: unconfirmed(NO_ANNOTATION),
  http: unconfirmed(HOW_MANY),
  healthCheck: 'not known',
  condition: 'TLS listeners lose the address: let the load balancer pass TLS on',
  source: CCE_SOURCE,
  reading: { controller: HUAWEI, isChosen: isElb('performance') },
};

export const YANDEX: CatalogueEntry = {
  ...PACKETS,
  title: 'Yandex Cloud Network Load Balancer',
  controller: 'none',
  healthCheck: NODE_PORT_CHECK,
  source: ['yandex-cloud/docs en/network-load-balancer/k8s-ref/service.md'],
  reading: { controller: { vendor: 'Yandex Cloud', prefixes: ['yandex.cloud/'] } },
};

const VOLCENGINE: Controller = {
  vendor: 'Volcengine',
  prefixes: ['service.beta.kubernetes.io/volcengine-loadbalancer-'],
  proxy: [{ annotation: 'service.beta.kubernetes.io/volcengine-loadbalancer-proxy-protocol', reads: oneOf(['standard']) }],
  kinds: { 'service.beta.kubernetes.io/volcengine-loadbalancer-address-type': {} },
};

export const VOLCENGINE_CLB: CatalogueEntry = {
  title: 'Volcengine Cloud Load Balancer',
  controller: 'volcengine',
  loadBalancerClass: 'volcengine.com/clb',
  plain: unconfirmed("whether packets keep the client's address"),
  proxy: unconfirmed('whether packets keep the address of the client or get that of the load balancer, and PROXY is a beta on request'),
  http: unconfirmed(HOW_MANY),
  healthCheck: 'not known',
  source: ['volcengine/volcengine-cloud-controller-manager@903e85e docs/usage.md'],
  reading: { controller: VOLCENGINE },
};
