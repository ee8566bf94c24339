import { GATEWAY, deployment, findingsOf, from, policy, service } from './flow';

// What the catalogue tells about a Service, as the checks see it. The reading itself is tested in test/providers/reading.test.ts.

const BETA = 'service.beta.kubernetes.io';
const LB = `${BETA}/aws-load-balancer`;
const ATTRIBUTES = `${LB}-target-group-attributes: proxy_protocol_v2.enabled=true`;
const CLASS = 'type: LoadBalancer, loadBalancerClass: service.k8s.aws/nlb, ports: [{port: 80}]';
const NODE_PORT = 'type: NodePort, ports: [{port: 80}]';
const PROXY = '{proxyProtocol: {}}';
const NONE = '{numTrustedProxies: 0}';
const XFF = '{numTrustedProxies: 1}';
const LISTED = policy('DENY', from('notIpBlocks', '203.0.113.0/24'));

test.each<[code: string, title: string, documents: string[], findings: string[]]>([
  ['proxy-header-not-read', 'an attribute that a Classic ELB would not read', [deployment(NONE), service(ATTRIBUTES)], ['warning']],
  ['proxy-header-not-read', 'the same attribute, by class', [deployment(NONE), service(ATTRIBUTES, CLASS)], ['error']],
  ['proxy-header-not-read', 'the same attribute, by type', [deployment(NONE), service(`${LB}-type: nlb, ${ATTRIBUTES}`)], ['error']],
  ['proxy-header-not-read', 'the annotation that all but the NLB of the cloud provider read', [deployment(NONE), service(`${LB}-proxy-protocol: "*"`)], ['error']],
  ['proxy-header-not-read', 'type nlb, by class', [deployment(NONE), service(`${LB}-type: nlb, ${LB}-proxy-protocol: "*"`, CLASS)], ['error']],
  ['proxy-header-not-read', 'annotations of two vendors, of whom one sends it',
    [deployment(NONE), service('load-balancer.hetzner.cloud/uses-proxyprotocol: "true", kubernetes.civo.com/firewall-id: a')], ['warning']],
  ['proxy-header-not-read', 'a bool as Go reads it', [deployment(NONE), service(`${BETA}/do-loadbalancer-enable-proxy-protocol: "True"`)], ['error']],
  ['proxy-header-not-read', 'on some ports', [deployment(NONE), service(`${BETA}/scw-loadbalancer-proxy-protocol-v2: "80"`,
    'type: LoadBalancer, ports: [{port: 80}, {port: 443}]')], ['error']],
  ['proxy-header-not-read', 'a Service without a load balancer', [deployment(NONE), service(`${LB}-proxy-protocol: "*"`, NODE_PORT)], []],

  ['annotation-without-effect', 'a bool as Go reads it', [service(`${BETA}/do-loadbalancer-enable-proxy-protocol: "True"`)], []],
  ['annotation-without-effect', 'a Service without a load balancer', [service(`${LB}-proxy-protocol: "*"`, NODE_PORT)], ['warning']],
  ['annotation-without-effect', 'one that is off', [service(`${LB}-proxy-protocol: "false"`, NODE_PORT)], []],
  ['annotation-without-effect', 'PROXY of a Private Link Service that is not made', [service(`${BETA}/azure-pls-proxy-protocol: "true"`)], ['warning']],
  ['annotation-without-effect', 'type nlb, by class', [service(`${LB}-type: nlb, ${LB}-proxy-protocol: "*"`, CLASS)], []],

  ['proxy-header-not-sent', 'by class alone', [deployment(PROXY), service('', CLASS)], ['warning']],
  ['proxy-header-not-sent', 'one of which no source says how it sends PROXY', [deployment(PROXY), service('kubernetes.io/elb.class: union')], []],
  ['proxy-header-not-sent', "one of the cluster's own, in front of which another may send it",
    [deployment(PROXY), service('metallb.io/loadBalancerIPs: 192.0.2.1')], []],

  ['forgeable-proxy-count', 'by class alone', [deployment(XFF), service('', CLASS)], ['warning']],
  ['forgeable-proxy-count', 'an NLB, which reads no HTTP', [deployment(XFF), service(`${LB}-type: nlb, ${LB}-backend-protocol: http`)], ['warning']],
  ['forgeable-proxy-count', 'one whose HTTP no source describes', [deployment(XFF), service('kubernetes.io/elb.class: union')], []],

  ['traffic-policy-cluster', "GKE's own annotation, which says nothing here", [deployment(NONE), LISTED, service('cloud.google.com/neg: \'{"ingress":true}\'')], ['warning']],
  ['traffic-policy-cluster', 'the same after an Ingress', [deployment(NONE), LISTED, service('cloud.google.com/neg: \'{"ingress":true}\'', NODE_PORT)], []],
  ['traffic-policy-cluster', 'an NLB to pods', [deployment(NONE), LISTED, service(`${LB}-nlb-target-type: ip`, CLASS)], []],
])('%s: %s', (code, _, documents, severities) => {
  expect(findingsOf([code], GATEWAY, ...documents).map(finding => finding.split(' ')[0])).toEqual(severities);
});
