import { Linter, Manifests } from '../../src/analysis';

/** Objects in few characters, for tables. */
export const object = (apiVersion: string, kind: string, name: string, spec: string, annotations = '') => `
apiVersion: ${apiVersion}
kind: ${kind}
metadata: {name: ${name}, namespace: edge, annotations: {${annotations}}}
spec: {${spec}}`;

const server = (port: number, protocol: string, hosts = '"*"', more = '') => `{port: {number: ${port}, name: p${port}, protocol: ${protocol}}, hosts: [${hosts}]${more}}`;

export const gateway = (...servers: string[]) => object('networking.istio.io/v1', 'Gateway', 'edge', `selector: {istio: edge}, servers: [${servers.join(', ')}]`);
export const GATEWAY = gateway(server(80, 'HTTP'));
export const tls = (mode: string, port = 443, hosts = '"*"') => server(port, mode === 'PASSTHROUGH' ? 'TLS' : 'HTTPS', hosts, `, tls: {mode: ${mode}}`);
export const tcp = (port: number) => server(port, 'TCP');
export const redirect = (hosts = '"*"') => server(80, 'HTTP', hosts, ', tls: {httpsRedirect: true}');

export const gatewayApi = () => object('gateway.networking.k8s.io/v1', 'Gateway', 'api', 'gatewayClassName: istio, listeners: [{name: http, port: 80, protocol: HTTP}]');

export const deployment = (topology?: string, more = '') => object('apps/v1', 'Deployment', 'edge', `selector: {matchLabels: {istio: edge}}, template: {metadata: {labels: {istio: edge}, annotations: {${
  topology === undefined ? '' : `proxy.istio.io/config: '{gatewayTopology: ${topology}}'`}}}, spec: {containers: [{name: istio-proxy, image: auto${more}}]}}`);

export const service = (annotations: string, spec = 'type: LoadBalancer, ports: [{port: 80}]') => object('v1', 'Service', 'edge', `selector: {istio: edge}, ${spec}`, annotations);
export const networkPolicy = (spec: string) => object('networking.k8s.io/v1', 'NetworkPolicy', 'edge', `podSelector: {matchLabels: {istio: edge}}, ${spec}`);
export const envoyFilter = (...patches: string[]) => object('networking.istio.io/v1alpha3', 'EnvoyFilter', 'filter', `workloadSelector: {labels: {istio: edge}}, configPatches: [${patches.join(', ')}]`);

export const policy = (action: string, ...rules: string[]) => object('security.istio.io/v1', 'AuthorizationPolicy', 'policy',
  `selector: {matchLabels: {istio: edge}}, action: ${action}, rules: [${rules.map(rule => `{${rule}}`).join(', ')}]`);

export const from = (field: string, ...blocks: string[]) => `from: [{source: {${field}: [${blocks.map(block => `"${block}"`).join(', ')}]}}]`;
/** `notHosts: …` for `hosts: …`. */
export const notHosts = (hosts: string) => hosts.replace('hosts', 'notHosts');
export const scope = (operation: string) => `to: [{operation: {${operation}}}]`;

/** What these checks find: severity, code and what. Policies are named by their places. */
export function findingsOf(codes: readonly string[], ...documents: string[]): string[] {
  const texts = documents.map((text, place) => text.replace('name: policy,', `name: p${place},`));
  const { findings } = new Linter().lint(Manifests.fromText(texts.join('\n---')));
  return findings.filter(({ code }) => codes.includes(code)).map(({ severity, code, what }) => `${severity} ${code}: ${what}`);
}
