import { object } from './flow';
import { Linter, Manifests } from '../../src/analysis';

// What people misspell, put in the wrong place or write as another type, and what the linter tells them to write.

const POLICY = 'security.istio.io/v1 AuthorizationPolicy';
const FILTER = 'networking.istio.io/v1alpha3 EnvoyFilter';
const ISTIO_GATEWAY = 'networking.istio.io/v1 Gateway';
const SERVER = 'port: {number: 80, name: http, protocol: HTTP}, hosts: ["*"]';

type Row = [title: string, kind: string, spec: string, findings: string[]];

function found(text: string, codes: readonly string[]): string[] {
  const { findings } = new Linter().lint(Manifests.fromText(text));
  return findings.filter(({ code }) => codes.includes(code)).map(({ severity, code, field, instead }) => `${severity} ${code} ${field}: ${instead}`);
}

function says(...rows: Row[]): void {
  test.each(rows)('%s', (_, kind, spec, expected) => {
    const [version, name] = kind.split(' ');
    expect(found(object(version, name, 'one', spec), ['unknown-field', 'refused-value', 'unknown-condition'])).toEqual(expected);
  });
}

const source = (fields: string) => `action: DENY, rules: [{from: [{source: {${fields}}}]}]`;
const SOURCE = 'spec.rules[0].from[0].source';

describe('AuthorizationPolicy: a name that is nearly right', () => says(
  ['capitals', POLICY, source('notRemoteIPBlocks: [203.0.113.0/24]'), [`error unknown-field ${SOURCE}.notRemoteIPBlocks: write notRemoteIpBlocks`]],
  ['underscores', POLICY, source('remote_ip_blocks: [203.0.113.0/24]'), [`error unknown-field ${SOURCE}.remote_ip_blocks: write remoteIpBlocks`]],
  ['a letter is missing', POLICY, source('remoteIpBlock: [203.0.113.0/24]'), [`error unknown-field ${SOURCE}.remoteIpBlock: write remoteIpBlocks`]],
  ['one host', POLICY, 'rules: [{to: [{operation: {host: [a.example.com]}}]}]', ['error unknown-field spec.rules[0].to[0].operation.host: write hosts']],
  ['one rule', POLICY, 'rule: [{}]', ['error unknown-field spec.rule: write rules']],
  ['one target of another spelling', POLICY, 'targetrefs: [{group: gateway.networking.k8s.io, kind: Gateway, name: edge}]', ['error unknown-field spec.targetrefs: write targetRefs']],
));

describe('AuthorizationPolicy: a name in the wrong place', () => says(
  ['beside source', POLICY, 'rules: [{from: [{source: null, ipBlocks: [203.0.113.0/24]}]}]',
    ['error unknown-field spec.rules[0].from[0].ipBlocks: write it as spec.rules[].from[].source.ipBlocks']],
  ['without source', POLICY, 'rules: [{from: [{remoteIpBlocks: [203.0.113.0/24]}]}]',
    ['error unknown-field spec.rules[0].from[0].remoteIpBlocks: write it as spec.rules[].from[].source.remoteIpBlocks']],
  ['without from', POLICY, 'rules: [{source: {ipBlocks: [203.0.113.0/24]}}]', ['error unknown-field spec.rules[0].source: write it as spec.rules[].from[].source']],
  ['without operation', POLICY, 'rules: [{to: [{hosts: [a.example.com]}]}]', ['error unknown-field spec.rules[0].to[0].hosts: write it as spec.rules[].to[].operation.hosts']],
  ['hosts beside the addresses', POLICY, source('ipBlocks: [203.0.113.0/24], hosts: [a.example.com]'),
    [`error unknown-field ${SOURCE}.hosts: write it as spec.rules[].to[].operation.hosts`]],
  ['labels without matchLabels', POLICY, 'selector: {istio: edge}', ['error unknown-field spec.selector.istio: write matchLabels: { istio: edge }']],
  ['matchLabels without selector', POLICY, 'matchLabels: {istio: edge}', ['error unknown-field spec.matchLabels: write it as spec.selector.matchLabels']],
  ['the selector of a filter', POLICY, 'workloadSelector: {labels: {istio: edge}}', ['warning unknown-field spec.workloadSelector: the fields there are action, provider, rules, selector, targetRef, targetRefs']],
));

describe('values of another type', () => says(
  ['a text for a list', POLICY, source('notIpBlocks: 203.0.113.0/24'), [`error refused-value ${SOURCE}.notIpBlocks: write notIpBlocks: ["203.0.113.0/24"]`]],
  ['a number for a port', POLICY, 'rules: [{to: [{operation: {ports: [8080]}}]}]', ['error refused-value spec.rules[0].to[0].operation.ports[0]: write it in quotes: "8080"']],
  ['an action in other letters', POLICY, 'action: Deny', ['error refused-value spec.action: write action: DENY']],
  ['an action of something else', POLICY, 'action: BLOCK', ['error refused-value spec.action: write one of ALLOW, DENY, AUDIT, CUSTOM']],
  ['a map for a list', POLICY, 'rules: {from: []}', ['error refused-value spec.rules: write a list']],
  ['a list for a map', POLICY, 'selector: [{matchLabels: {}}]', ['error refused-value spec.selector: write a map']],
  ['a text for a number', ISTIO_GATEWAY, 'selector: {istio: edge}, servers: [{port: {number: "80", name: http, protocol: HTTP}, hosts: ["*"]}]',
    ['error refused-value spec.servers[0].port.number: write it without quotes: 80']],
  ['a mode in other letters', ISTIO_GATEWAY, `selector: {istio: edge}, servers: [{${SERVER}, tls: {mode: Simple, credentialName: c}}]`,
    ['error refused-value spec.servers[0].tls.mode: write mode: SIMPLE']],
  ['matchLabels in a Gateway', ISTIO_GATEWAY, `selector: {matchLabels: {istio: edge}}, servers: [{${SERVER}}]`,
    ['error refused-value spec.selector.matchLabels: write its entries one level up, without matchLabels']],
  ['a patch of something else', FILTER, 'configPatches: [{applyTo: LISTENER_FILTERS, patch: {operation: INSERT_FIRST, value: {}}}]',
    ['error refused-value spec.configPatches[0].applyTo: write applyTo: LISTENER_FILTER']],
));

describe('other objects', () => says(
  ['fields of an old EnvoyFilter', FILTER, 'workloadLabels: {istio: edge}, filters: []',
    ['error unknown-field spec.workloadLabels: write workloadSelector', 'error unknown-field spec.filters: write configPatches']],
  ['a context beside match', FILTER, 'configPatches: [{applyTo: LISTENER, context: GATEWAY, patch: {operation: MERGE, value: {}}}]',
    ['error unknown-field spec.configPatches[0].context: write it as spec.configPatches[].match.context']],
  ['a selector of labels', FILTER, 'workloadSelector: {istio: edge}, configPatches: []', ['error unknown-field spec.workloadSelector.istio: write labels: { istio: edge }']],
  ['one server', ISTIO_GATEWAY, `selector: {istio: edge}, server: [{${SERVER}}]`, ['error unknown-field spec.server: write servers']],
  ['a redirect beside tls', ISTIO_GATEWAY, `selector: {istio: edge}, servers: [{${SERVER}, httpsRedirect: true}]`,
    ['error unknown-field spec.servers[0].httpsRedirect: write it as spec.servers[].tls.httpsRedirect']],
  ['a listener of the Gateway API', 'gateway.networking.k8s.io/v1 Gateway', 'gatewayClassName: istio, listener: []', ['error unknown-field spec.listener: write listeners']],
  ['a class by half of its name', 'gateway.networking.k8s.io/v1 Gateway', 'gatewayClass: istio, listeners: []', ['error unknown-field spec.gatewayClass: write gatewayClassName']],
  ['the class of a load balancer by half', 'v1 Service', 'externaltrafficpolicy: Local', ['error unknown-field spec.externaltrafficpolicy: write externalTrafficPolicy']],
  ['a selector of Telemetry', 'telemetry.istio.io/v1 Telemetry', 'accesslogging: []', ['error unknown-field spec.accesslogging: write accessLogging']],
));

test('names beside spec, and in metadata', () => {
  expect(found('apiVersion: security.istio.io/v1\nkind: AuthorizationPolicy\nmetadata: {name: a, namespace: b, label: {}, annotation: {}}\nselector: {}\nspec: {}', ['unknown-field'])).toEqual([
    'error unknown-field metadata.label: write labels',
    'error unknown-field metadata.annotation: write annotations',
    'error unknown-field selector: write it as spec.selector',
  ]);
});

describe('conditions', () => says(
  ...[
    ['client.ip', 'write remote.ip'], ['source.ips', 'write source.ip'], ['remoteIp', 'write remote.ip'], ['request.header[x-a]', 'write request.headers[x-a]'],
    ['request.headers.x-a', 'write request.headers[x-a]'], ['request.headers[:authority]', ''], ['request.auth.claims[iss]', ''], ['destination.port', ''], ['experimental.envoy.filters.a[b]', ''],
  ].map(([key, instead]): Row => [key, POLICY, `rules: [{when: [{key: "${key}", values: ["443"]}]}]`, instead ? [`error unknown-condition spec.rules[0].when[0].key: ${instead}`] : []]),
  ['no values', POLICY, 'rules: [{when: [{key: remote.ip}]}]', ['error unknown-condition spec.rules[0].when[0]: write values: [...] or notValues: [...]']],
));

describe('the configuration of proxies', () => {
  const pods = (config: string) => object('apps/v1', 'Deployment', 'edge', `selector: {matchLabels: {istio: edge}}, template: {metadata: {labels: {istio: edge}, annotations: {inject.istio.io/templates: gateway, proxy.istio.io/config: '${config}'}}}`);
  const mesh = (config: string) => `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: istio, namespace: istio-system}\ndata: {mesh: '${config}'}`;
  test.each([
    ['a topology in other letters', pods('{gatewaytopology: {numTrustedProxies: 1}}'), 'spec.template.metadata.annotations[proxy.istio.io/config]: write gatewayTopology'],
    ['a count without its topology', pods('{numTrustedProxies: 1}'), 'spec.template.metadata.annotations[proxy.istio.io/config]: write it as proxy.istio.io/config.gatewayTopology.numTrustedProxies'],
    ['both spellings', pods('{gateway_topology: {num_trusted_proxies: 1}, proxyMetadata: {A: b}}'), undefined],
    ['a topology of the mesh without defaultConfig', mesh('gatewayTopology: {numTrustedProxies: 1}'), 'data.mesh: write it as meshConfig.defaultConfig.gatewayTopology'],
    ['a setting that is gone', mesh('{mixerCheckServer: a, defaultConfig: {gatewayTopology: {}}}'), undefined],
  ])('%s', (_, text, expected) => {
    expect(found(text, ['unknown-field'])).toEqual(expected ? [`error unknown-field ${expected}`] : []);
  });
});

describe('what other tools fill in first, and nulls, are no mistake', () => says(
  ['a variable', ISTIO_GATEWAY, 'selector: {istio: edge}, servers: [{port: {number: "${PORT}", name: http, protocol: HTTP}, hosts: ["*"]}]', []],
  ['a list that another tool writes', POLICY, source('ipBlocks: "{{ addresses }}"'), []],
  ['null', POLICY, 'selector: null, rules: null', []],
  ['a directive of a patch', POLICY, '$patch: delete', []],
));

test.each([
  ['security.istio.io/v1 EnvoyFilter', 'error write apiVersion: networking.istio.io/v1alpha3'],
  ['networking.istio.io/v1 AuthorizationPolicy', 'error write apiVersion: security.istio.io/v1'],
  ['networking.istio.io/v1 EnvoyFilter', 'error write networking.istio.io/v1alpha3'],
  ['security.istio.io/v1alpha1 AuthorizationPolicy', 'error write security.istio.io/v1 or security.istio.io/v1beta1'],
  ['networking.k8s.io/v1 Gateway', 'error write apiVersion: gateway.networking.k8s.io/v1 or apiVersion: networking.istio.io/v1'],
  ['gateway.networking.k8s.io/v1alpha2 Gateway', 'warning write gateway.networking.k8s.io/v1 or gateway.networking.k8s.io/v1beta1'],
  ['networking.istio.io/v1alpha3 Gateway', undefined],
  ['gateway.solo.io/v1 Gateway', undefined],
  ['networking.k8s.io/v1 Ingress', undefined],
])('%s', (kind, expected) => {
  const [version, name] = kind.split(' ');
  const { findings } = new Linter().lint(Manifests.fromText(object(version, name, 'one', 'selector: {}')));
  expect(findings.filter(({ code }) => code === 'unknown-kind').map(({ severity, instead }) => `${severity} ${instead}`)).toEqual(expected ? [expected] : []);
});
