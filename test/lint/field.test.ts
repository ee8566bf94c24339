import { readdirSync } from 'fs';
import { join } from 'path';
import { Linter, Manifests, TraceRequest, Tracer } from '../../src/analysis';

// Problems of real people, rebuilt, and shapes from public repositories: what is said about each of them.
const folder = join('test', 'lint', 'field');
const read = (name: string) => Manifests.fromPaths(join(folder, `${name}.yaml`));

const LISTED = 'AuthorizationPolicy shop/only-us';
const PODS = 'Deployment istio-system/istio-ingressgateway';
const SERVICE = 'Service istio-system/istio-ingressgateway';
const API = 'Gateway istio-ingress/edge';

const CASES: [name: string, findings: string[]][] = [
  ['01-cf-two-addresses-in-one-string,advice-followed-on-gateway', ['warning list-holds-proxies: AuthorizationPolicy istio-system/only-us']],
  ['01-cf-two-addresses-in-one-string', [`error bad-address: ${LISTED}`, `error bad-address: ${LISTED}`, `warning list-on-workload: ${LISTED}`]],
  ['03-alb-nodeport-cluster', ['warning wrong-proxy-count: Ingress istio-system/edge']],
  ['06-digitalocean-local-only', [`warning client-address-lost: ${SERVICE}`]],
  ['08-nlb-proxy-star-unhealthy-80', ['warning proxy-header-not-read: Service istio-gateway/istio-ingressgateway']],
  ['14-nlb-proxy-health-check,preserve', [`warning unguarded-trust: ${PODS}`, `warning health-check-under-proxy: ${SERVICE}`]],
  ['14-nlb-proxy-health-check', [`warning unguarded-trust: ${PODS}`, `warning health-check-under-proxy: ${SERVICE}`]],
  ['17-original-ip-detection-beside-use-remote-address', ['error refused-listener: EnvoyFilter istio-system/client-ip']],
  ['20-rate-limit-by-remote-address', [`warning traffic-policy-cluster: ${SERVICE}`]],
  ['22-proxy-filter-on-service-port', [`warning proxy-header-not-read: ${SERVICE}`, 'warning filter-matches-nothing: EnvoyFilter istio-system/proxy-protocol']],
  ['23-application-gateway', [`warning forgeable-proxy-count: ${PODS}`, `warning unguarded-trust: ${PODS}`]],
  ['25-vendor-tutorial-proxy-plus-hops', ['warning filter-for-whole-mesh: EnvoyFilter istio-system/hops', 'warning forgeable-proxy-count: EnvoyFilter istio-system/hops', 'warning unguarded-trust: EnvoyFilter istio-system/hops']],
  ['29-nlb-ends-tls', [`warning tls-ended-in-front: ${API}`]],
  ['31-host-network-daemonset', []],
  ['32-topology-on-service,hops', [`error topology-not-read: ${SERVICE}`]],
  ['32-topology-on-service', [`error topology-not-read: ${SERVICE}`, `warning proxy-header-not-read: ${SERVICE}`]],
  ['33-envoyfilter-in-other-namespace', ['warning proxy-header-not-read: Service istio-ingress/istio-ingressgateway', 'warning filter-matches-nothing: EnvoyFilter shop/proxy-in']],
  ['35-hairpin-under-proxy', [`warning hairpin: ${SERVICE}`]],
  ['36-proxy-and-hops-by-topology', [`warning forgeable-proxy-count: ${PODS}`, `warning unguarded-trust: ${PODS}`]],
  ['38-gardener-acl-by-sni', [`warning unguarded-trust: ${PODS}`]],
  ['42-gke-neg-annotation-hides-cluster-policy,without-neg', [`warning traffic-policy-cluster: ${SERVICE}`]],
  ['42-gke-neg-annotation-hides-cluster-policy', [`warning traffic-policy-cluster: ${SERVICE}`]],
  ['43-gateway-api-proxy-annotation,hops-behind-l4', [`warning forgeable-proxy-count: ${API}`, `warning unguarded-trust: ${API}`]],
  // Kubernetes reads the y of its annotation x as true.
  ['43-gateway-api-proxy-annotation,packet-source-cluster', [`error refused-value: ${API}`, `warning traffic-policy-cluster: ${API}`]],
  ['43-gateway-api-proxy-annotation,reads-but-not-sent', [`warning proxy-header-not-sent: ${API}`, `warning unguarded-trust: ${API}`]],
  ['43-gateway-api-proxy-annotation', [`warning proxy-header-not-read: ${API}`]],
  ['stranger-01-hops-by-envoyfilter', ['warning forgeable-proxy-count: EnvoyFilter edge/hops', 'warning unguarded-trust: EnvoyFilter edge/hops']],
  ['stranger-02-operator-service-annotations', ['warning traffic-policy-cluster: IstioOperator istio-system/mesh', 'warning proxy-header-not-read: IstioOperator istio-system/mesh']],
  ['stranger-03-topology-on-service', ['error topology-not-read: Service edge/edge', 'warning proxy-header-not-read: Service edge/edge']],
  ['stranger-10-filter-for-old-proxies', []],
  ['stranger-11-labels-of-foreign-kinds', []],
  ['stranger-12-proxy-merged-behind-tls-inspector', ['error proxy-after-tls-inspector: EnvoyFilter edge/proxy-protocol', 'warning unguarded-trust: Deployment edge/edge']],
  ['stranger-13-flux-and-argo-values', ['error proxy-header-not-read: HelmRelease edge/edge', 'warning forgeable-proxy-count: HelmRelease edge/edge', 'warning unguarded-trust: HelmRelease edge/edge', 'warning unguarded-trust: Application argocd/edge2']],
  ['stranger-18-filter-for-the-whole-mesh', ['warning filter-for-whole-mesh: EnvoyFilter istio-system/hops', 'warning unguarded-trust: EnvoyFilter istio-system/hops']],
  ['stranger-20-parsebool-values', ['warning unguarded-trust: Deployment edge/edge', 'info hairpin: Service edge/edge']],
  ['stranger-21-principals-at-the-edge', ['warning traffic-policy-cluster: Gateway edge/web', 'warning principals-at-edge: AuthorizationPolicy edge/office']],
];

test.each(CASES)('%s', (name, findings) => {
  expect(new Linter().lint(read(name)).findings.map(({ severity, code, object }) => `${severity} ${code}: ${object}`)).toEqual(findings);
});

test('every case is in the table', () => {
  expect(CASES.map(([name]) => `${name}.yaml`).sort()).toEqual(readdirSync(folder).sort());
});

const instead = (name: string, code: string) => new Linter().lint(read(name)).findings.find(finding => finding.code === code)!.instead;
const what = (name: string, code: string) => new Linter().lint(read(name)).findings.find(finding => finding.code === code)!.what;

test('an address of a known proxy is never to be listed', () => {
  expect(instead('01-cf-two-addresses-in-one-string', 'bad-address')).toContain('173.245.48.0/20 is Cloudflare, and on the list it would admit everybody who comes through it');
});

test('a patch that finds nothing is named, with the reason', () => {
  expect(what('22-proxy-filter-on-service-port', 'filter-matches-nothing'))
    .toBe('its PROXY filter reaches no gateway: gateway istio-system/istio-ingressgateway listens on 8443, and not on 443, which is a port of the Service that leads to 8443');
  expect(what('33-envoyfilter-in-other-namespace', 'filter-matches-nothing'))
    .toBe('its PROXY filter reaches no gateway: it lies in namespace shop, and the pods with its labels are those of gateway istio-ingress/istio-ingressgateway');
});

test('what nobody wrote is not in the remedy against PROXY after tls_inspector', () => {
  expect(instead('stranger-12-proxy-merged-behind-tls-inspector', 'proxy-after-tls-inspector')).toContain('LISTENER_FILTER with INSERT_FIRST');
});

test.each<[name: string, request: TraceRequest, verdict: string, reason: RegExp]>([
  ['17-original-ip-detection-beside-use-remote-address', { peer: '173.245.48.9', xForwardedFor: ['203.0.113.7'], host: 'app.example.com' }, 'CLOSED',
    /sets original_ip_detection_extensions beside use_remote_address/],
  ['22-proxy-filter-on-service-port', { peer: '10.0.0.2', proxy: '203.0.113.7', host: 'app.example.com' }, 'CLOSED', /no filter removes PROXY headers/],
  ['stranger-12-proxy-merged-behind-tls-inspector', { peer: '10.0.0.2', proxy: '203.0.113.7', host: 'www.example.com' }, 'CLOSED', /removes PROXY headers only after tls_inspector/],
])('trace of %s', (name, request, verdict, reason) => {
  const trace = new Tracer(read(name)).trace(request);
  expect([trace.verdict, reason.test(trace.reason) ? reason : trace.reason]).toEqual([verdict, reason]);
});

test.each<[name: string, request: TraceRequest]>([
  ['25-vendor-tutorial-proxy-plus-hops', { peer: '172.16.0.9', proxy: '198.51.100.66', xForwardedFor: ['203.0.113.7'], host: 'app.example.com' }],
  ['stranger-01-hops-by-envoyfilter', { peer: '10.0.0.9', xForwardedFor: ['203.0.113.5'], host: 'www.example.com' }],
])('trace of %s names the EnvoyFilter that sets the count, and what the answer rests on', (name, request) => {
  const trace = new Tracer(read(name)).trace(request);
  expect(trace.verdict).toBe('ADMITTED');
  expect(trace.steps.join('\n')).toMatch(/xff_num_trusted_hops \(EnvoyFilter [\w-]+\/hops\) is 1/);
  expect(trace.trusted.join('\n')).toMatch(/entry 1 from the right of X-Forwarded-For/);
});
