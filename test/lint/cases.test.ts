import { join } from 'path';
import { Linter, Manifests, TraceRequest, Tracer } from '../../src/analysis';

// Manifests as people stored them, from public reports and repositories: what lint and trace say of them.

const read = (file: string) => Manifests.fromPaths(join('test', 'data', 'cases', `${file}.yaml`));

/** What these checks find, by code, object and field. */
function found(file: string, codes: readonly string[]): string[] {
  return new Linter().lint(read(file)).findings.filter(({ code }) => codes.includes(code)).map(({ severity, code, object, field }) => `${severity} ${code} ${object} ${field}`);
}

const CODES = ['unknown-field', 'refused-value', 'list-on-workload', 'selects-no-gateway', 'root-namespace-list', 'target-refs-ignored', 'no-servers', 'not-envoy', 'filter-without-typed-config'];
const SOURCE = 'spec.rules[0].from[0].source';

test.each<[file: string, findings: string[]]>([
  ['default-install-labels', []],
  ['fields-in-the-wrong-place', [
    'error unknown-field AuthorizationPolicy edge/misindented spec.rules[0].from[0].notRemoteIpBlocks',
    'error unknown-field AuthorizationPolicy edge/no-match-labels spec.selector.istio',
    `error unknown-field AuthorizationPolicy edge/misspelt ${SOURCE}.remoteIPBlocks`,
  ]],
  ['list-on-unseen-workload', [`warning list-on-workload AuthorizationPolicy storage/allow-storage ${SOURCE}.ipBlocks`]],
  ['application-beside-a-gateway', [`warning list-on-workload AuthorizationPolicy shop/cart ${SOURCE}.ipBlocks`]],
  ['waypoint', [
    `warning list-on-workload AuthorizationPolicy bookshop/by-address ${SOURCE}.ipBlocks`,
    `warning list-on-workload AuthorizationPolicy bookshop/by-address-gw ${SOURCE}.remoteIpBlocks`,
  ]],
  ['gateway-without-servers', ['warning no-servers Gateway istio-system/web spec.selector']],
  ['target-in-another-namespace', ['error target-refs-ignored AuthorizationPolicy ci/hooks spec.targetRefs[0].namespace']],
  ['target-of-a-route', ['error target-refs-ignored AuthorizationPolicy ci/hooks spec.targetRefs[0].kind']],
  ['gateway-api-metadata-labels', []],
  ['gateway-api-infrastructure-labels', []],
  ['name-only-filter', [0, 1].map(index => `error filter-without-typed-config EnvoyFilter istio-system/proxy-in spec.configPatches[0].patch.value.listener_filters[${index}].name`)],
])('lint of %s', (file, findings) => {
  expect(found(file, CODES)).toEqual(findings);
});

test('the load balancer of the default install sends PROXY to pods that do not read it', () => {
  expect(found('default-install-labels', ['proxy-header-not-read'])).toHaveLength(1);
});

test.each<[file: string, request: TraceRequest, verdict: string, gateway: string | undefined]>([
  ['helm-template-without-namespace', { peer: '203.0.113.7', host: 'www.example.com' }, 'UNCERTAIN', undefined],
  ['default-install-labels', { peer: '9.9.9.9', host: 'shop.example.com' }, 'UNCERTAIN', undefined],
  ['gateway-without-servers', { peer: '203.0.113.7', port: 443, host: 'app.example.com' }, 'UNCERTAIN', 'istio-system/istio-ingressgateway-nlb'],
  ['gateway-api-metadata-labels', { peer: '198.51.100.9', host: 'ci.example.com' }, 'DENIED', undefined],
  ['gateway-api-infrastructure-labels', { peer: '198.51.100.9', host: 'ci.example.com' }, 'DENIED', undefined],
])('trace of %s', (file, request, verdict, gateway) => {
  expect(new Tracer(read(file), { gateway }).trace(request).verdict).toBe(verdict);
});

test('a waypoint is not traced', () => {
  expect(() => new Tracer(read('waypoint'))).toThrow('[trace-gateway] there is no gateway among the manifests; Gateway bookshop/waypoint is a waypoint, inside the mesh: '
    + 'it takes the last entry of X-Forwarded-For for the client (useRemoteAddress is false); for lists, use a Gateway of class istio');
});

test('a policy of the backend is named', () => {
  expect(new Tracer(read('list-on-unseen-workload')).trace({ peer: '9.9.9.9', host: 'www.example.com' }).notes)
    .toContain('AuthorizationPolicy storage/allow-storage may act behind the gateway, which is not traced');
});
