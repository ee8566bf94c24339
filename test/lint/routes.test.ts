import { GATEWAY, findingsOf, from, gatewayApi, notHosts, policy, scope } from './flow';

const CODES = ['shared-backend', 'rewritten-host', 'rewritten-path', 'path-in-any-case'];

const to = (backend: string) => `route: [{destination: {host: ${backend}}}]`;

/** A VirtualService for a host, with these routes. */
const routes = (host: string, ...http: string[]) => `
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: ${host.replace(/\W+/g, '')}, namespace: edge}
spec: {gateways: [edge], hosts: ["${host}.example.com"], http: [${http.map(one => `{${one}}`).join(', ')}]}`;

const OFFICE = from('notIpBlocks', '203.0.113.0/24');
const list = (operation: string) => policy('DENY', `${OFFICE}, ${scope(operation)}`);

const ADMIN = 'hosts: [admin.example.com, "admin.example.com:*"]';
const WWW = 'hosts: [www.example.com, "www.example.com:*"]';
const BOTH = [routes('admin', to('app')), routes('www', to('app'))];

const found = (...documents: string[]) => findingsOf(CODES, GATEWAY, ...documents).map(line => line.replace('warning ', ''));

const leadsThere = (host: string, by: string, port = '') => [`shared-backend: ${host} leads to app.edge.svc.cluster.local${port}, too, by VirtualService edge/${by}`];

const copies = (host: string, by = 'www', port = '') => [`shared-backend: a copy of requests to ${host} goes to app.edge.svc.cluster.local${port}, by VirtualService edge/${by}`];

/** A VirtualService to which others delegate. */
const delegate = (http: string) => routes('rest', http).replace('gateways: [edge], hosts: ["rest.example.com"], ', '');

describe('a list on hosts', () => {
  test.each<[string, string[], string[]]>([
    ['the same backend under another host', [...BOTH, list(ADMIN)], leadsThere('www.example.com', 'www')],
    ['in capital letters', [routes('admin', to('app')), routes('WWW', to('app')), list('hosts: [ADMIN.example.com]')], leadsThere('www.example.com', 'WWW')],
    ['under a wildcard', [routes('*', to('app')), list(ADMIN)], leadsThere('*.example.com', '')],
    ['a host of its own beside a wildcard', [routes('*', to('app')), routes('admin', to('admin')), list(ADMIN)], []],
    ['the same in capital letters', [routes('*', to('app')), routes('admin', to('admin')), list('hosts: [ADMIN.example.com]')], []],
    ['the longer of two wildcards', [routes('*', to('app')), routes('*.x', to('other')), list('hosts: ["a.x.example.com"]')], ['shared-backend: *.x.example.com leads to other.edge.svc.cluster.local, too, by VirtualService edge/x']],
    ['another port is another server', [routes('admin', to('app, port: {number: 9090}')), routes('www', to('app, port: {number: 8080}')), list(ADMIN)], []],
    ['without a port it is the only one', [routes('admin', to('app, port: {number: 8080}')), routes('www', to('app')), list(ADMIN)], leadsThere('www.example.com', 'www')],
    ['a part of the traffic', [routes('admin', to('app')), routes('www', 'route: [{destination: {host: www}, weight: 99}, {destination: {host: app}, weight: 1}]'), list(ADMIN)], leadsThere('www.example.com', 'www')],
    ['some paths only: /hooks/..%2fadmin fits', [routes('admin', to('app')), routes('www', `match: [{uri: {prefix: /hooks/}}], ${to('app')}`), list(ADMIN)], leadsThere('www.example.com/hooks/', 'www')],
    ['one exact path only', [routes('admin', to('app')), routes('www', `match: [{uri: {exact: /hook}}], ${to('app')}`), list(ADMIN)], []],
    ['a redirect leads nowhere', [routes('admin', to('app')), routes('www', 'redirect: {authority: admin.example.com}'), list(ADMIN)], []],
    ['a route of the mesh', [routes('admin', to('app')), routes('www', `match: [{gateways: [mesh]}], ${to('app')}`, to('www')), list(ADMIN)], []],
    ['a route of this gateway', [routes('admin', to('app')), routes('www', `match: [{gateways: [edge/edge]}], ${to('app')}`), list(ADMIN)], leadsThere('www.example.com', 'www')],
    ['all hosts but one', [...BOTH, list('notHosts: [www.example.com, "www.example.com:*"]')], leadsThere('www.example.com', 'www')],
    ['with paths, the same one', [...BOTH, list(`${ADMIN}, paths: [/secret]`)], leadsThere('www.example.com/secret', 'www')],
    ['with paths, the same one, beside a rewritten one', [routes('admin', to('app')), routes('www', `match: [{uri: {prefix: /v1/}}], rewrite: {uri: /v2/}, ${to('app')}`, to('app')), list(`${ADMIN}, paths: [/secret]`)], leadsThere('www.example.com/secret', 'www')],
    ['with paths, others', [routes('admin', to('app')), routes('www', `match: [{uri: {prefix: /shop}}], ${to('app')}`, to('www')), list(`${ADMIN}, paths: [/secret]`)], []],
    ['a copy', [routes('admin', to('app')), routes('www', `${to('www')}, mirror: {host: app}`), list(ADMIN)], copies('www.example.com')],
    ['copies', [routes('admin', to('app')), routes('www', `${to('www')}, mirrors: [{destination: {host: log}}, {destination: {host: app}, percentage: {value: 1}}]`), list(ADMIN)], copies('www.example.com')],
    ['a copy beside the request itself', [routes('admin', to('app')), routes('www', `${to('app')}, mirror: {host: app}`), list(ADMIN)], [...leadsThere('www.example.com', 'www'), ...copies('www.example.com')]],
    ['no copy', [routes('admin', to('app')), routes('www', `${to('www')}, mirror: {host: app}, mirrorPercentage: {value: 0}`), list(ADMIN)], []],
    ['no copy, in the old way', [routes('admin', to('app')), routes('www', `${to('www')}, mirror: {host: app}, mirrorPercent: 0`), list(ADMIN)], []],
    ['a copy of some, in the old way', [routes('admin', to('app')), routes('www', `${to('www')}, mirror: {host: app}, mirrorPercent: 5`), list(ADMIN)], copies('www.example.com')],
    ['none of many copies', [routes('admin', to('app')), routes('www', `${to('www')}, mirrors: [{destination: {host: app}, percentage: {}}]`), list(ADMIN)], []],
    ['a copy to another port', [routes('admin', to('app, port: {number: 9090}')), routes('www', `${to('www')}, mirror: {host: app, port: {number: 8080}}`), list(ADMIN)], []],
    ['copies of what is protected, to a backend that is open', [routes('admin', `${to('app')}, mirror: {host: log}`), routes('www', to('log')), list(ADMIN)], []],
    ['a redirect is not copied', [routes('admin', to('app')), routes('www', 'redirect: {uri: /x}, mirror: {host: app}'), list(ADMIN)], []],
    ['copies of a path, to the page that is protected', [routes('admin', to('app')), routes('www', `match: [{uri: {prefix: /x/}}], rewrite: {uri: /}, ${to('www')}, mirror: {host: app}`, to('www')), list(`${ADMIN}, paths: [/secret]`)],
      ['rewritten-path: www.example.com/x/secret arrives as /secret by VirtualService edge/www']],
    ['copies by the route that delegates', [routes('admin', to('app')), routes('www', 'delegate: {name: rest}, mirror: {host: app}'), delegate(to('www')), list(ADMIN)], copies('www.example.com', 'rest')],
    ['a header by the route that delegates', [routes('admin', to('admin')), routes('www', 'delegate: {name: rest}, headers: {request: {set: {host: admin.example.com}}}'), delegate(to('www')), list(ADMIN)],
      ['rewritten-host: www.example.com becomes admin.example.com by VirtualService edge/rest']],
    ['the header of the delegated one counts', [routes('admin', to('admin')), routes('www', 'delegate: {name: rest}, headers: {request: {set: {host: admin.example.com}}}'), delegate(`headers: {}, ${to('www')}`), list(ADMIN)], []],
    ['delegated routes', [routes('admin', 'delegate: {name: rest}'), routes('rest', to('app')).replace('gateways: [edge], hosts: ["rest.example.com"], ', ''), routes('www', to('app')), list(ADMIN)], leadsThere('www.example.com', 'www')],
    ['routes delegated to nobody', [routes('admin', 'delegate: {name: rest}'), routes('www', to('app')), list(ADMIN)], []],
    ['another host written into requests', [routes('admin', to('admin')), routes('www', `rewrite: {authority: admin.example.com}, ${to('edge')}`), list(ADMIN)],
      ['rewritten-host: www.example.com becomes admin.example.com by VirtualService edge/www']],
    ['the same as a header', [routes('admin', to('admin')), routes('www', `headers: {request: {set: {Host: Admin.example.com, x: admin.example.com}}}, ${to('edge')}`), list(ADMIN)],
      ['rewritten-host: www.example.com becomes admin.example.com by VirtualService edge/www']],
    ['the same for one destination', [routes('admin', to('admin')), routes('www', 'route: [{destination: {host: edge}, headers: {request: {add: {":authority": admin.example.com}}}}]'), list(ADMIN)],
      ['rewritten-host: www.example.com becomes admin.example.com by VirtualService edge/www']],
    ['a host written that is not listed', [routes('admin', `rewrite: {authority: internal}, ${to('admin')}`), routes('www', `rewrite: {authority: internal}, ${to('edge')}`), list(ADMIN)], []],
    ['any host but those is listed, and one is written', [routes('www', `rewrite: {authority: shop.internal}, ${to('www')}`), list(notHosts(WWW))], []],
  ])('%s', (_, documents, findings) => {
    expect(found(...documents)).toEqual(findings);
  });
});

describe('what else is on the gateway', () => {
  const ADMIN_FOR = (field: string, ...blocks: string[]) => policy('DENY', `${from(field, ...blocks)}, ${scope(ADMIN)}`);
  const other = (field: string, ...blocks: string[]) => policy('DENY', `${from(field, ...blocks)}, ${scope(WWW)}`);
  test.each<[string, string[], boolean]>([
    ['the same list on the other host', [list(ADMIN), list(WWW)], false],
    ['the other host in another rule', [policy('DENY', `${OFFICE}, ${scope(ADMIN)}`, `${OFFICE}, ${scope(WWW)}`)], false],
    ['the same list on everything', [list(ADMIN), policy('DENY', OFFICE)], false],
    ['a narrower list there', [list(ADMIN), other('notIpBlocks', '203.0.113.7')], false],
    ['a wider list there', [list(ADMIN), other('notIpBlocks', '203.0.112.0/23')], true],
    ['a list by another address', [list(ADMIN), other('notRemoteIpBlocks', '203.0.113.0/24')], true],
    ['a deny list with the same addresses there', [ADMIN_FOR('ipBlocks', '203.0.113.0/24'), other('ipBlocks', '203.0.113.0/24', '192.0.2.1')], false],
    ['a deny list with others', [ADMIN_FOR('ipBlocks', '203.0.113.0/24'), other('ipBlocks', '192.0.2.1')], true],
    ['an allow list there without those that are refused', [ADMIN_FOR('ipBlocks', '203.0.113.0/24'), other('notIpBlocks', '192.0.2.1')], false],
    ['an allow list there with them', [ADMIN_FOR('ipBlocks', '203.0.113.0/24'), other('notIpBlocks', '203.0.113.7')], true],
    ['a deny list there, and an allow list here', [list(ADMIN), other('ipBlocks', '203.0.113.0/24')], true],
    ['nobody may come there', [list(ADMIN), policy('DENY', scope(WWW))], false],
    ['nobody with a certain header may', [list(ADMIN), policy('DENY', `when: [{key: "request.headers[user-agent]", values: [x]}], ${scope(WWW)}`)], true],
    ['a token is needed there as well, by a DENY', [list(ADMIN), policy('DENY', `from: [{source: {notRequestPrincipals: ["*"]}}], ${scope(WWW)}`)], true],
    ['an ALLOW for everybody', [list(ADMIN), policy('ALLOW', '')], true],
    ['an ALLOW for the other host', [list(ADMIN), policy('ALLOW', scope(WWW))], true],
    ['an ALLOW for this host only', [list(ADMIN), policy('ALLOW', scope(ADMIN))], false],
    ['an ALLOW with tokens', [list(ADMIN), policy('ALLOW', 'from: [{source: {requestPrincipals: ["*"]}}]')], false],
    ['an ALLOW for the same addresses', [list(ADMIN), policy('ALLOW', from('ipBlocks', '203.0.113.0/24'))], false],
    ['an ALLOW for more addresses', [list(ADMIN), policy('ALLOW', from('ipBlocks', '203.0.112.0/23'))], true],
    ['the list itself an ALLOW, with one for the other host', [policy('ALLOW', `${from('ipBlocks', '203.0.113.0/24')}, ${scope(ADMIN)}`, scope(WWW))], true],
    ['the list itself an ALLOW, and nothing for the other host', [policy('ALLOW', `${from('ipBlocks', '203.0.113.0/24')}, ${scope(ADMIN)}`)], false],
    ['a list with two fields, and the same there', [policy('DENY', ...[ADMIN, WWW].map(one => `from: [{source: {notIpBlocks: [192.0.2.1], notRemoteIpBlocks: [192.0.2.1]}}], ${scope(one)}`))], false],
    ['a list with two fields, and one of them there', [policy('DENY', `from: [{source: {notIpBlocks: [192.0.2.1], notRemoteIpBlocks: [192.0.2.1]}}], ${scope(ADMIN)}`), other('notIpBlocks', '192.0.2.1')], true],
    ['a list that only watches', [policy('AUDIT', `${OFFICE}, ${scope(ADMIN)}`)], false],
  ])('%s', (_, documents, open) => {
    // The other list may have its own.
    expect(found(...BOTH, ...documents).includes(leadsThere('www.example.com', 'www')[0])).toBe(open);
  });
});

describe('a list on paths', () => {
  const ADMIN_PATHS = 'paths: [/admin, "/admin/*"]';
  const arrives = (source: string, as: string, by = 'www') => [`rewritten-path: www.example.com${source} arrives as ${as} by VirtualService edge/${by}`];
  const prefix = (path: string, uri: string, backend: string) => `match: [{uri: {prefix: ${path}}}], rewrite: {uri: ${uri}}, ${to(backend)}`;
  const expression = (match: string, replacement: string, more = 'uri: {prefix: /}') => `match: [{${more}}], rewrite: {uriRegexRewrite: {match: '${match}', rewrite: '${replacement}'}}, ${to('app')}`;

  test.each<[string, string[], string, string[]]>([
    ['a prefix is taken away', [prefix('/api/', '/', 'app'), to('app')], ADMIN_PATHS, arrives('/api/admin', '/admin')],
    ['without its slash', [prefix('/api', '/', 'app'), to('app')], ADMIN_PATHS, arrives('/apiadmin', '/admin')],
    ['another prefix is put there', [prefix('/old/', '/admin/', 'app'), to('app')], ADMIN_PATHS, arrives('/old/', '/admin/')],
    ['one exact path becomes it', [`match: [{uri: {exact: /start}}], rewrite: {uri: /admin}, ${to('app')}`, to('app')], ADMIN_PATHS, arrives('/start', '/admin')],
    ['whatever an expression takes becomes it', [`match: [{uri: {regex: "/start.*"}}], rewrite: {uri: /admin}, ${to('app')}`, to('app')], ADMIN_PATHS, arrives('/start', '/admin')],
    ['every path gets a prefix', [`match: [{uri: {prefix: /app/}}], ${to('app')}`, `rewrite: {uri: /app/}, ${to('app')}`], 'paths: [/app/admin]', arrives('/admin', '/app/admin')],
    ['an expression takes the first segment away', [expression('^/[^/]+(/.*)$', '\\1'), to('app')], ADMIN_PATHS, arrives('/x/admin', '/admin')],
    ['an expression puts in all that it took', [expression('^/v1', '/admin\\0', 'uri: {prefix: /v1}'), to('app')], 'paths: [/admin/v1]', arrives('/v1', '/admin/v1')],
    ['an expression that cannot be read', [expression('(', '/', 'uri: {prefix: /x}'), to('app')], ADMIN_PATHS, []],
    ['the protected path is what is rewritten', [prefix('/admin', '/', 'app'), to('app')], ADMIN_PATHS, arrives('/', '/')],
    ['a route by an expression that cannot be read', [`match: [{uri: {regex: "("}}], rewrite: {uri: /}, ${to('app')}`, to('app')], ADMIN_PATHS, []],
    ['no route takes what the list names', [prefix('/app/', '/', 'app')], ADMIN_PATHS, arrives('/app/admin', '/admin')],
    ['a template', [prefix('/api/', '/', 'app'), to('app')], 'paths: ["/users/{*}/keys"]', arrives('/api/users/x/keys', '/users/x/keys')],
    ['all but an open prefix, which is taken away', [prefix('/public/', '/', 'app'), to('app')], 'notPaths: ["/public/*"]', arrives('/public/', '/')],

    ['another backend has such a page, too', [prefix('/api/', '/', 'api'), to('app')], ADMIN_PATHS, []],
    ['another prefix of the same backend', [prefix('/v1/', '/v2/', 'app'), to('app')], ADMIN_PATHS, []],
    ['the backend of the path has it from no other', [prefix('/admin', '/', 'admin'), to('app')], ADMIN_PATHS, []],
    ['the rewritten path is listed, too', [prefix('/api/', '/', 'app'), to('app')], 'paths: [/admin, "/admin/*", "/api/admin*"]', []],
    ['a pattern at the end holds there, too', [prefix('/api/', '/', 'app'), to('app')], 'paths: ["*.php"]', []],
    ['no route takes what the list names, which is about another host', [prefix('/app/', '/', 'app')], `${ADMIN}, ${ADMIN_PATHS}`, []],
    ['an exempt prefix has a backend of its own', [prefix('/public/', '/', 'public'), `match: [{uri: {prefix: /app}}], ${to('app')}`], 'notPaths: ["/public/*"]', []],
    ['an earlier route takes it', ['match: [{uri: {prefix: /api/admin}}], redirect: {uri: /}', prefix('/api/', '/', 'app'), to('app')], ADMIN_PATHS, []],
    ['an earlier route takes it sometimes', [`match: [{uri: {prefix: /api/admin}, headers: {x: {exact: y}}}], ${to('other')}`, prefix('/api/', '/', 'app'), to('app')], ADMIN_PATHS, arrives('/api/admin', '/admin')],
    ['all but an open prefix, which stays', [`match: [{uri: {prefix: /public/}}], rewrite: {uri: /pub/}, ${to('app')}`, to('app')], 'notPaths: ["/public/*"]', []],
    ['nothing is rewritten', [to('app')], ADMIN_PATHS, []],
    ['a redirect', ['match: [{uri: {prefix: /api/}}], redirect: {uri: /admin}', to('app')], ADMIN_PATHS, []],
  ])('%s', (_, http, operation, findings) => {
    expect(found(routes('www', ...http), list(operation))).toEqual(findings);
  });

  const inAnyCase = (uri: string) => `match: [{uri: ${uri}, ignoreUriCase: true}], ${to('app')}`;
  test.each<[string, string[], string, string[]]>([
    ['a prefix in any case', [inAnyCase('{prefix: /admin}'), to('www')], ADMIN_PATHS, ['path-in-any-case: /ADMIN, /ADMIN/ is routed by VirtualService edge/www, too']],
    ['one path in any case', [inAnyCase('{exact: /ADMIN}'), to('www')], 'paths: [/ADMIN]', ['path-in-any-case: /admin is routed by VirtualService edge/www, too']],
    ['both spellings are listed', [inAnyCase('{exact: /admin}'), to('www')], 'paths: [/admin, /ADMIN]', []],
    ['an expression is what it is', [inAnyCase('{regex: "/admin|/ADMIN"}'), to('www')], 'paths: [/admin]', []],
    ['a slash has one case', [inAnyCase('{prefix: /}')], ADMIN_PATHS, []],
    ['another path in any case', [inAnyCase('{prefix: /shop}'), to('www')], ADMIN_PATHS, []],
  ])('%s', (_, http, operation, findings) => {
    expect(found(routes('www', ...http), list(operation))).toEqual(findings);
  });
});

test.each<[string, string, string, string]>([
  ['the prefix of the one that delegates', 'match: [{uri: {prefix: /api/}}], rewrite: {uri: /}, ', to('app'), '/api/admin'],
  ['a match of its own', 'match: [{uri: {prefix: /api/}}], ', `match: [{uri: {prefix: /api/v1/}}], rewrite: {uri: /}, ${to('app')}`, '/api/v1/admin'],
  ['a match that names no path', 'match: [{uri: {prefix: /api/}}], ', `match: [{method: {exact: POST}}], rewrite: {uri: /}, ${to('app')}`, '/api/admin'],
  ['a match where the one that delegates has none', '', `match: [{uri: {prefix: /api/}}], rewrite: {uri: /}, ${to('app')}`, '/api/admin'],
])('a delegated route with %s', (_, outer, inner, source) => {
  const api = routes('api', inner).replace('gateways: [edge], hosts: ["api.example.com"], ', '');
  expect(found(routes('www', `${outer}delegate: {name: api}`, to('app')), api, list('paths: [/admin]')))
    .toEqual([`rewritten-path: www.example.com${source} arrives as /admin by VirtualService edge/api`]);
});

describe('routes of the Kubernetes Gateway API', () => {
  const route = (name: string, rule: string, namespace = 'edge') => `
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: ${name}, namespace: ${namespace}}
spec: {parentRefs: [{name: api, namespace: edge}], hostnames: [${name}.example.com], rules: [{${rule}}]}`;
  const refs = (name: string, more = '') => `backendRefs: [{name: ${name}, port: 80${more}}]`;
  const path = (value: string) => `matches: [{path: {type: PathPrefix, value: ${value}}}]`;
  const filter = (rewrite: string) => `filters: [{type: URLRewrite, urlRewrite: {${rewrite}}}]`;
  const mirror = (more: string) => `filters: [{type: RequestMirror, requestMirror: {backendRef: {name: app, port: 80}${more}}}]`;
  const modifier = (header: string) => `filters: [{type: RequestHeaderModifier, requestHeaderModifier: {set: [{name: ${header}, value: admin.example.com}]}}]`;
  const COPY = 'shared-backend: a copy of requests to www.example.com goes to app.edge.svc.cluster.local:80, by HTTPRoute edge/www';
  const targeted = (operation: string) => list(operation).replace('selector: {matchLabels: {istio: edge}}', 'targetRefs: [{kind: Gateway, group: gateway.networking.k8s.io, name: api}]');

  test.each<[string, string[], string, string[]]>([
    ['the same backend', [route('admin', refs('app')), route('www', refs('app'))], ADMIN, ['shared-backend: www.example.com leads to app.edge.svc.cluster.local:80, too, by HTTPRoute edge/www']],
    ['from another namespace', [route('admin', refs('app')), route('www', refs('app', ', namespace: edge'), 'shop')], ADMIN, ['shared-backend: www.example.com leads to app.edge.svc.cluster.local:80, too, by HTTPRoute shop/www']],
    ['one of the same name there', [route('admin', refs('app')), route('www', refs('app'), 'shop')], ADMIN, []],
    ['a hostname', [route('admin', refs('app')), route('www', `${refs('www')}, ${filter('hostname: admin.example.com')}`)], ADMIN, ['rewritten-host: www.example.com becomes admin.example.com by HTTPRoute edge/www']],
    ['a copy', [route('admin', refs('app')), route('www', `${refs('www')}, ${mirror('')}`)], ADMIN, [COPY]],
    ['a copy of some', [route('admin', refs('app')), route('www', `${refs('www')}, ${mirror(', percent: 1')}`)], ADMIN, [COPY]],
    ['a copy of a fraction', [route('admin', refs('app')), route('www', `${refs('www')}, ${mirror(', fraction: {numerator: 1, denominator: 1000}')}`)], ADMIN, [COPY]],
    ['a copy of none', [route('admin', refs('app')), route('www', `${refs('www')}, ${mirror(', percent: 0')}`)], ADMIN, []],
    ['a copy of no fraction', [route('admin', refs('app')), route('www', `${refs('www')}, ${mirror(', fraction: {numerator: 0}')}`)], ADMIN, []],
    ['a copy from another namespace', [route('admin', refs('app')), route('www', `${refs('www')}, ${mirror('').replace('name: app', 'name: app, namespace: edge')}`, 'shop')], ADMIN, [COPY.replace('edge/www', 'shop/www')]],
    ['a copy to one of the same name there', [route('admin', refs('app')), route('www', `${refs('www')}, ${mirror('')}`, 'shop')], ADMIN, []],
    ['a Host header', [route('admin', refs('app')), route('www', `${refs('www')}, ${modifier('Host')}`)], ADMIN, ['rewritten-host: www.example.com becomes admin.example.com by HTTPRoute edge/www']],
    ['a Host header for one backend', [route('admin', refs('app')), route('www', refs('www', `, ${modifier('host')}`))], ADMIN, ['rewritten-host: www.example.com becomes admin.example.com by HTTPRoute edge/www']],
    ['another header', [route('admin', refs('app')), route('www', `${refs('www')}, ${modifier('x-host')}`)], ADMIN, []],
    ['a prefix taken away', [route('www', `${path('/api')}, ${refs('app')}, ${filter('path: {type: ReplacePrefixMatch, replacePrefixMatch: /}')}`)], 'paths: [/admin]', ['rewritten-path: www.example.com/api/admin arrives as /admin by HTTPRoute edge/www']],
    ['nothing left of it', [route('www', `${path('/api')}, ${refs('app')}, ${filter('path: {type: ReplacePrefixMatch, replacePrefixMatch: /}')}`)], 'paths: [/]', ['rewritten-path: www.example.com/api arrives as / by HTTPRoute edge/www']],
    ['a prefix replaced', [route('www', `${path('/api/')}, ${refs('app')}, ${filter('path: {type: ReplacePrefixMatch, replacePrefixMatch: /admin/}')}`)], 'paths: [/admin/x]', ['rewritten-path: www.example.com/api/x arrives as /admin/x by HTTPRoute edge/www']],
    ['all of the path', [route('www', `${path('/api')}, ${refs('app')}, ${filter('path: {type: ReplaceFullPath, replaceFullPath: /admin}')}`)], 'paths: [/admin]', ['rewritten-path: www.example.com/api arrives as /admin by HTTPRoute edge/www']],
  ])('%s', (_, documents, operation, findings) => {
    expect(found(gatewayApi(), ...documents, targeted(operation))).toEqual(findings);
  });
});
