import { Manifests, Tracer } from '../../src/analysis';

const LABELS = '{app: gw}';
const GATEWAY = `{apiVersion: networking.istio.io/v1, kind: Gateway, metadata: {name: web, namespace: apps}, spec: {selector: ${LABELS}, servers: [{port: {number: 80, name: http, protocol: HTTP}, hosts: ['*']}]}}`;
const deployment = (annotations = '{}', more = '') => `{apiVersion: apps/v1, kind: Deployment, metadata: {name: gw, namespace: edge}, spec: {selector: {}, template: {metadata: {labels: ${LABELS}, annotations: ${annotations}}, spec: {containers: [{name: istio-proxy, ${more}}]}}}}`;
const config = (topology: string) => `{proxy.istio.io/config: '{gatewayTopology: ${topology}}'}`;
const mesh = (topology: string) => `{apiVersion: v1, kind: ConfigMap, metadata: {name: istio, namespace: istio-system}, data: {mesh: '{defaultConfig: {gatewayTopology: ${topology}}}'}}`;
const operator = (spec: string) => `{apiVersion: install.istio.io/v1alpha1, kind: IstioOperator, spec: ${spec}}`;
const application = (helm: string) => `{apiVersion: argoproj.io/v1alpha1, kind: Application, metadata: {name: gw, namespace: argocd}, spec: {source: {chart: gateway, helm: ${helm}}, destination: {namespace: edge}}}`;

const read = (...documents: string[]) => Manifests.fromText(documents.join('\n---\n'));
const topologyOf = (...documents: string[]) => {
  const [{ topology, topologyFrom }] = read(...documents)._workloads;
  return [topology.numTrustedProxies, topology.proxyProtocol, topologyFrom];
};

describe('where the topology comes from', () => {
  const annotation = 'annotation proxy.istio.io/config of Deployment edge/gw';
  test.each<[string, string[], any[]]>([
    ['nobody', [deployment()], [0, false, 'nothing among the manifests sets it']],
    ['the annotation', [deployment(config('{numTrustedProxies: 2}'))], [2, false, annotation]],
    ['the annotation, and nothing of the mesh beside it', [deployment(config('{proxyProtocol: {}}')), mesh('{numTrustedProxies: 1}')], [0, true, annotation]],
    ['the mesh, where the annotation is about something else', [deployment('{proxy.istio.io/config: "{concurrency: 2}"}'), mesh('{numTrustedProxies: 1}')], [1, false, 'defaultConfig of the mesh, ConfigMap istio-system/istio']],
    ['the annotation of JSON', [deployment('{proxy.istio.io/config: \'{"gatewayTopology":{"proxyProtocol":{}}}\'}')], [0, true, annotation]],
    ['the names of protobuf', [deployment('{proxy.istio.io/config: \'{gateway_topology: {num_trusted_proxies: "1", proxy_protocol: {}}}\'}')], [1, true, annotation]],
    ['the injected environment', [deployment('{}', 'env: [{name: PROXY_CONFIG, value: \'{"gatewayTopology":{"numTrustedProxies":3}}\'}]'), mesh('{numTrustedProxies: 1}')], [3, false, 'PROXY_CONFIG of Deployment edge/gw']],
    ['an IstioOperator', [deployment(), operator('{meshConfig: {defaultConfig: {gatewayTopology: {proxyProtocol: {}}}}}')], [0, true, 'defaultConfig of the mesh, IstioOperator in the text']],
    ['values of an IstioOperator', [deployment(), operator('{values: {meshConfig: {defaultConfig: {gatewayTopology: {numTrustedProxies: 1}}}}}')], [1, false, 'defaultConfig of the mesh, IstioOperator in the text']],
    ['Sail', [deployment(), '{apiVersion: sailoperator.io/v1, kind: Istio, metadata: {name: default}, spec: {values: {meshConfig: {defaultConfig: {gatewayTopology: {numTrustedProxies: 1}}}}}}'], [1, false, 'defaultConfig of the mesh, Istio default']],
    ['values of Helm', [deployment(), 'meshConfig: {defaultConfig: {gatewayTopology: {numTrustedProxies: 1}}}'], [1, false, 'defaultConfig of the mesh, the text']],
    ['a ConfigMap of a revision', [deployment(), mesh('{numTrustedProxies: 1}').replace('name: istio,', 'name: istio-1-29,')], [1, false, 'defaultConfig of the mesh, ConfigMap istio-system/istio-1-29']],
    ['the ConfigMap before the others', [deployment(), operator('{meshConfig: {defaultConfig: {gatewayTopology: {numTrustedProxies: 5}}}}'), mesh('{numTrustedProxies: 1}')], [1, false, 'defaultConfig of the mesh, ConfigMap istio-system/istio']],
  ])('%s', (_, documents, topology) => {
    expect(topologyOf(...[GATEWAY, ...documents])).toEqual(topology);
  });

  const CONFIGURED = '{defaultConfig: {gatewayTopology: {numTrustedProxies: 1}}}';
  test.each<[string, string, string | undefined]>([
    ['pods', deployment(config('{numTrustedProxies: 1}')), 'Deployment spec template metadata annotations proxy.istio.io/config'],
    ['a single pod', `{apiVersion: v1, kind: Pod, metadata: {name: p, labels: ${LABELS}, annotations: ${config('{numTrustedProxies: 1}')}}}`, 'Pod metadata annotations proxy.istio.io/config'],
    ['their environment', deployment('{}', 'env: [{name: PROXY_CONFIG, value: \'{"gatewayTopology":{}}\'}]'), undefined],
    ['a ConfigMap', mesh('{}'), 'ConfigMap data mesh'],
    ['an IstioOperator', operator(`{meshConfig: ${CONFIGURED}}`), 'IstioOperator spec meshConfig defaultConfig gatewayTopology'],
    ['values of an IstioOperator', operator(`{values: {meshConfig: ${CONFIGURED}}}`), 'IstioOperator spec values meshConfig defaultConfig gatewayTopology'],
    ['values of Helm', `meshConfig: ${CONFIGURED}`, undefined],
    ['nobody', deployment(), undefined],
  ])('the field of %s', (_, document, field) => {
    const at = read(GATEWAY, document)._workloads[0].topologyAt;
    expect(at && [at.object.kind, ...at.path].join(' ')).toBe(field);
  });

  test.each<[string, string[], string[]]>([
    ['a field that Istio does not know', [deployment(config('{numTrustedProxy: 1}'))], ['annotation proxy.istio.io/config of Deployment edge/gw: gatewayTopology has no field "numTrustedProxy": Istio silently ignores it']],
    ['PROXY that is off', [deployment(config('{proxyProtocol: null}'))], ['annotation proxy.istio.io/config of Deployment edge/gw: gatewayTopology.proxyProtocol is null, which means off: to turn it on, write proxyProtocol: {}']],
    ['a count that is none', [deployment(config('{numTrustedProxies: two}'))], ['annotation proxy.istio.io/config of Deployment edge/gw: gatewayTopology.numTrustedProxies is "two": Istio refuses the configuration']],
    ['an annotation that is not YAML', [deployment('{proxy.istio.io/config: "{"}')], ['annotation proxy.istio.io/config of Deployment edge/gw is not valid YAML: Istio refuses it']],
    ['two meshes', [deployment(), operator('{meshConfig: {defaultConfig: {gatewayTopology: {numTrustedProxies: 5}}}}'), mesh('{numTrustedProxies: 1}')], ['two mesh configurations differ in gatewayTopology: ConfigMap istio-system/istio counts, and not IstioOperator in the text']],
  ])('%s is remarked', (_, documents, remarks) => {
    expect(read(GATEWAY, ...documents)._workloads[0].assumptions).toEqual(remarks);
  });

  test('of a mesh as a whole', () => {
    expect(read(deployment(), mesh('{}'), operator('{meshConfig: {rootNamespace: other}}')).notes)
      .toEqual(['two mesh configurations differ: ConfigMap istio-system/istio counts, and not IstioOperator in the text']);
    expect(read(deployment(), mesh('{}').replace("mesh: '{", "mesh: '{rootNamespace: istio-system, "), operator('{meshConfig: {}}')).notes).toEqual([]);
    expect(read(deployment(), mesh('{').replace("'}}'", "'")).notes).toEqual(['the mesh configuration in ConfigMap istio-system/istio is not valid YAML: Istio refuses it']);
    expect(read(deployment(), mesh('{numTrustedProxies: -1}')).notes)
      .toEqual(['ConfigMap istio-system/istio: gatewayTopology.numTrustedProxies is -1: Istio refuses the configuration']);
  });
});

describe('which pods are a gateway', () => {
  const pod = '{apiVersion: v1, kind: Pod, metadata: {name: p, namespace: edge, labels: {app: gw}}}';
  const policy = (spec: string) => `{apiVersion: security.istio.io/v1, kind: AuthorizationPolicy, metadata: {name: deny, namespace: edge}, spec: ${spec}}`;
  const values = 'podAnnotations: {proxy.istio.io/config: "{gatewayTopology: {numTrustedProxies: 1}}"}';
  const part = (name: string, namespace = 'apps') => `{apiVersion: apps/v1, kind: Deployment, metadata: {name: ${name}, namespace: ${namespace}}, spec: {template: {metadata: {annotations: ${config('{proxyProtocol: {}}')}}}}}`;
  const noLabels = 'no Deployment has the labels that Gateway apps/web selects: the pods are assumed to be in namespace';

  test.each<[string, string[], string[], string[]]>([
    ['those that an Istio Gateway selects', [GATEWAY, deployment()], ['edge/gw'], []],
    ['single ones', [GATEWAY, pod], ['edge/p'], []],
    ['not those that another object makes', [GATEWAY, deployment(), pod.replace('labels', 'ownerReferences: [{}], labels')], ['edge/gw'], []],
    ['those that are injected as such', [deployment('{inject.istio.io/templates: "spire, gateway"}')], ['edge/gw'], []],
    ['not any Deployment', [deployment(), GATEWAY.replace(LABELS, '{app: other}')], ['apps/web'], [noLabels.replace('labels', 'labels') + ' apps, with no other labels']],
    ['unknown ones', [GATEWAY], ['apps/web'], [`${noLabels} apps, with no other labels`]],
    ['unknown ones, once', [GATEWAY, GATEWAY.replace('name: web', 'name: web2')], ['apps/web'], ['no Deployment has the labels that Gateway apps/web selects: the pods are assumed to be in namespace apps, with no other labels']],
    ['unknown ones where a Service selects them', [GATEWAY, `{apiVersion: v1, kind: Service, metadata: {name: s, namespace: edge}, spec: {selector: ${LABELS}, ports: []}}`], ['edge/s'], ['no Deployment has the labels that Gateway apps/web selects: the pods are assumed to be those of Service edge/s, with no other labels']],
    ['unknown ones where a policy selects them', [GATEWAY, policy(`{selector: {matchLabels: ${LABELS}}}`)], ['edge/web'], [`${noLabels} edge, with no other labels`]],
    ['unknown ones with values of Helm', [GATEWAY, values], ['apps/web'], [`${noLabels} apps, with no other labels; podAnnotations are those of the text`]],
    ['a part of a Deployment', [GATEWAY, part('web')], ['apps/web'], ['Deployment apps/web is there in part, without labels: it counts as the pods that Gateway apps/web selects']],
    ['not a part elsewhere', [GATEWAY, part('web', 'edge')], ['apps/web'], [`${noLabels} apps, with no other labels`]],
    ['not one of several parts', [GATEWAY, part('a'), part('b')], ['apps/web'], [`${noLabels} apps, with no other labels`]],
    ["an IstioOperator's", [GATEWAY.replace(LABELS, '{istio: ingressgateway}'), operator('{components: {ingressGateways: [{name: off, enabled: false}, {name: istio-ingressgateway}]}}')], ['istio-system/istio-ingressgateway'], ['the pods are assumed to be those of IstioOperator in the text']],
    ['those of an IstioOperator, with all their labels', [GATEWAY.replace(LABELS, '{istio: ingressgateway}'), GATEWAY.replace(LABELS, '{app: own}').replace('name: web', 'name: own'),
      operator('{components: {ingressGateways: [{name: own, namespace: edge, label: {app: own}, k8s: {podAnnotations: {}}}]}}')], ['edge/own'], ['the pods are assumed to be those of IstioOperator in the text']],
    ['those of Istio\'s chart in an Application', [GATEWAY.replace(LABELS, '{app: istio-own, istio: own}'), application('{releaseName: istio-own}')], ['edge/istio-own'],
      ['the pods are assumed to be those of Application argocd/gw']],
    ['those of the chart under another name and label', [GATEWAY.replace(LABELS, '{app: own, istio: other}'), application('{valuesObject: {name: own, labels: {istio: other}}}')],
      ['edge/own'], ['the pods are assumed to be those of Application argocd/gw']],
    ['not those of another chart', [GATEWAY, application('{releaseName: gw}').replace('chart: gateway', 'chart: other')], ['apps/web'], [`${noLabels} apps, with no other labels`]],
    ['nobody, but policies are for some', [policy(`{selector: {matchLabels: ${LABELS}}}`), policy('{}').replace('deny', 'x'), policy(`{selector: {matchLabels: ${LABELS}}}`).replace('deny', 'y')], ['edge/gw'], ['there is no gateway among the manifests: the pods are assumed to be those that AuthorizationPolicy edge/deny selects']],
    ['nobody, but policies target some', [policy('{targetRefs: [{kind: Gateway, group: gateway.networking.k8s.io, name: api}]}')], ['edge/api'], ['there is no gateway among the manifests: the pods are assumed to be those that AuthorizationPolicy edge/deny selects']],
    ['nobody', [pod], [], []],
  ])('%s', (_, documents, gateways, assumptions) => {
    const manifests = read(...documents);
    expect(manifests.gateways).toEqual(gateways);
    expect(manifests._workloads.flatMap(workload => workload.assumptions)).toEqual(assumptions);
  });

  test('values of Helm count for the pods that they make', () => {
    expect(topologyOf(GATEWAY, values)).toEqual([1, false, 'annotation proxy.istio.io/config of Gateway apps/web']);
  });

  test('those in an Application too', () => {
    expect(topologyOf(GATEWAY, application(`{valuesObject: {name: gw, podAnnotations: ${config('{proxyProtocol: {}}')}}}`)))
      .toEqual([0, true, 'annotation proxy.istio.io/config of Application argocd/gw']);
  });

  test.each<[string, string[]]>([
    ['values of Helm', ['{podAnnotations: {proxy.istio.io/config: "{}"}, service: {ports: [{port: 80, targetPort: 8080}]}}']],
    ['an Application', [application('{valuesObject: {name: gw, service: {ports: [{port: 80, targetPort: 8080}]}}}')]],
    ['an IstioOperator', [operator(`{components: {ingressGateways: [{name: gw, label: ${LABELS}, k8s: {service: {ports: [{port: 80, targetPort: 8080}]}}}]}}`)]],
  ])('the Service has the ports of %s', (_, documents) => {
    expect(read(GATEWAY, ...documents)._workloads[0].servicePorts).toMatchObject([{ port: 80, targetPort: 8080 }]);
  });

  test('without servers anything is served', () => {
    const tracer = new Tracer(read(policy('{selector: {matchLabels: {app: gw}}, action: DENY, rules: [{from: [{source: {ipBlocks: [192.0.2.1]}}]}]}')));
    const trace = tracer.trace({ peer: '192.0.2.2' });
    expect([trace.verdict, trace.missing]).toEqual(['UNCERTAIN', "add the Deployment of the gateway's pods, or what installs it, and add the Gateway that selects the pods"]);
    expect(trace.reason).toMatch(/ If so: ADMITTED, no policy denies it; its servers and routes are not known$/);
    expect(trace.notes).toContain('no Gateway among the manifests has servers for these pods: any host and path counts as routed');
    expect(tracer.trace({ peer: '192.0.2.1', serverName: 'x' }).reason).toMatch(/ If so: DENIED, /);
    expect(tracer.trace({ peer: '192.0.2.1', port: 443 }).steps[0]).toBe('a connection from 192.0.2.1 arrives on port 443');
  });

  test('ports of a Service may have names', () => {
    const service = `{apiVersion: v1, kind: Service, metadata: {name: s, namespace: edge}, spec: {selector: ${LABELS}, ports: [{port: 80, targetPort: web}, {port: 81}, {port: 82, targetPort: unknown}]}}`;
    expect(read(GATEWAY, deployment('{}', 'ports: [{name: web, containerPort: 8080}]'), service)._workloads[0].servicePorts)
      .toEqual([{ service: 's', port: 80, targetPort: 8080 }, { service: 's', port: 81, targetPort: 81 }]);
  });
});

describe('gateways of the Kubernetes Gateway API', () => {
  const gateway = (spec: string) => `{apiVersion: gateway.networking.k8s.io/v1, kind: Gateway, metadata: {name: api, namespace: edge, annotations: ${config('{numTrustedProxies: 9}')}}, spec: {gatewayClassName: istio, ${spec}}}`;
  const HTTP = 'listeners: [{name: http, port: 80, protocol: HTTP}, {name: https, port: 443, protocol: HTTPS, hostname: "*.example.com"}, {name: tls, port: 8443, protocol: TLS, tls: {mode: Passthrough}}, {name: tcp, port: 9000, protocol: TCP}]';
  const route = (kind: string, spec: string) => `{apiVersion: gateway.networking.k8s.io/v1, kind: ${kind}, metadata: {name: r-${kind.toLowerCase()}, namespace: edge}, spec: {parentRefs: [{name: api}], ${spec}}}`;

  const parameters = (name: string, namespace: string, labels: string, count: number) => `{apiVersion: v1, kind: ConfigMap, metadata: {name: ${name}, namespace: ${namespace}, labels: ${labels}}, `
    + `data: {deployment: "spec: {template: {metadata: {annotations: {proxy.istio.io/config: '{gatewayTopology: {numTrustedProxies: ${count}}}'}}}}"}}`;
  const defaults = (name: string, namespace: string, count: number) => parameters('defaults', namespace, `{gateway.istio.io/defaults-for-class: ${name}}`, count);
  test.each<[string, string[], number]>([
    ['infrastructure', [gateway(`infrastructure: {annotations: ${config('{numTrustedProxies: 1}')}}`)], 1],
    ['the Gateway itself, where infrastructure has none', [gateway('listeners: []')], 9],
    ['parametersRef', [gateway(`infrastructure: {annotations: ${config('{numTrustedProxies: 1}')}, parametersRef: {kind: ConfigMap, name: p}}`),
      '{apiVersion: v1, kind: ConfigMap, metadata: {name: p, namespace: edge}, data: {deployment: "spec: {template: {metadata: {annotations: {proxy.istio.io/config: \'{gatewayTopology: {numTrustedProxies: 2}}\'}}}}"}}'], 2],
    ['its class', [gateway(`infrastructure: {annotations: ${config('{numTrustedProxies: 1}')}}`), defaults('istio', 'istio-system', 3)], 3],
    ['another class', [gateway(`infrastructure: {annotations: ${config('{numTrustedProxies: 1}')}}`), defaults('other', 'istio-system', 3)], 1],
    ['its class, in another namespace', [gateway(`infrastructure: {annotations: ${config('{numTrustedProxies: 1}')}}`), defaults('istio', 'edge', 3)], 1],
    ['parametersRef and its class', [gateway('infrastructure: {parametersRef: {kind: ConfigMap, name: p}}'), defaults('istio', 'istio-system', 3), parameters('p', 'edge', '{}', 2)], 2],
    ["its class, by the values of istiod's chart", [gateway('listeners: []'),
      '{apiVersion: argoproj.io/v1alpha1, kind: Application, metadata: {name: istiod, namespace: argocd}, spec: {source: {chart: istiod, helm: {valuesObject: '
      + "{gatewayClasses: {istio: {deployment: {spec: {template: {metadata: {annotations: {proxy.istio.io/config: '{gatewayTopology: {numTrustedProxies: 4}}'}}}}}}}}}}}}"], 4],
  ])('annotations of %s', (_, documents, count) => {
    expect(topologyOf(...documents)[0]).toBe(count);
  });

  test('also without metadata', () => {
    expect(read('{apiVersion: gateway.networking.k8s.io/v1, kind: Gateway, spec: {gatewayClassName: istio, listeners: []}}').gateways).toEqual(['default/']);
  });

  test('waypoints are none', () => {
    expect(read(gateway('x: 1').replace('className: istio', 'className: istio').replace('gatewayClassName: istio', 'gatewayClassName: istio-waypoint')).gateways).toEqual([]);
  });

  test('policies target them', () => {
    const policy = (target: string) => `{apiVersion: security.istio.io/v1, kind: AuthorizationPolicy, metadata: {name: deny, namespace: edge}, spec: {action: DENY, rules: [{}], ${target}}}`;
    const verdict = (target: string) => new Tracer(read(gateway(HTTP), policy(target))).trace({ peer: '10.0.0.5', port: 80 }).verdict;
    const ref = (name: string, more = '') => `targetRefs: [{kind: Gateway, group: gateway.networking.k8s.io, name: ${name}${more}}]`;
    expect([ref('api'), ref('other'), ref('api', ', namespace: other'), 'targetRef: {kind: Gateway, group: gateway.networking.k8s.io, name: api}'].map(verdict))
      .toEqual(['DENIED', 'ADMITTED', 'ADMITTED', 'DENIED']);
    expect(verdict('selector: {matchLabels: {gateway.networking.k8s.io/gateway-name: api}}')).toBe('DENIED');
  });

  const routes = [
    route('HTTPRoute', `hostnames: [a.example.com], rules: [
      {matches: [{path: {type: Exact, value: /exact}}, {path: {value: /pre/}, method: GET, headers: [{name: x, value: '1'}]}, {path: {type: RegularExpression, value: '/r[0-9]'}, queryParams: [{name: q, type: RegularExpression, value: '.'}]}], backendRefs: [{name: app, port: 80}]},
      {matches: [{path: {value: /moved}}], filters: [{type: RequestRedirect, requestRedirect: {}}]}, {matches: [{path: {value: /see}}], filters: [{type: RequestRedirect, requestRedirect: {statusCode: 303}}]}]`),
    route('HTTPRoute', 'rules: [{backendRefs: [{name: all, port: 1}]}]').replace('r-httproute', 'r2').replace('{name: api}', '{name: api, sectionName: https}'),
    route('TLSRoute', 'hostnames: [db.example.com], rules: [{backendRefs: [{name: db, port: 5432}]}]'),
    route('TCPRoute', 'rules: [{backendRefs: [{name: db, port: 5432}]}]'),
  ];
  test.each<[string, any, string]>([
    ['exact', { path: '/exact' }, 'ADMITTED'],
    ['prefix', { path: '/pre/x', headers: { x: '1' } }, 'ADMITTED'],
    ['prefix itself', { path: '/pre', headers: { x: '1' } }, 'ADMITTED'],
    ['prefix of whole segments', { path: '/prefix', headers: { x: '1' } }, 'NOT_FOUND'],
    ['another header', { path: '/pre', headers: { x: '2' } }, 'NOT_FOUND'],
    ['another method', { path: '/pre', headers: { x: '1' }, method: 'POST' }, 'NOT_FOUND'],
    ['expression and query', { path: '/r1?q=a' }, 'ADMITTED'],
    ['no query', { path: '/r1' }, 'NOT_FOUND'],
    ['redirect', { path: '/moved/x' }, 'ANSWERED'],
    ['another host', { host: 'b.example.com' }, 'NOT_FOUND'],
    ['one listener only', { host: 'b.example.com', port: 443 }, 'ADMITTED'],
    ['TLS', { port: 8443, serverName: 'db.example.com' }, 'ADMITTED'],
    ['TLS of another name', { port: 8443, serverName: 'x.example.com' }, 'CLOSED'],
    ['TCP', { port: 9000 }, 'ADMITTED'],
  ])('routes: %s', (_, request, verdict) => {
    const tracer = new Tracer(read(gateway(HTTP), ...routes));
    expect(tracer.trace({ peer: '10.0.0.5', port: 80, host: 'a.example.com', ...request }).verdict).toBe(verdict);
  });
});
