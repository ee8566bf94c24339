import { Edge, HTTP, HTTPS, LABELS, PEER, TCP, traced } from './edge';
import { TraceProtocol } from '../../src/analysis';

const CLIENT = '203.0.113.7';
const PROXY = { proxyProtocol: {} };

/** Whether a DENY of this rule refuses the request. */
function denied(rule: any, request: any = {}, parts: Edge = {}): boolean {
  return !traced({ topology: PROXY, policies: [rule], ...parts }, { proxy: CLIENT, ...request }).admitted;
}

const from = (source: any) => ({ from: [{ source }] });
const to = (operation: any) => ({ to: [{ operation }] });
const when = (key: string, values: string[], not = false) => ({ when: [{ key, [not ? 'notValues' : 'values']: values }] });

describe('what a rule matches', () => {
  test.each<[string, any, any, boolean]>([
    ['ipBlocks: the packets', from({ ipBlocks: ['10.0.0.0/24'] }), {}, true],
    ['ipBlocks: not the PROXY header', from({ ipBlocks: ['203.0.113.0/24'] }), {}, false],
    ['remoteIpBlocks: the PROXY header', from({ remoteIpBlocks: ['203.0.113.0/24'] }), {}, true],
    ['a block with host bits is the whole block', from({ remoteIpBlocks: ['203.0.113.200/24'] }), {}, true],
    ['an address alone', from({ remoteIpBlocks: [CLIENT] }), {}, true],
    ['another address', from({ remoteIpBlocks: ['203.0.113.8'] }), {}, false],
    ['IPv4 is not IPv4-mapped IPv6', from({ remoteIpBlocks: ['203.0.113.0/24'] }), { proxy: `PROXY TCP6 ::ffff:${CLIENT} ::2 1 443` }, false],
    ['the IPv4-mapped form is', from({ remoteIpBlocks: ['::ffff:203.0.113.0/120'] }), { proxy: `PROXY TCP6 ::ffff:${CLIENT} ::2 1 443` }, true],
    ['everybody of one family is nobody of the other', from({ remoteIpBlocks: ['::/0'] }), {}, false],
    ['everybody', from({ remoteIpBlocks: ['0.0.0.0/0'] }), {}, true],
    ['notRemoteIpBlocks', from({ notRemoteIpBlocks: ['203.0.113.0/24'] }), {}, false],
    ['within a source all fields', from({ remoteIpBlocks: [CLIENT], ipBlocks: ['9.9.9.9'] }), {}, false],
    ['of several sources one', { from: [{ source: { ipBlocks: ['9.9.9.9'] } }, { source: { remoteIpBlocks: [CLIENT] } }] }, {}, true],
    ['an empty source is everybody', from({}), {}, true],
    ['remote.ip', when('remote.ip', [CLIENT]), {}, true],
    ['source.ip', when('source.ip', [PEER], true), {}, false],
    ['destination.ip: the PROXY header', when('destination.ip', ['192.0.2.80']), { proxy: `PROXY TCP4 ${CLIENT} 192.0.2.80 1 443` }, true],
    ['destination.ip: unknown', when('destination.ip', ['0.0.0.0/0']), {}, false],
    ['destination.ip: of the pod', when('destination.ip', ['10.1.0.0/16']), { podAddress: '10.1.0.1' }, true],
    ['hosts: in any letters', to({ hosts: ['admin.example.com'] }), { host: 'ADMIN.example.com' }, true],
    ['hosts: with the port', to({ hosts: ['admin.example.com'] }), { host: 'admin.example.com:8443' }, false],
    ['hosts: prefix', to({ hosts: ['admin.example.com:*'] }), { host: 'admin.example.com:' }, true],
    ['hosts: suffix', to({ hosts: ['*.example.com'] }), { host: 'a.EXAMPLE.com' }, true],
    ['hosts: an asterisk in the middle is a letter', to({ hosts: ['*.d:*'] }), { host: 'a.d:80' }, false],
    ['hosts: any', to({ hosts: ['*'] }), { host: '' }, true],
    ['notHosts', to({ notHosts: ['admin.example.com'] }), { host: 'x' }, true],
    ['hosts: the one of the URL', to({ hosts: ['a'] }), { host: 'b', path: 'http://a/' }, true],
    ['paths: exact, without the query', to({ paths: ['/admin'] }), { path: '/admin?x=1' }, true],
    ['paths: prefix', to({ paths: ['/admin*'] }), { path: '/administrator' }, true],
    ['paths: suffix', to({ paths: ['*/admin'] }), { path: '/a/admin' }, true],
    ['paths: any', to({ paths: ['*'] }), {}, true],
    ['paths: letters count', to({ paths: ['/admin'] }), { path: '/ADMIN' }, false],
    ['paths: normalized', to({ paths: ['/admin'] }), { path: '/x/..%2f../%61dmin' }, false],
    ['paths: dot segments', to({ paths: ['/admin'] }), { path: '/x/../%61dmin' }, true],
    ['paths: slashes are not merged', to({ paths: ['/admin'] }), { path: '//admin' }, false],
    ['paths: {*} is one segment', to({ paths: ['/a/{*}/c'] }), { path: '/a/b/c' }, true],
    ['paths: {*} is not two', to({ paths: ['/a/{*}'] }), { path: '/a/b/c' }, false],
    ['paths: {**} is any rest', to({ paths: ['/a/{**}'] }), { path: '/a/b/c' }, true],
    ['paths: a template that Envoy refuses', to({ paths: ['/a/{**}/{*}'] }), { path: '/a/b/c' }, false],
    ['methods', to({ methods: ['POST'] }), { method: 'POST' }, true],
    ['methods: letters count', to({ methods: ['POST'] }), { method: 'post', protocol: TraceProtocol.HTTP2 }, false],
    ['ports: of the PROXY header', to({ ports: ['443'] }), { proxy: `PROXY TCP4 ${CLIENT} 192.0.2.80 1 443` }, true],
    ['ports: not of the pod then', to({ ports: ['8080'] }), { proxy: `PROXY TCP4 ${CLIENT} 192.0.2.80 1 443` }, false],
    ['ports: of the pod without a header\'s', to({ ports: ['8080'] }), { proxy: 'LOCAL' }, true],
    ['ports: as dialled, where the header\'s is not given', to({ ports: ['80'] }), { port: 80 }, true],
    ['notPorts', to({ notPorts: ['80'] }), { port: 80 }, false],
    ['destination.port', when('destination.port', ['80']), { port: 80 }, true],
    ['of several operations one', { to: [{ operation: { methods: ['PUT'] } }, { operation: { hosts: ['*'] } }] }, {}, true],
    ['connection.sni', when('connection.sni', ['a*']), {}, false],
    ['a header', when('request.headers[X-Token]', ['abc*']), { headers: { 'x-token': 'abcdef' } }, true],
    ['a header that is missing', when('request.headers[x-token]', ['*']), {}, false],
    ['a header that must not be so', when('request.headers[x-token]', ['secret'], true), {}, true],
    ['the host as a header', when('request.headers[host]', ['x']), { host: 'x' }, true],
    ['X-Forwarded-For as a header has the entry that Envoy adds', when('request.headers[x-forwarded-for]', [`*,${CLIENT}`]), { xForwardedFor: ['1.1.1.1'] }, true],
    ['a header that Envoy takes off', when('request.headers[x-envoy-internal]', ['*']), { headers: { 'x-envoy-internal': 'true' } }, false],
    ['a certificate that is not there', from({ principals: ['*'] }), {}, false],
    ['namespaces of nobody', from({ notNamespaces: ['a'] }), {}, true],
    ['a token that is not there', from({ requestPrincipals: ['*'] }), {}, false],
    ['no token', from({ notRequestPrincipals: ['*'] }), {}, true],
    ['a claim', when('request.auth.claims[groups]', ['a']), {}, false],
    ['audiences', when('request.auth.audiences', ['a']), {}, false],
    ['metadata of a filter', when('experimental.envoy.filters.x[y]', ['a']), {}, false],
    ['a condition that istiod does not know', when('request.path', ['/']), {}, false],
    ['a DENY without the bad value is wider', from({ remoteIpBlocks: ['x', '9.9.9.9'] }), {}, false],
    ['a DENY of bad values alone is of everybody', from({ remoteIpBlocks: ['x'] }), {}, true],
    ['a port that is none', to({ ports: ['http', '99999'] }), {}, true],
    ['a header without a name', when('request.headers', ['a']), {}, true],
  ])('%s', (_, rule, request, answer) => {
    expect(denied(rule, request)).toBe(answer);
  });

  const MUTUAL = { ...HTTPS, tls: { mode: 'MUTUAL' } };
  const certificateNames = ['spiffe://cluster.local/ns/apps/sa/web'];
  test.each<[string, any, boolean]>([
    ['principals', from({ principals: ['cluster.local/ns/apps/sa/web'] }), true],
    ['principals: prefix', from({ principals: ['cluster.local/ns/apps/*'] }), true],
    ['principals: suffix', from({ principals: ['*/sa/web'] }), true],
    ['principals: any', from({ principals: ['*'] }), true],
    ['principals: another', from({ principals: ['cluster.local/ns/apps/sa/other'] }), false],
    ['namespaces', from({ namespaces: ['app*'] }), true],
    ['namespaces: part of a name', from({ namespaces: ['app'] }), false],
    ['serviceAccounts', from({ serviceAccounts: ['apps/web'] }), true],
    ['serviceAccounts of the own namespace', from({ serviceAccounts: ['web'] }), false],
    ['source.principal', when('source.principal', ['cluster.local/ns/apps/sa/web']), true],
    ['source.namespace', when('source.namespace', ['other']), false],
    ['source.serviceAccount', when('source.serviceAccount', ['apps/web']), true],
  ])('with a certificate, %s', (_, rule, answer) => {
    expect(denied(rule, { certificateNames }, { servers: [MUTUAL] })).toBe(answer);
  });

  test('without a certificate the handshake fails', () => {
    const trace = traced({ servers: [MUTUAL] });
    expect([trace.verdict, trace.reason]).toEqual(['CLOSED', 'the HTTPS server https of Gateway edge/edge needs a client certificate, and there is none']);
  });

  test('server names are compared in lower case', () => {
    expect(denied(when('connection.sni', ['www.example.com']), { serverName: 'WWW.example.com' }, { servers: [HTTPS] })).toBe(true);
    expect(denied(when('connection.sni', ['*']), { serverName: 'www.example.com' }, { servers: [HTTPS] })).toBe(true);
  });
});

describe('how policies add up', () => {
  const ALLOW = (source: any) => ({ action: 'ALLOW', rules: [from(source)] });
  const listed = ALLOW({ remoteIpBlocks: ['203.0.113.0/24'] });
  const other = ALLOW({ remoteIpBlocks: ['9.9.9.9'] });
  const deny = { action: 'DENY', rules: [from({ remoteIpBlocks: [CLIENT] })] };
  test.each<[string, any[], string, string | RegExp]>([
    ['none', [], 'ADMITTED', 'there is no policy in force on this gateway'],
    ['an ALLOW that matches', [listed], 'ADMITTED', 'no policy denies it'],
    ['an ALLOW that does not', [other], 'DENIED', `an ALLOW policy must match (edge/policy-0), and none does: rule 1: remoteIpBlocks: ${CLIENT} is not in 9.9.9.9`],
    ['two ALLOWs, one matches', [listed, other], 'ADMITTED', 'no policy denies it'],
    ['a DENY before an ALLOW', [listed, deny], 'DENIED', `DENY edge/policy-1 matches: rule 1: remoteIpBlocks: ${CLIENT} is in ${CLIENT}`],
    ['an ALLOW without rules', [{ action: 'ALLOW' }], 'DENIED', /it has no rules/],
    ['an ALLOW by default', [{ rules: [{}] }], 'ADMITTED', 'no policy denies it'],
    ['a DENY without rules', [{ action: 'DENY' }], 'ADMITTED', 'no policy denies it'],
    ['a rule that istiod leaves out of an ALLOW', [{ rules: [from({ remoteIpBlocks: [CLIENT, 'x'] })] }], 'DENIED', /"x" is not an address or block; istiod leaves the whole rule out$/],
    ['AUDIT denies nobody', [{ action: 'AUDIT', rules: [{}] }], 'ADMITTED', 'no policy denies it'],
    ['dry run', [{ ...deny, annotations: { 'istio.io/dry-run': 'true' } }], 'ADMITTED', 'there is no policy in force on this gateway'],
    ['dry run that is none', [{ ...deny, annotations: { 'istio.io/dry-run': 'yes' } }], 'DENIED', /^DENY/],
    ['an ALLOW of dry run demands nothing', [{ ...other, annotations: { 'istio.io/dry-run': 'true' } }], 'ADMITTED', /./],
    ['CUSTOM', [{ action: 'CUSTOM', provider: { name: 'p' }, rules: [{}] }], 'ADMITTED', 'no policy denies it'],
  ])('%s', (_, policies, verdict, reason) => {
    const trace = traced({ topology: PROXY, policies }, { proxy: CLIENT });
    expect(trace.verdict).toBe(verdict);
    expect(trace.reason).toMatch(reason);
  });

  test('CUSTOM asks somebody whose answer is not known', () => {
    const policies = [{ action: 'CUSTOM', provider: { name: 'ext' }, rules: [{}] }];
    expect(traced({ policies }).notes).toEqual(['CUSTOM edge/policy-0 asks ext, whose answer is not known: it counts as yes']);
    const mesh = { apiVersion: 'sailoperator.io/v1', kind: 'Istio', metadata: { name: 'default' }, spec: { values: { meshConfig: { extensionProviders: [{ name: 'ext', envoyExtAuthzHttp: {} }] } } } };
    expect(traced({ policies, more: [mesh] }).admitted).toBe(true);
    const unknown = [{ action: 'CUSTOM', provider: { name: 'other' }, rules: [{}] }];
    expect(traced({ policies: unknown, more: [mesh] }).reason)
      .toBe('CUSTOM edge/policy-0 asks the provider "other", which the mesh does not have: istiod then denies');
  });

  test('are listed in the order in which they are evaluated', () => {
    const policies = [listed, deny, { action: 'AUDIT', rules: [{}] }, { action: 'CUSTOM', provider: { name: 'ext' }, rules: [{}] }];
    expect(traced({ topology: PROXY, policies }, { proxy: CLIENT }).policies.map(({ action, matched }) => [action, matched])).toEqual([
      ['CUSTOM', true], ['AUDIT', true], ['DENY', true], ['ALLOW', true],
    ]);
  });
});

describe('on TCP', () => {
  const tcp = { servers: [TCP], topology: PROXY };
  const verdict = (policy: any) => traced({ ...tcp, policies: [policy] }, { proxy: CLIENT });
  test('a refused connection is closed', () => {
    const { verdict: ends, reason, clientAddress } = verdict(from({ remoteIpBlocks: [CLIENT] }));
    expect([ends, reason, clientAddress]).toEqual(['CLOSED', `DENY edge/policy-0 matches: rule 1: remoteIpBlocks: ${CLIENT} is in ${CLIENT}`, CLIENT]);
  });

  test('a DENY loses its fields of HTTP, and is wider', () => {
    const trace = verdict(to({ hosts: ['admin.example.com'], paths: ['/x'] }));
    expect(trace.verdict).toBe('CLOSED');
    expect(trace.policies[0].why).toEqual([
      'rule 1: it matches everything',
      'rule 1: hosts exists on HTTP only; istiod leaves this out',
      'rule 1: paths exists on HTTP only; istiod leaves this out',
    ].sort((a, b) => Number(b.includes('everything')) - Number(a.includes('everything')) || (a < b ? -1 : 1)));
  });

  test('a DENY keeps its ports', () => {
    expect(verdict(to({ hosts: ['a'], ports: ['1'] })).admitted).toBe(true);
  });

  test('an ALLOW loses the whole rule', () => {
    expect(verdict({ action: 'ALLOW', rules: [to({ hosts: ['*'] })] }).reason).toMatch(/^an ALLOW policy must match .*hosts exists on HTTP only; istiod leaves the whole rule out$/);
  });

  test('X-Forwarded-For is not read', () => {
    expect(traced({ ...tcp, topology: { numTrustedProxies: 1 } }, { xForwardedFor: [CLIENT] }).clientAddress).toBe(PEER);
  });
});

describe('which policies act', () => {
  const DENY = { action: 'DENY', rules: [{}] };
  const policy = (namespace: string, spec: any) => ({
    apiVersion: 'security.istio.io/v1', kind: 'AuthorizationPolicy', metadata: { name: 'p', namespace }, spec: { ...DENY, ...spec },
  });
  const root = { apiVersion: 'install.istio.io/v1alpha1', kind: 'IstioOperator', spec: { meshConfig: { rootNamespace: 'mesh' } } };
  test.each<[string, any[], boolean]>([
    ['in the namespace of the pods, without a selector', [policy('edge', {})], true],
    ['in another namespace', [policy('other', {})], false],
    ['in the root namespace', [policy('istio-system', {})], true],
    ['in the root namespace, with the labels', [policy('istio-system', { selector: { matchLabels: LABELS } })], true],
    ['in the root namespace, with other labels', [policy('istio-system', { selector: { matchLabels: { app: 'x' } } })], false],
    ['in another root namespace', [policy('mesh', {}), root], true],
    ['with targetRefs, on other pods than those of the Gateway API', [policy('edge', { targetRefs: [{ kind: 'Gateway', group: 'gateway.networking.k8s.io', name: 'edge' }] })], false],
  ])('%s', (_, more, acts) => {
    expect(traced({ more }).verdict).toBe(acts ? 'DENIED' : 'ADMITTED');
  });
});

test('a server without HTTP beside one with it', () => {
  const manifests = { servers: [HTTP, TCP] };
  expect(traced(manifests, { port: 9000, protocol: TraceProtocol.TCP }).admitted).toBe(true);
  expect(traced(manifests, { port: 8080, protocol: TraceProtocol.TCP }).verdict).toBe('BAD_REQUEST');
});
