import { Edge, HTTP, HTTPS, edge, traced } from './edge';
import { Manifests, Tracer } from '../../src/analysis';

const CLIENT = '203.0.113.7';
const MUTUAL = { ...HTTPS, tls: { mode: 'MUTUAL' } };

/** istiod of a version, with settings. */
const istio = (version: string, env: Record<string, string> = {}) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'istiod', namespace: 'istio-system' },
  spec: {
    selector: {},
    template: { spec: { containers: [{ name: 'discovery', image: `docker.io/istio/pilot:${version}`, env: Object.entries(env).map(([name, value]) => ({ name, value })) }] } },
  },
});
const operator = (tag: string, spec: any = {}) => ({ apiVersion: 'install.istio.io/v1alpha1', kind: 'IstioOperator', metadata: { name: 'istio' }, spec: { tag, ...spec } });
const meshOf = (meshConfig: any) => ({ apiVersion: 'sailoperator.io/v1', kind: 'Istio', metadata: { name: 'default' }, spec: { values: { meshConfig } } });

describe('trust domains', () => {
  const certificateNames = ['spiffe://partner.example/ns/apps/sa/web'];
  const source = (its: any) => ({ from: [{ source: its }] });
  const denied = (rule: any, more: any[]) => !traced({ servers: [MUTUAL], policies: [rule], more }, { certificateNames }).admitted;
  const ALIASES = meshOf({ trustDomain: 'example', trustDomainAliases: ['partner.example', 'old.example'] });

  // As srcTrustDomainGenerator in pilot/pkg/security/authz/model/generator.go of Istio 1.31.0.
  test.each<[string, any, any[], boolean]>([
    ['the domain', source({ trustDomains: ['partner.example'] }), [], true],
    ['another', source({ trustDomains: ['cluster.local'] }), [], false],
    ['a part of it at the end', source({ trustDomains: ['example'] }), [], false],
    ['a part of it at the beginning', source({ trustDomains: ['partner'] }), [], false],
    ['a dot is a dot', source({ trustDomains: ['partner-example'] }), [], false],
    ['any', source({ trustDomains: ['*'] }), [], true],
    ['a suffix', source({ trustDomains: ['*.example'] }), [], true],
    ['a prefix', source({ trustDomains: ['partner.*'] }), [], true],
    ['a dot in a suffix is a dot', source({ trustDomains: ['*-example'] }), [], false],
    ['an asterisk ends with the domain', source({ trustDomains: ['*web'] }), [], false],
    ['all but it', source({ notTrustDomains: ['partner.example'] }), [], false],
    ['all but another', source({ notTrustDomains: ['cluster.local'] }), [], true],
    ['as a condition', { when: [{ key: 'source.trustDomain', values: ['partner.example'] }] }, [], true],
    ['as a condition on all others', { when: [{ key: 'source.trustDomain', notValues: ['partner.example'] }] }, [], false],
    ['beside an address', source({ trustDomains: ['partner.example'], ipBlocks: ['9.9.9.9'] }), [], false],
    ['the mesh\'s own stands for its other names', source({ trustDomains: ['example'] }), [ALIASES], true],
    ['and these for each other', source({ trustDomains: ['old.example'] }), [ALIASES], true],
    ['but not for a pattern', source({ trustDomains: ['old.*'] }), [ALIASES], false],
    // As ReplaceTrustDomainAliases in pilot/pkg/security/trustdomain/bundle.go.
    ['so they do in principals', source({ principals: ['old.example/ns/apps/sa/web'] }), [ALIASES], true],
    ['cluster.local is always the mesh', source({ principals: ['cluster.local/ns/apps/sa/web'] }), [ALIASES], true],
    ['a principal of any domain is itself', source({ principals: ['*/ns/apps/sa/web'] }), [ALIASES], true],
    ['a domain that is not the mesh is itself', source({ principals: ['other.example/ns/apps/sa/web'] }), [ALIASES], false],
    ['the end of a name stands for the others too', source({ principals: ['*ld.example/ns/apps/sa/web'] }), [ALIASES], true],
    ['another identity is another', source({ principals: ['old.example/ns/apps/sa/db'] }), [ALIASES], false],
    ['all principals but one of them', source({ notPrincipals: ['old.example/ns/apps/sa/web'] }), [ALIASES], false],
  ])('%s', (_, rule, more, answer) => {
    expect(denied(rule, more)).toBe(answer);
  });

  test('without a certificate nobody has one', () => {
    const rule = source({ trustDomains: ['*'] });
    expect(traced({ policies: [rule] }).admitted).toBe(true);
    expect(traced({ policies: [source({ notTrustDomains: ['cluster.local'] })] }).admitted).toBe(false);
  });

  const ALLOW = { action: 'ALLOW', rules: [source({ trustDomains: ['partner.example'] })] };
  const USES = 'AuthorizationPolicy edge/policy-0 uses trust domains of a source, which came with Istio 1.30';
  test.each<[string, any[], boolean, string[]]>([
    ['Istio 1.31 has them', [istio('1.31.0')], false, []],
    ['Istio 1.30 has them', [istio('1.30.4')], false, []],
    ['an Istio that nobody has seen may refuse it', [], false,
      [`Istio 1.29: ${USES}: the API server of Istio 1.29 refuses the object, and it counts as absent; a client that does not validate leaves the field out`]],
    ['Istio 1.29 refuses the policy', [istio('1.29.1')], true,
      [`${USES}: the API server of Istio 1.29 refuses the object, and it counts as absent; a client that does not validate leaves the field out`]],
  ])('%s', (_, more, admitted, notes) => {
    const trace = traced({ policies: [ALLOW], more });
    expect([trace.admitted, trace.notes]).toEqual([admitted, notes]);
  });
});

describe('names in certificates', () => {
  test.each<[string, any, string, boolean]>([
    ['before 1.30 a dot in the end of a principal is any character', { principals: ['*.apps/sa/web'] }, '1.29.1', true],
    ['a dot is a dot', { principals: ['*.apps/sa/web'] }, '1.31.0', false],
    ['before 1.30 a dot in a namespace is any character', { namespaces: ['x.apps'] }, '1.29.1', true],
    ['in a namespace, too', { namespaces: ['x.apps'] }, '1.30.4', false],
    ['in a service account, too', { serviceAccounts: ['x.apps/web'] }, '1.30.4', false],
  ])('%s', (_, its, version, denied) => {
    const request = { certificateNames: ['spiffe://cluster.local/ns/x-apps/sa/web'] };
    expect(traced({ servers: [MUTUAL], policies: [{ from: [{ source: its }] }], more: [istio(version)] }, request).admitted).toBe(!denied);
  });
});

describe('CUSTOM policies', () => {
  const custom = (name: string, path = '/') => ({ action: 'CUSTOM', provider: { name }, rules: [{ to: [{ operation: { paths: [`${path}*`] } }] }] });
  const SEVERAL = 'PILOT_ENABLE_MULTIPLE_CUSTOM_AUTHZ_PROVIDERS';
  const asks = (index: number, name: string) => `CUSTOM edge/policy-${index} asks ${name}, whose answer is not known: it counts as yes`;
  const refused = (its: string, other: string) => `CUSTOM edge/policy-0 asks the provider "${its}", and another CUSTOM policy "${other}": istiod then denies`;

  test.each<[string, any[], any[], string, string[]]>([
    ['one provider, asked by two', [custom('a'), custom('a', '/x')], [], 'no policy denies it', [asks(0, 'a')]],
    ['two providers', [custom('a'), custom('b', '/x')], [], `${refused('a', 'b')}, unless ${SEVERAL} is true`, []],
    ['two providers, and nothing that the request matches', [custom('a', '/x'), custom('b', '/x')], [], 'no policy denies it', []],
    ['two providers, which istiod allows', [custom('a'), custom('b')], [istio('1.31.0', { [SEVERAL]: 'true' })], 'no policy denies it', [asks(0, 'a'), asks(1, 'b')]],
    ['two providers, which an older istiod does not', [custom('a'), custom('b')], [istio('1.29.1', { [SEVERAL]: 'true' })], refused('a', 'b'), []],
    ['a name that is not a DNS label', [custom('my_authz')], [istio('1.31.0')],
      'CUSTOM edge/policy-0 asks the provider "my_authz", whose name is not a DNS label: istiod then denies, from Istio 1.30 on', []],
    ['the same before', [custom('my_authz')], [istio('1.29.1')], 'no policy denies it', [asks(0, 'my_authz')]],
    ['a provider of something else', [custom('zipkin')], [meshOf({ extensionProviders: [{ name: 'zipkin', zipkin: {} }] })],
      'CUSTOM edge/policy-0 asks the provider "zipkin", which the mesh does not have: istiod then denies', []],
  ])('%s', (_, policies, more, reason, notes) => {
    const trace = traced({ policies, more }, { path: '/' });
    expect([trace.reason, trace.notes]).toEqual([reason, notes]);
  });

  test.each<[string, any, string]>([
    ['asks nobody of HTTP', { envoyExtAuthzHttp: {} }, 'no policy denies it'],
    ['asks one of gRPC', { envoyExtAuthzGrpc: {} }, 'no policy denies it'],
  ])('on TCP, a rule %s', (_, kind, reason) => {
    const policies = [{ action: 'CUSTOM', provider: { name: 'a' }, rules: [{}] }];
    const trace = traced({ servers: [{ port: { number: 9000, name: 'tcp', protocol: 'TCP' }, hosts: ['*'] }], policies, more: [meshOf({ extensionProviders: [{ name: 'a', ...kind }] })] });
    expect([trace.reason, trace.notes]).toEqual([reason, 'envoyExtAuthzGrpc' in kind ? [asks(0, 'a')] : []]);
  });
});

const TYPES = 'type.googleapis.com/envoy.extensions.filters';
const PROXY = { name: 'envoy.filters.listener.proxy_protocol', typed_config: { '@type': `${TYPES}.listener.proxy_protocol.v3.ProxyProtocol` } };
const INSPECTOR = { name: 'envoy.filters.listener.tls_inspector', typed_config: { '@type': `${TYPES}.listener.tls_inspector.v3.TlsInspector` } };
const HCM = 'envoy.filters.network.http_connection_manager';

describe('MERGE_AND_REPLACE_LIST', () => {
  const merge = (operation: string, ...filters: any[]) => ({ applyTo: 'LISTENER', match: { context: 'GATEWAY' }, patch: { operation, value: { listener_filters: filters } } });
  const REPLACE = 'MERGE_AND_REPLACE_LIST';
  const NEW = 'EnvoyFilter edge/filter-0 uses MERGE_AND_REPLACE_LIST, which came with Istio 1.31';
  const own: Edge = { topology: { proxyProtocol: {} }, servers: [HTTPS], more: [istio('1.31.0')] };

  test.each<[string, Edge, any, string]>([
    ['MERGE keeps the PROXY filter of the topology', { ...own, patches: [merge('MERGE', INSPECTOR)] }, { proxy: CLIENT }, 'ADMITTED'],
    ['it takes the PROXY filter away', { ...own, patches: [merge(REPLACE, INSPECTOR)] }, { proxy: CLIENT }, 'CLOSED'],
    ['and everybody gets in without a header', { ...own, patches: [merge(REPLACE, INSPECTOR)] }, {}, 'ADMITTED'],
    ['without the inspector no server is found by its name', { ...own, patches: [merge(REPLACE, PROXY)] }, { proxy: CLIENT }, 'CLOSED'],
    ['an empty list replaces nothing', { ...own, patches: [merge(REPLACE)] }, {}, 'CLOSED'],
    ['a filter that is added later is there', { ...own, patches: [merge(REPLACE, INSPECTOR), { applyTo: 'LISTENER_FILTER', match: { context: 'GATEWAY' }, patch: { operation: 'INSERT_FIRST', value: PROXY } }] }, { proxy: CLIENT }, 'ADMITTED'],
    ['an older API server refuses the filter', { ...own, more: [istio('1.30.4')], patches: [merge(REPLACE, INSPECTOR)] }, {}, 'CLOSED'],
  ])('%s', (_, manifests, request, verdict) => {
    expect(traced(manifests, request).verdict).toBe(verdict);
  });

  test('an Istio that nobody has seen may refuse it', () => {
    const { verdict, notes } = traced({ patches: [merge(REPLACE, PROXY)] });
    const missing = (version: string) => `Istio ${version}: ${NEW}: the API server of Istio ${version} refuses the object, `
      + 'and it counts as absent; a client that does not validate leaves the field out';
    expect([verdict, notes]).toEqual(['UNCERTAIN', [missing('1.29'), missing('1.30')]]);
  });

  test.each(['NETWORK_FILTER', 'HTTP_FILTER', 'LISTENER_FILTER'])('Istio 1.31 does nothing with it on a %s', applyTo => {
    const match = { context: 'GATEWAY', listener: { listenerFilter: PROXY.name, filterChain: { filter: { name: HCM } } } };
    const value = { typed_config: { '@type': `${TYPES}.network.http_connection_manager.v3.HttpConnectionManager`, 'xff_num_trusted_hops': 1 } };
    const trace = traced({ patches: [{ applyTo, match, patch: { operation: REPLACE, value } }], more: [istio('1.31.0')] }, { xForwardedFor: [CLIENT] });
    expect([trace.clientAddress, trace.notes]).toEqual(['10.0.0.5', [`EnvoyFilter edge/filter-0 applies MERGE_AND_REPLACE_LIST to ${applyTo}: Istio 1.31 does nothing with it`]]);
  });
});

describe('a match by transportSocket', () => {
  const NOBODY = { name: 'rbac', typed_config: { '@type': `${TYPES}.http.rbac.v3.RBAC`, 'rules': { action: 'ALLOW' } } };
  const on = (transportSocket: string) => ({
    applyTo: 'HTTP_FILTER', match: { context: 'GATEWAY', listener: { filterChain: { transportSocket, filter: { name: HCM } } } }, patch: { operation: 'INSERT_FIRST', value: NOBODY },
  });
  test.each<[string, any, string, string[]]>([
    ['TLS', on('envoy.transport_sockets.tls'), '1.32.0', ['DENIED', 'ADMITTED']],
    ['no TLS', on('envoy.transport_sockets.raw_buffer'), '1.32.0', ['ADMITTED', 'DENIED']],
    ['HTTP/3 only', on('envoy.transport_sockets.quic'), '1.32.0', ['ADMITTED', 'ADMITTED']],
    ['TLS, before Istio has it', on('envoy.transport_sockets.tls'), '1.31.0', ['ADMITTED', 'ADMITTED']],
  ])('%s', (_, patch, version, verdicts) => {
    const manifests = edge({ servers: [HTTP, HTTPS], patches: [patch], more: [istio(version)] });
    expect([443, 80].map(port => traced(manifests, { port }).verdict)).toEqual(verdicts);
    expect(traced(manifests).notes).toHaveLength(1);
  });
});

test('code of a TrafficExtension may decide', () => {
  const lua = { apiVersion: 'extensions.istio.io/v1alpha1', kind: 'TrafficExtension', metadata: { name: 'lua', namespace: 'edge' }, spec: { lua: { inlineCode: '-- x' } } };
  expect(traced({ more: [lua] }).notes).toEqual(['TrafficExtension edge/lua is not interpreted: its code may answer or change requests']);
});

describe('Gateways of the Kubernetes Gateway API', () => {
  const gateway = (gatewayClassName = 'istio', more: any = {}) => ({
    apiVersion: 'gateway.networking.k8s.io/v1', kind: 'Gateway', metadata: { name: 'api', namespace: 'edge' }, spec: { gatewayClassName, listeners: [{ name: 'http', port: 80, protocol: 'HTTP' }], ...more },
  });
  const manifests = (...objects: any[]) => Manifests.fromText(objects.map(object => JSON.stringify(object)).join('\n---\n'));
  const gatewayClass = (controllerName: string) => ({ apiVersion: 'gateway.networking.k8s.io/v1', kind: 'GatewayClass', metadata: { name: 'fast' }, spec: { controllerName } });
  const policy = {
    apiVersion: 'security.istio.io/v1',
    kind: 'AuthorizationPolicy',
    metadata: { name: 'p', namespace: 'edge' },
    spec: { targetRefs: [{ group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'api' }], action: 'DENY', rules: [{}] },
  };

  test.each<[string, any[], string]>([
    ['of class istio-agentgateway', [gateway('istio-agentgateway'), policy], 'agentgateway'],
    ['of a class of that controller', [gateway('fast'), gatewayClass('istio.io/agentgateway-controller'), policy], 'agentgateway'],
    ['of a class of another controller', [gateway('fast'), gatewayClass('example.com/gateway'), policy], 'a proxy of example.com/gateway'],
  ])('%s are not traced', (_, objects, proxy) => {
    const set = manifests(...objects);
    expect([set.gateways, set.notes]).toEqual([[], [`Gateway edge/api runs on ${proxy}, which is not Istio's Envoy: it is not interpreted`]]);
    expect(() => new Tracer(set)).toThrow(`[trace-gateway] there is no gateway among the manifests; Gateway edge/api runs on ${proxy}, which is not Istio's Envoy and has no `
      + 'policies of Istio; for lists, use a Gateway of class istio');
    expect(() => new Tracer(set, { gateway: 'edge/api' })).toThrow('[trace-gateway] there is no gateway edge/api among the manifests; Gateway edge/api runs on');
  });

  test.each([
    ['of another class of Istio are traced', [gateway('fast'), gatewayClass('istio.io/gateway-controller')], 'DENIED'],
    ['of a class that nobody shows are not certain', [gateway('fast')], 'UNCERTAIN'],
  ])('%s', (_, objects, verdict) => {
    expect(traced(manifests(...objects, policy), { port: 80 }).verdict).toBe(verdict);
  });

  const foreign = (namespace: string) => ({
    apiVersion: 'networking.istio.io/v1',
    kind: 'Gateway',
    metadata: { name: 'theirs', namespace },
    spec: { selector: { 'gateway.networking.k8s.io/gateway-name': 'api' }, servers: [{ port: { number: 8080, name: 'theirs', protocol: 'HTTP' }, hosts: ['*'] }] },
  });
  const STRICT = 'PILOT_ENABLE_STRICT_GATEWAY_MERGING';
  const LEFT_OUT = 'istiod leaves Gateway other/theirs out: pods of a Gateway of the Kubernetes Gateway API serve no Istio Gateway of another namespace';
  test.each<[string, any[], string, string[]]>([
    ['Istio 1.31 leaves an Istio Gateway of another namespace out', [foreign('other'), istio('1.31.0')], 'CLOSED', [LEFT_OUT]],
    ['not one of the same namespace', [foreign('edge'), istio('1.31.0')], 'ADMITTED', []],
    ['nor where that is off', [foreign('other'), istio('1.31.0', { [STRICT]: 'false' })], 'ADMITTED', []],
    ['nor before', [foreign('other'), istio('1.30.4')], 'ADMITTED', []],
    ['nor where it shall be compatible with an older one', [foreign('other'), operator('1.31.0', { compatibilityVersion: '1.30' })], 'ADMITTED', []],
    ['by either field', [foreign('other'), operator('1.31.0', { values: { compatibilityVersion: '1.29' } })], 'ADMITTED', []],
    ['nor where one of two istiods does not', [foreign('other'), istio('1.31.0', { [STRICT]: 'false' }), operator('1.31.0')], 'ADMITTED', []],
  ])('%s', (_, objects, verdict, notes) => {
    const trace = traced(manifests(gateway(), ...objects), { port: 8080 });
    expect([trace.verdict, trace.notes.filter(note => note.includes('theirs') && !note.startsWith('no VirtualService'))]).toEqual([verdict, notes]);
  });

  const tlsRoute = { apiVersion: 'gateway.networking.k8s.io/v1', kind: 'TLSRoute', metadata: { name: 'r', namespace: 'edge' }, spec: { parentRefs: [{ name: 'api' }], rules: [{ backendRefs: [{ name: 'db', port: 80 }] }] } };
  const terminating = gateway('istio', { listeners: [{ name: 'tls', port: 9443, protocol: 'TLS', tls: { certificateRefs: [{ name: 'c' }] } }] });
  test.each<[string, any[], string]>([
    ['a TLSRoute on a listener that terminates TLS', [tlsRoute, istio('1.30.4')], 'ADMITTED'],
    ['which an Istio that nobody has seen may not serve', [tlsRoute], 'UNCERTAIN'],
    ['which Istio 1.29 does not serve', [tlsRoute, istio('1.29.1')], 'CLOSED'],
  ])('%s', (_, objects, verdict) => {
    expect(traced(manifests(terminating, ...objects)).verdict).toBe(verdict);
  });

  const frontend = (mode?: string) => gateway('istio', {
    listeners: [{ name: 'https', port: 443, protocol: 'HTTPS', tls: { certificateRefs: [{ name: 'c' }] } }],
    tls: { frontend: { default: { validation: { mode, caCertificateRefs: [{ kind: 'ConfigMap', name: 'ca' }] } } } },
  });
  const ANY = 'the listener https of Gateway edge/api accepts any client certificate: the names in it prove nothing';
  test.each<[string, any[], string, boolean]>([
    ['a client without a certificate is closed', [frontend()], 'CLOSED', false],
    ['and comes in by AllowInsecureFallback', [frontend('AllowInsecureFallback'), istio('1.31.0')], 'ADMITTED', true],
    ['which Istio 1.30 does not know', [frontend('AllowInsecureFallback'), istio('1.30.4')], 'CLOSED', false],
  ])('%s', (_, objects, verdict, anyCertificate) => {
    const trace = traced(manifests(...objects));
    expect([trace.verdict, trace.notes.includes(ANY)]).toEqual([verdict, anyCertificate]);
  });
});

test.each(['MUTUAL', 'OPTIONAL_MUTUAL', 'ISTIO_MUTUAL'])('a server of mode %s that does not verify certificates says so', mode => {
  expect(traced({ servers: [{ ...HTTPS, tls: { mode, insecureSkipVerify: true } }], more: [istio('1.31.0')] }, { certificateNames: [] }).notes)
    .toEqual(['the HTTPS server https of Gateway edge/edge accepts any client certificate: the names in it prove nothing']);
});

describe('what is not known is said', () => {
  const notes = (parts: Edge) => traced(parts).notes;
  test('a class of Gateways that another controller may have', () => {
    const gateway = { apiVersion: 'gateway.networking.k8s.io/v1', kind: 'Gateway', metadata: { name: 'g', namespace: 'edge' }, spec: { gatewayClassName: 'nginx', listeners: [] } };
    const manifests = Manifests.fromText(JSON.stringify(gateway));
    expect(new Tracer(manifests).trace({ peer: CLIENT }).notes).toContain('Gateway edge/g has the class nginx, whose GatewayClass is not among the manifests: '
      + "it counts as Istio's, and without that no policy acts");
  });

  test('what an EnvoyFilter does with underscores in header names', () => {
    const patch = (action: any) => ({
      applyTo: 'NETWORK_FILTER',
      match: { context: 'GATEWAY', listener: { filterChain: { filter: { name: 'envoy.filters.network.http_connection_manager' } } } },
      patch: { operation: 'MERGE', value: { typed_config: { '@type': 'type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager', 'common_http_protocol_options': action } } },
    });
    expect(notes({ patches: [patch({ headers_with_underscores_action: 'DROP_HEADER' })] })).toEqual([
      'EnvoyFilter edge/filter-0 changes the connection manager (common_http_protocol_options): what happens may differ',
    ]);
    expect(notes({ patches: [patch({ idle_timeout: '30s' })] })).toEqual([]);
  });

  test('a condition without a key is no reason to fall over', () => {
    expect(() => traced({ policies: [{ when: [{ key: '', notValues: ['x'] }] }] })).not.toThrow();
  });
});
