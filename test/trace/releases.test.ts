import { Edge, edge } from './edge';
import { Manifests, TraceRequest, TraceProtocol, Tracer } from '../../src/analysis';
import { messageOf } from '../support/app';

const ADMIN = { to: [{ operation: { paths: ['/admin'] } }] };
const HEADER = (name: string) => ({ when: [{ key: `request.headers[${name}]`, values: ['x'] }] });
const mesh = (config: any) => ({
  apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'istio', namespace: 'istio-system' }, data: { mesh: JSON.stringify(config) },
});
const settings = (connectionSettings: any) => ({ defaultConfig: { connectionSettings } });
const istiod = (tag: string) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'istiod', namespace: 'istio-system' },
  spec: { template: { metadata: {}, spec: { containers: [{ name: 'discovery', image: `docker.io/istio/pilot:${tag}` }] } } },
});

function verdict(parts: Edge, request: Partial<TraceRequest>, istioVersion?: string): string {
  const trace = new Tracer(edge(parts), { istioVersion }).trace({ peer: '203.0.113.7', ...request });
  return trace.verdict + (trace.status === undefined ? '' : ` ${trace.status}`);
}

describe('a dot segment with a parameter', () => {
  test.each([
    ['1.28.9', 'ADMITTED'], ['1.29.6', 'ADMITTED'], ['1.29.7', 'DENIED 403'], ['1.30.3', 'ADMITTED'], ['1.30.4', 'DENIED 403'], ['v1.30.4-distroless', 'DENIED 403'],
    ['1.31', 'DENIED 403'], ['1.31.0', 'DENIED 403'], ['1.32.1', 'DENIED 403'], ['1.29', 'UNCERTAIN'], ['1.30', 'UNCERTAIN'], ['1.30-alpha.1', 'UNCERTAIN'],
    ['1.30.4-rc.0', 'UNCERTAIN'], ['1.31-alpha.0', 'UNCERTAIN'], [undefined, 'UNCERTAIN'],
  ])('with Istio %s is %s', (version, expected) => {
    expect(verdict({ policies: [ADMIN] }, { path: '/x/..;y/admin' }, version)).toBe(expected);
  });

  test('without a version it says on what it depends, and neither admits nor names a backend', () => {
    const trace = new Tracer(edge({ policies: [ADMIN] })).trace({ peer: '203.0.113.7', path: '/x/..;/admin' });
    expect(trace.admitted).toBe(false);
    expect(trace.status).toBeUndefined();
    expect(trace.backendHeaders).toEqual({});
    expect(trace.reason).toBe('it depends on the version of Istio, which the manifests do not show. '
      + 'Istio 1.29 before 1.29.7, Istio 1.30 before 1.30.4: ADMITTED to app, no policy denies it. '
      + 'Istio 1.29.7, Istio 1.30.4, Istio 1.31, Istio 1.32: DENIED, DENY edge/policy-0 matches: rule 1: paths: "/admin" matches /admin');
    expect([trace.steps.at(-1), trace.policies]).toEqual(['no host was given: www.example.com is assumed', []]);
    expect(trace.toString()).toMatch(/^NOT CERTAIN: name the version of Istio, such as 1.30.4\n/);
  });

  test('where it makes no difference, no version is needed', () => {
    expect(verdict({ policies: [ADMIN] }, { path: '/x/../admin' })).toBe('DENIED 403');
    expect(verdict({}, { path: '/x/..;/admin' })).toBe('ADMITTED');
  });

  test('without normalization it stays', () => {
    expect(verdict({ policies: [ADMIN], more: [mesh({ pathNormalization: { normalization: 'NONE' } })] }, { path: '/x/..;/admin' })).toBe('ADMITTED');
  });
});

describe('the version is found', () => {
  const request = { path: '/x/..;/admin' };
  const operator = { apiVersion: 'install.istio.io/v1alpha1', kind: 'IstioOperator', metadata: { name: 'mesh' }, spec: { tag: '1.31.0' } };
  const sail = { apiVersion: 'sailoperator.io/v1', kind: 'Istio', metadata: { name: 'default' }, spec: { version: 'v1.30.1' } };

  test.each<[string, any[], string | undefined, string]>([
    ["in istiod's image", [istiod('1.31.0')], undefined, 'DENIED 403'],
    ['in an IstioOperator', [operator], undefined, 'DENIED 403'],
    ["in Sail's Istio", [sail], undefined, 'ADMITTED'],
    ['nowhere else', [istiod('latest')], undefined, 'UNCERTAIN'],
    ['not where one of two istiods hides it', [istiod('1.31.0'), { ...istiod('latest'), metadata: { name: 'canary', namespace: 'istio-system' } }], undefined, 'UNCERTAIN'],
    ['not in a number that YAML has cut', [{ ...operator, spec: { tag: 1.3 } }], undefined, 'UNCERTAIN'],
    ['in two revisions that read it alike', [istiod('1.31.0'), operator], undefined, 'DENIED 403'],
    ['in two revisions that do not', [istiod('1.30.3'), operator], undefined, 'UNCERTAIN'],
    ['by who asks, which counts', [istiod('1.31.0')], '1.29.1', 'ADMITTED'],
  ])('%s', (_, more, version, expected) => {
    expect(verdict({ policies: [ADMIN], more }, request, version)).toBe(expected);
  });

  test("in the proxy's own image, which counts before istiod's", () => {
    const text = (tag: string) => edge({ policies: [ADMIN], more: [istiod('1.31.0')] })._objects.map(({ json }) => JSON.stringify(json.metadata.name !== 'edge' || json.kind !== 'Deployment' ? json : {
      ...json, spec: { ...json.spec, template: { ...json.spec.template, spec: { containers: [{ name: 'istio-proxy', image: `registry:5000/istio/proxyv2:${tag}@sha256:0` }] } } },
    })).join('\n---\n');
    const answer = (tag: string) => new Tracer(Manifests.fromText(text(tag))).trace({ peer: '203.0.113.7', ...request }).verdict;
    expect([answer('1.30.3'), answer('1.30.4-distroless'), answer('latest')]).toEqual(['ADMITTED', 'DENIED', 'UNCERTAIN']);
  });

  test.each(['latest', '1.x'])('what is not a version is an error: %j', version => {
    expect(messageOf(() => new Tracer(edge(), { istioVersion: version })))
      .toBe(`[istio-version] istioVersion ${JSON.stringify(version)} is not a version of Istio; it decides how the gateway reads paths; write the version of the gateway's proxy, such as '1.31.0'`);
  });
});

describe('regular expressions', () => {
  const policies = [{ action: 'ALLOW', rules: [{}] }];
  const byHeader = [{ hosts: ['*'], http: [{ match: [{ headers: { 'x-a': { regex: 'a.b' } } }], route: [{ destination: { host: 'app' } }] }] }];

  test.each([['1.30.3', 'NOT_FOUND 404', 'ADMITTED'], ['1.30.4', 'ADMITTED', 'NOT_FOUND 404'], [undefined, 'UNCERTAIN', 'UNCERTAIN']])(
    'with Istio %s one byte that is not UTF-8 is %s for a dot, one character of two bytes %s', (version, byte, character) => {
      const answers = ['a\udcffb', 'aéb'].map(value => verdict({ policies, virtualServices: byHeader }, { headers: { 'x-a': value } }, version));
      expect(answers).toEqual([byte, character]);
    });
});

describe('connectionSettings', () => {
  const EDGE = { profile: 'EDGE' };

  test.each<[string, any, Partial<TraceRequest>, string]>([
    ['EDGE merges slashes', EDGE, { path: '//admin' }, 'DENIED 403'],
    ['EDGE redirects escaped slashes before any policy', EDGE, { path: '/x%2f..%2fadmin' }, 'ANSWERED 307'],
    ['and escaped backslashes', EDGE, { path: '/x%5Cadmin' }, 'ANSWERED 307'],
    ['not those of the query', EDGE, { path: '/admin?%2f' }, 'DENIED 403'],
    ['gRPC is not redirected', EDGE, { path: '/x%2fadmin', headers: { 'Content-Type': 'application/grpc' } }, 'BAD_REQUEST 400'],
    ['EDGE refuses underscores in header names', EDGE, { headers: { cf_connecting_ip: '203.0.113.7' } }, 'BAD_REQUEST 400'],
    ['a field counts before the profile', { ...EDGE, httpMergeSlashes: false }, { path: '//admin' }, 'ADMITTED'],
    ['in the other spelling, too', { profile: 1, http_merge_slashes: false }, { path: '//admin' }, 'ADMITTED'],
    ['so does another action', { ...EDGE, httpPathWithEscapedSlashesAction: 'UNESCAPE_AND_FORWARD' }, { path: '/x%2f..%2fadmin' }, 'DENIED 403'],
    ['as a number', { http_path_with_escaped_slashes_action: 2 }, { path: '/x%2f..%2fadmin' }, 'BAD_REQUEST 400'],
    ['KEEP_UNCHANGED', { ...EDGE, httpPathWithEscapedSlashesAction: 'KEEP_UNCHANGED' }, { path: '/x%2f..%2fadmin' }, 'ADMITTED'],
    ['what says nothing leaves it to the profile', { ...EDGE, httpPathWithEscapedSlashesAction: 0 }, { path: '/x%2fadmin' }, 'ANSWERED 307'],
    ['SIDECAR changes nothing', { profile: 'SIDECAR' }, { path: '//admin' }, 'ADMITTED'],
    ['a dropped header matches no policy', { httpHeadersWithUnderscoresAction: 'HEADERS_WITH_UNDERSCORES_DROP_HEADER' }, { headers: { x_key: 'x' } }, 'ADMITTED'],
    ['an allowed one does', { ...EDGE, httpHeadersWithUnderscoresAction: 'HEADERS_WITH_UNDERSCORES_ALLOW' }, { headers: { x_key: 'x' } }, 'DENIED 403'],
    ['over HTTP/2, too', EDGE, { headers: { x_key: 'x' }, protocol: TraceProtocol.HTTP2 }, 'BAD_REQUEST 400'],
  ])('%s', (_, connectionSettings, request, expected) => {
    const parts = { policies: [ADMIN, HEADER('x_key')], more: [mesh(settings(connectionSettings))] };
    expect(verdict(parts, request, '1.31.0')).toBe(expected);
  });

  test.each<[string, any[], string | undefined, string]>([
    ['Istio 1.30', [], '1.30.4', 'ADMITTED'],
    ['Istio 1.31', [], '1.31.0', 'DENIED 403'],
    ['an Istio that nobody has seen', [], undefined, 'UNCERTAIN'],
    ['istiod 1.31 with proxies of 1.30', [istiod('1.31.0')], '1.30.4', 'DENIED 403'],
    ['istiod 1.30 with proxies of 1.31', [istiod('1.30.4')], '1.31.0', 'ADMITTED'],
  ])("the mesh's are istiod's: %s", (_, more, version, expected) => {
    expect(verdict({ policies: [ADMIN], more: [mesh(settings(EDGE)), ...more] }, { path: '//admin' }, version)).toBe(expected);
  });

  test.each([['1.31.0', '1.31.0', 'DENIED 403'], ['1.31.0', '1.30.4', 'ADMITTED'], ['1.30.4', '1.31.0', 'ADMITTED']])(
    "the pods' need both: istiod %s with proxies of %s", (its, proxies, expected) => {
      const text = edge({ policies: [ADMIN], topology: {}, more: [istiod(its)] })._objects
        .map(({ json }) => JSON.stringify(json).replace(JSON.stringify('{"gatewayTopology":{}}'), JSON.stringify(JSON.stringify({ connectionSettings: EDGE }))));
      const trace = new Tracer(Manifests.fromText(text.join('\n---\n')), { istioVersion: proxies }).trace({ peer: '203.0.113.7', path: '//admin' });
      expect(trace.verdict + (trace.status === undefined ? '' : ` ${trace.status}`)).toBe(expected);
    });

  test("they count before the mesh's path normalization, which they do not turn off", () => {
    const parts = (connectionSettings: any) => ({
      policies: [ADMIN], more: [mesh({ pathNormalization: { normalization: 'DECODE_AND_MERGE_SLASHES' }, ...settings(connectionSettings) })],
    });
    expect(verdict(parts({ httpMergeSlashes: false }), { path: '//admin' }, '1.31.0')).toBe('ADMITTED');
    expect(verdict(parts({ httpPathWithEscapedSlashesAction: 'REJECT_REQUEST' }), { path: '/%2fadmin' }, '1.31.0')).toBe('BAD_REQUEST 400');
    expect(verdict(parts({}), { path: '/x/..%2f/admin' }, '1.31.0')).toBe('DENIED 403');
  });

  test("the annotation's replace the mesh's, and are never merged with them; without any there, the mesh's count", () => {
    const answer = (annotation: any) => {
      const text = edge({ policies: [ADMIN], topology: {}, more: [mesh(settings(EDGE))] })._objects
        .map(({ json }) => JSON.stringify(json).replace(JSON.stringify('{"gatewayTopology":{}}'), JSON.stringify(JSON.stringify({ gatewayTopology: {}, ...annotation }))));
      const trace = (path: string) => new Tracer(Manifests.fromText(text.join('\n---\n')), { istioVersion: '1.31.0' }).trace({ peer: '203.0.113.7', path }).verdict;
      return [trace('//admin'), trace('/x%2fadmin')];
    };
    expect(answer({})).toEqual(['DENIED', 'ANSWERED']);
    expect(answer({ connectionSettings: null })).toEqual(['DENIED', 'ANSWERED']);
    expect(answer({ connectionSettings: {} })).toEqual(['ADMITTED', 'ADMITTED']);
    expect(answer({ connection_settings: { httpMergeSlashes: true } })).toEqual(['DENIED', 'ADMITTED']);
  });

  test('runtimeValues may turn the fixes off: a caveat says so, of the pods and of the mesh', () => {
    const runtimeValues = { 'envoy.reloadable_features.x': 'false' };
    const text = edge({ topology: {}, more: [mesh({ defaultConfig: { runtimeValues } })] })._objects
      .map(({ json }) => JSON.stringify(json).replace(JSON.stringify('{"gatewayTopology":{}}'), JSON.stringify(JSON.stringify({ gatewayTopology: {}, runtimeValues }))));
    const says = 'runtimeValues can change how Envoy reads requests, and are not interpreted';
    expect(new Tracer(Manifests.fromText(text.join('\n---\n'))).trace({ peer: '203.0.113.7' }).notes)
      .toEqual([`annotation proxy.istio.io/config of Deployment edge/edge: ${says}`, `ConfigMap istio-system/istio: ${says}`]);
  });

  test('what Istio does not accept is said', () => {
    const notes = (connectionSettings: any) => new Tracer(edge({ more: [mesh(settings(connectionSettings))] })).trace({ peer: '203.0.113.7' }).notes;
    expect(notes({ profile: 'edge', mergeSlashes: true, httpMergeSlashes: 'true' })).toEqual([
      'ConfigMap istio-system/istio: connectionSettings has no field "mergeSlashes": Istio silently ignores it',
      'ConfigMap istio-system/istio: connectionSettings.profile is "edge": Istio refuses the configuration',
      'ConfigMap istio-system/istio: connectionSettings.httpMergeSlashes is "true": Istio refuses the configuration',
    ]);
    expect(notes('EDGE')).toEqual(['ConfigMap istio-system/istio: connectionSettings is "EDGE": Istio refuses the configuration']);
  });
});
