import { GATEWAY, deployment, findingsOf, from, object, policy, service } from './flow';
import { Linter, Manifests } from '../../src/analysis';

// The Service that a gateway will have is written in many places. Wherever its annotation is, the same is said of it, at its own line.

const PROXY = 'service.beta.kubernetes.io/do-loadbalancer-enable-proxy-protocol';
const VALUES = `{service: {annotations: {${PROXY}: "true"}}}`;
const API = 'gatewayClassName: istio, listeners: [{name: http, port: 80, protocol: HTTP}]';
const application = (source: string) => object('argoproj.io/v1alpha1', 'Application', 'edge', `destination: {namespace: edge}, ${source}`);
const helm = (field: string) => `{chart: gateway, helm: {${field}}}`;
const operator = (spec: string) => object('install.istio.io/v1alpha1', 'IstioOperator', 'mesh', spec);
const OPERATED = GATEWAY.replace('istio: edge}', 'istio: ingressgateway}');
const text = (key: string, yaml: string) => `${key}: '${yaml}'`;
const configMap = (name: string, data: string) => object('v1', 'ConfigMap', name, '').replace('spec: {}', `data: {${data}}`);

test.each<[where: string, documents: string[], at: string]>([
  ['a Service', [GATEWAY, deployment(), service(`${PROXY}: "true"`)], `Service edge/edge, metadata.annotations[${PROXY}]`],
  ['an Application, as a map', [GATEWAY, application(`source: ${helm(`valuesObject: ${VALUES}`)}`)], `Application edge/edge, spec.source.helm.valuesObject.service.annotations[${PROXY}]`],
  ['an Application, as a text', [GATEWAY, application(`source: ${helm(text('values', VALUES))}`)], `Application edge/edge, spec.source.helm.values.service.annotations[${PROXY}]`],
  ['an Application, by a parameter', [GATEWAY, application(`source: ${helm(`parameters: [{name: 'service.annotations.${PROXY.replace(/\./g, '\\.')}', value: "true"}]`)}`)],
    `Application edge/edge, spec.source.helm.parameters.service.annotations[${PROXY}]`],
  ['an Application with several sources', [GATEWAY, application(`sources: [{chart: base}, ${helm(`valuesObject: ${VALUES}`)}]`)],
    `Application edge/edge, spec.sources[1].helm.valuesObject.service.annotations[${PROXY}]`],
  ['a chart of their own around the chart', [GATEWAY, application(`source: {path: charts/edge, helm: {valuesObject: {gateway: ${VALUES}}}}`)],
    `Application edge/edge, spec.source.helm.valuesObject.gateway.service.annotations[${PROXY}]`],
  ['an ApplicationSet', [GATEWAY, object('argoproj.io/v1alpha1', 'ApplicationSet', 'edge', `template: {metadata: {name: edge}, spec: {destination: {namespace: edge}, source: ${helm(`valuesObject: ${VALUES}`)}}}`)],
    `ApplicationSet edge/edge, spec.template.spec.source.helm.valuesObject.service.annotations[${PROXY}]`],
  ['a HelmRelease of Flux', [GATEWAY, object('helm.toolkit.fluxcd.io/v2', 'HelmRelease', 'edge', `chart: {spec: {chart: gateway}}, values: ${VALUES}`)],
    `HelmRelease edge/edge, spec.values.service.annotations[${PROXY}]`],
  ['a HelmRelease with values from a ConfigMap', [GATEWAY, configMap('values', text('values.yaml', VALUES)),
    object('helm.toolkit.fluxcd.io/v2', 'HelmRelease', 'edge', 'chartRef: {kind: OCIRepository, name: gateway}, valuesFrom: [{kind: ConfigMap, name: values}]')],
  `HelmRelease edge/edge, spec.values.service.annotations[${PROXY}]`],
  ['a HelmChart of k3s', [GATEWAY, object('helm.cattle.io/v1', 'HelmChart', 'edge', `chart: oci://example.com/charts/gateway, ${text('valuesContent', VALUES)}`)],
    `HelmChart edge/edge, spec.valuesContent.service.annotations[${PROXY}]`],
  ['a file of values', [GATEWAY, VALUES], `Helm values, service.annotations[${PROXY}]`],
  ['an entry of an IstioOperator', [OPERATED, operator(`components: {ingressGateways: [{name: istio-ingressgateway, k8s: {serviceAnnotations: {${PROXY}: "true"}}}]}`)],
    `IstioOperator edge/mesh, spec.components.ingressGateways[0].k8s.serviceAnnotations[${PROXY}]`],
  ['values of an IstioOperator', [OPERATED, operator(`values: {gateways: {istio-ingressgateway: {serviceAnnotations: {${PROXY}: "true"}}}}`)],
    `IstioOperator edge/mesh, spec.values.gateways.istio-ingressgateway.serviceAnnotations[${PROXY}]`],
  ['a Gateway of the Gateway API', [object('gateway.networking.k8s.io/v1', 'Gateway', 'api', API, `${PROXY}: "true"`)], `Gateway edge/api, metadata.annotations[${PROXY}]`],
  ['its infrastructure', [object('gateway.networking.k8s.io/v1', 'Gateway', 'api', `${API}, infrastructure: {annotations: {${PROXY}: "true"}}`)],
    `Gateway edge/api, spec.infrastructure.annotations[${PROXY}]`],
  ['the ConfigMap of its parameters', [object('gateway.networking.k8s.io/v1', 'Gateway', 'api', `${API}, infrastructure: {parametersRef: {kind: ConfigMap, name: p}}`),
    configMap('p', text('service', `{metadata: {annotations: {${PROXY}: "true"}}}`))], 'ConfigMap edge/p, data.service'],
])('PROXY that is not read, by %s', (_, documents, at) => {
  const { findings } = new Linter().lint(Manifests.fromText(documents.join('\n---\n')));
  expect(findings.filter(({ code }) => code === 'proxy-header-not-read').map(({ severity, object: its, field }) => `${severity} ${its}, ${field}`)).toEqual([`warning ${at}`]);
});

const REMOTE = policy('DENY', from('notRemoteIpBlocks', '203.0.113.0/24'));
const BETA = 'service.beta.kubernetes.io';
test.each<[loadBalancer: string, annotations: string, severities: string[]]>([
  ['Hetzner', 'load-balancer.hetzner.cloud/location: fsn1', ['warning']],
  ['Scaleway', `${BETA}/scw-loadbalancer-type: LB-S`, ['warning']],
  ['Linode', `${BETA}/linode-loadbalancer-throttle: "4"`, ['warning']],
  ['Vultr', `${BETA}/vultr-loadbalancer-label: x`, ['warning']],
  ['Civo', 'kubernetes.civo.com/firewall-id: x', ['warning']],
  ['OVH', 'loadbalancer.ovhcloud.com/class: octavia', ['warning']],
  ['OpenStack, which may give another', 'loadbalancer.openstack.org/keep-floatingip: "true"', ['warning']],
  ['AWS, to pods', `${BETA}/aws-load-balancer-type: external, ${BETA}/aws-load-balancer-nlb-target-type: ip`, ['warning']],
  ['AWS, to pods, which keeps the client', `${BETA}/aws-load-balancer-type: external, ${BETA}/aws-load-balancer-nlb-target-type: ip, ${BETA}/aws-load-balancer-target-group-attributes: preserve_client_ip.enabled=true`, []],
  ['AWS, to nodes', `${BETA}/aws-load-balancer-type: external, ${BETA}/aws-load-balancer-nlb-target-type: instance`, []],
  ['Azure', `${BETA}/azure-load-balancer-internal: "true"`, []],
  ['one that nobody knows', 'example.com/load-balancer: x', []],
])('clients lost at the load balancer of %s', (_, annotations, severities) => {
  const at = service(annotations, 'type: LoadBalancer, externalTrafficPolicy: Local, ports: [{port: 80}]');
  expect(findingsOf(['client-address-lost'], GATEWAY, deployment(), at, REMOTE).map(finding => finding.split(' ')[0])).toEqual(severities);
});

const ingress = (more: string, annotations = '') => object('networking.k8s.io/v1', 'Ingress', 'front', `${more} defaultBackend: {service: {name: edge, port: {number: 80}}}`, annotations);
const INSIDE = service('', 'type: ClusterIP, ports: [{port: 80}]');
const count = (numTrustedProxies: number) => deployment(`{numTrustedProxies: ${numTrustedProxies}}`);
const GOOGLE = [object('gateway.networking.k8s.io/v1', 'Gateway', 'front', 'gatewayClassName: gke-l7-global-external-managed, listeners: []'),
  object('gateway.networking.k8s.io/v1', 'HTTPRoute', 'front', 'parentRefs: [{name: front}], rules: [{backendRefs: [{name: edge, port: 80}]}]')];
test.each<[chain: string, documents: string[], severities: string[]]>([
  ['ALB, none counted', [count(0), INSIDE, ingress('ingressClassName: alb,')], ['warning']],
  ['ALB, counted', [count(1), INSIDE, ingress('ingressClassName: alb,')], []],
  ['ALB by its annotations', [count(0), INSIDE, ingress('', 'alb.ingress.kubernetes.io/scheme: internal')], ['warning']],
  ['Google, one of two counted', [count(1), INSIDE, ingress('', 'kubernetes.io/ingress.class: gce')], ['warning']],
  ['Google, both counted', [count(2), INSIDE, ingress('', 'kubernetes.io/ingress.class: gce')], []],
  ['Google by a Gateway, one of two counted', [count(1), INSIDE, ...GOOGLE], ['warning']],
  ['an Ingress of nobody in particular', [count(0), INSIDE, ingress('')], []],
  ['an Ingress for another Service', [count(0), INSIDE, ingress('ingressClassName: alb,').replace('name: edge, port', 'name: other, port')], []],
  ['HTTP at a Classic ELB, none counted', [count(0), service(`${BETA}/aws-load-balancer-backend-protocol: http`)], ['warning']],
  ['HTTP at Octavia, two counted', [count(2), service('loadbalancer.openstack.org/x-forwarded-for: "true"')], ['warning']],
])('the count after %s', (_, documents, severities) => {
  expect(findingsOf(['wrong-proxy-count'], GATEWAY, ...documents, REMOTE).map(finding => finding.split(' ')[0])).toEqual(severities);
});
