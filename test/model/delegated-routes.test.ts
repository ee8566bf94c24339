import { delegatedRoute } from '../../src/istio/delegated-route';
import { GATEWAY, findingsOf, from, policy, scope } from '../lint/flow';
import { traced } from '../trace/edge';

/** The matches that istiod makes of those of a route and of its delegate, which are in the namespaces `edge` and `apps`; undefined where it makes none. */
function merged(root: any[] | undefined, leaf: any[] | undefined): any[] | undefined {
  const route = delegatedRoute({ rule: { match: root }, namespace: 'edge' }, { rule: { match: leaf }, namespace: 'apps' });
  const isSet = (value: any) => value !== undefined && (typeof value !== 'object' || Object.keys(value).length > 0);
  return route?.match.map((match: any) => Object.fromEntries(Object.entries(match).filter(([, value]) => isSet(value))));
}

const exact = (value: string) => ({ exact: value });
const prefix = (value: string) => ({ prefix: value });
const regex = (value: string) => ({ regex: value });

// As mergeHTTPMatchRequests, hasConflict and stringMatchConflict in pilot/pkg/model/virtualservice.go of Istio 1.29.1.
describe('how matches merge', () => {
  test.each<[string, any, any, any]>([
    ['none', undefined, undefined, []],
    ['of the route only', [{ uri: prefix('/a') }], [], [{ uri: prefix('/a') }]],
    ['of the delegate only', [], [{ uri: prefix('/a') }], [{ uri: prefix('/a') }]],
    ['a longer prefix is a subset', [{ uri: prefix('/a') }], [{ uri: prefix('/a/b') }], [{ uri: prefix('/a/b') }]],
    ['an exact path within the prefix is a subset', [{ uri: prefix('/a') }], [{ uri: exact('/a/b') }], [{ uri: exact('/a/b') }]],
    ['the same exact path', [{ uri: exact('/a') }], [{ uri: exact('/a') }], [{ uri: exact('/a') }]],
    ['different fields add up', [{ uri: prefix('/a') }], [{ method: exact('GET') }], [{ uri: prefix('/a'), method: exact('GET') }]],
    ['scheme and authority are inherited', [{ scheme: exact('https'), authority: exact('a') }], [{ uri: exact('/a') }], [{ scheme: exact('https'), authority: exact('a'), uri: exact('/a') }]],
    ['each match of the delegate with each that it fits', [{ uri: prefix('/a') }, { uri: prefix('/b') }, { method: exact('GET') }], [{ uri: prefix('/a/x') }, { uri: prefix('/b/x') }], [
      { uri: prefix('/a/x') }, { uri: prefix('/a/x'), method: exact('GET') }, { uri: prefix('/b/x') }, { uri: prefix('/b/x'), method: exact('GET') },
    ]],
    ['headers add up', [{ headers: { a: exact('1') } }], [{ headers: { b: exact('2') } }], [{ headers: { a: exact('1'), b: exact('2') } }]],
    ['a narrower header counts', [{ headers: { a: prefix('1') } }], [{ headers: { a: exact('12') } }], [{ headers: { a: exact('12') } }]],
    ['withoutHeaders and queryParams add up', [{ withoutHeaders: { a: {} }, queryParams: { q: exact('1') } }], [{ withoutHeaders: { b: {} }, queryParams: { r: exact('2') } }],
      [{ withoutHeaders: { a: {}, b: {} }, queryParams: { q: exact('1'), r: exact('2') } }]],
    ['labels add up', [{ sourceLabels: { a: '1' } }], [{ sourceLabels: { a: '1', b: '2' } }], [{ sourceLabels: { a: '1', b: '2' } }]],
    ['ignoreUriCase of both', [{ uri: prefix('/a'), ignoreUriCase: true }], [{ uri: prefix('/a/b'), ignoreUriCase: true }], [{ uri: prefix('/a/b'), ignoreUriCase: true }]],
    ['the port is inherited', [{ port: 443 }], [{ uri: exact('/a') }], [{ port: 443, uri: exact('/a') }]],
    ['also where it is zero', [{ port: 443 }], [{ port: 0 }], [{ port: 443 }]],
    ['the same port', [{ port: 443 }], [{ port: 443 }], [{ port: 443 }]],
    ['gateways are inherited, by their full names', [{ gateways: ['gw', 'mesh'] }], [{ uri: exact('/a') }], [{ gateways: ['edge/gw', 'mesh'], uri: exact('/a') }]],
    ['gateways of the delegate are a subset', [{ gateways: ['gw', 'mesh'] }], [{ gateways: ['edge/gw'] }], [{ gateways: ['edge/gw'] }]],
    ['gateways of the delegate only', [{ uri: exact('/a') }], [{ gateways: ['gw'] }], [{ gateways: ['apps/gw'], uri: exact('/a') }]],
    ['the same namespace', [{ sourceNamespace: 'edge' }], [{ sourceNamespace: 'edge' }], [{ sourceNamespace: 'edge' }]],

    ['a shorter prefix', [{ uri: prefix('/a/b') }], [{ uri: prefix('/a') }], undefined],
    ['another exact path', [{ uri: exact('/a') }], [{ uri: exact('/b') }], undefined],
    ['a prefix where the route has an exact path', [{ uri: exact('/a') }], [{ uri: prefix('/a') }], undefined],
    ['the same expression', [{ uri: regex('/a.*') }], [{ uri: regex('/a.*') }], undefined],
    ['an expression within a prefix', [{ uri: prefix('/a') }], [{ uri: regex('/a.*') }], undefined],
    ['a path within an expression', [{ uri: regex('/a.*') }], [{ uri: exact('/a') }], undefined],
    ['another method', [{ method: exact('GET') }], [{ method: exact('POST') }], undefined],
    ['another header', [{ headers: { a: exact('1') } }], [{ headers: { a: exact('2') } }], undefined],
    ['the same header that must only be there', [{ headers: { a: {} } }], [{ headers: { a: {} } }], undefined],
    ['another parameter', [{ queryParams: { q: exact('1') } }], [{ queryParams: { q: exact('2') } }], undefined],
    ['ignoreUriCase of the route only', [{ uri: prefix('/a'), ignoreUriCase: true }], [{ uri: prefix('/a/b') }], undefined],
    ['ignoreUriCase of the delegate only', [{ uri: prefix('/a') }], [{ uri: prefix('/a/b'), ignoreUriCase: true }], undefined],
    ['another port', [{ port: 443 }], [{ port: 80 }], undefined],
    ['a gateway of the same short name in another namespace', [{ gateways: ['gw'] }], [{ gateways: ['gw'] }], undefined],
    ['one gateway more', [{ gateways: ['gw'] }], [{ gateways: ['edge/gw', 'mesh'] }], undefined],
    ['a label of another value', [{ sourceLabels: { a: '1' } }], [{ sourceLabels: { a: '2' } }], undefined],
    ['a namespace that the delegate does not repeat', [{ sourceNamespace: 'edge' }], [{ uri: exact('/a') }], undefined],
    ['one match of the delegate that fits none', [{ uri: prefix('/a') }], [{ uri: prefix('/a/b') }, { uri: prefix('/c') }], undefined],
  ])('%s', (_, root, leaf, match) => {
    expect(merged(root, leaf)).toEqual(match);
  });
});

test('the delegate has fields of the route where it has none of its own, with the short names of the route\'s namespace', () => {
  const root = {
    rewrite: { uri: '/' },
    mirror: { host: 'log' },
    mirrorPercent: 5,
    mirrorPercentage: { value: 5 },
    mirrors: [{ destination: { host: 'log', port: { number: 90 } } }],
    headers: { request: { set: { a: '1' } } },
    fault: { delay: { fixedDelay: '1s' } },
    directResponse: { status: 200 },
    redirect: { uri: '/x' },
    route: [{ destination: { host: 'app' } }],
  };
  expect(delegatedRoute({ rule: root, namespace: 'edge' }, { rule: { route: [{ destination: { host: 'web' } }] }, namespace: 'apps' })).toEqual({
    match: [],
    route: [{ destination: { host: 'web' } }],
    rewrite: { uri: '/' },
    mirror: { host: 'log.edge.svc.cluster.local' },
    mirrorPercent: 5,
    mirrorPercentage: { value: 5 },
    mirrors: [{ destination: { host: 'log.edge.svc.cluster.local', port: { number: 90 } } }],
    headers: { request: { set: { a: '1' } } },
    fault: { delay: { fixedDelay: '1s' } },
    directResponse: { status: 200 },
  });
  const own = { rewrite: { uri: '/own' }, mirror: { host: 'own' }, headers: {} };
  expect(delegatedRoute({ rule: root, namespace: 'edge' }, { rule: own, namespace: 'apps' })).toMatchObject(own);
});

const service = (spec: any, name = 'team', namespace = 'apps') => ({ apiVersion: 'networking.istio.io/v1', kind: 'VirtualService', metadata: { name, namespace }, spec });

describe('a trace follows a delegated route', () => {
  const root = (http: any) => ({ hosts: ['*'], http: [{ delegate: { name: 'team', namespace: 'apps' }, ...http }] });
  const to = (host: string) => ({ route: [{ destination: { host } }] });
  const trace = (http: any, delegate: any, request = {}) => traced({ virtualServices: [root(http)], more: [service(delegate)] }, request);

  test('to its backend', () => {
    expect(trace({}, { http: [to('web')] }).steps.at(-1)).toBe('VirtualService apps/team, route 1 leads to web');
    expect(trace({ match: [{ gateways: ['edge'] }] }, { http: [to('web')] }).admitted).toBe(true);
    expect(trace({ match: [{ gateways: ['edge'] }] }, { http: [{ match: [{ gateways: ['edge/edge'] }], ...to('web') }] }).admitted).toBe(true);
    expect(trace({ mirror: { host: 'log' } }, { http: [to('web')] }).steps.at(-1)).toBe('VirtualService apps/team, route 1 sends a copy to log.edge.svc.cluster.local');
  });

  test('as far as the matches of both go', () => {
    const api = [{ match: [{ uri: prefix('/api') }] }, { http: [{ match: [{ uri: prefix('/api/v1') }], ...to('web') }] }] as const;
    expect(['/api/v1', '/api/v2', '/'].map(path => trace(...api, { path }).verdict)).toEqual(['ADMITTED', 'NOT_FOUND', 'NOT_FOUND']);
  });

  test.each<[string, any, any, string]>([
    ['a match that is no subset', { match: [{ uri: prefix('/api') }] }, { http: [{ match: [{ uri: prefix('/') }], ...to('web') }] },
      'istiod leaves VirtualService apps/team, route 1 out: it has a match that is not a subset of any match of VirtualService edge/routes-0, route 1, which delegates to it'],
    ['hosts of its own', {}, { hosts: ['web.example.com'], http: [to('web')] },
      'istiod leaves VirtualService edge/routes-0, route 1 out: it delegates to VirtualService apps/team, which has hosts, and so is not a delegate'],
    ['another namespace only', {}, { exportTo: ['.'], http: [to('web')] },
      'istiod leaves VirtualService edge/routes-0, route 1 out: it delegates to VirtualService apps/team, which is not exported to namespace edge'],
  ])('but not to one with %s', (_, http, delegate, note) => {
    const { verdict, notes } = trace(http, delegate);
    expect([verdict, notes]).toEqual(['NOT_FOUND', [note]]);
  });

  test('also of one that is exported to the namespace of the route', () => {
    expect(trace({}, { exportTo: ['edge'], http: [to('web')] }).admitted).toBe(true);
  });
});

describe('lint follows a delegated route from another namespace', () => {
  const backend = (namespace: string) => `app.${namespace}.svc.cluster.local`;
  const www = (http: any) => service({ gateways: ['edge'], hosts: ['www.example.com'], http: [{ delegate: { name: 'team', namespace: 'apps' }, ...http }] }, 'www', 'edge');
  const admin = service({ gateways: ['edge'], hosts: ['admin.example.com'], http: [{ route: [{ destination: { host: 'app' } }] }] }, 'admin', 'edge');
  const list = (operation: string) => policy('DENY', `${from('notIpBlocks', '203.0.113.0/24')}, ${scope(operation)}`);
  const found = (...documents: any[]) => findingsOf(['shared-backend', 'rewritten-path'], GATEWAY, ...documents.map(one => typeof one === 'string' ? one : `\n${JSON.stringify(one)}`));
  const ADMIN = list('hosts: [admin.example.com, "admin.example.com:*"]');

  test('shared-backend: short names are those of the delegate\'s namespace, and of inherited copies those of the route\'s', () => {
    const delegate = (host: string) => service({ http: [{ route: [{ destination: { host } }] }] });
    expect(found(admin, www({}), delegate('app'), ADMIN)).toEqual([]);
    expect(found(admin, www({}), delegate(backend('edge')), ADMIN))
      .toEqual([`warning shared-backend: www.example.com leads to ${backend('edge')}, too, by VirtualService apps/team`]);
    expect(found(admin, www({ mirror: { host: 'app' } }), delegate('web'), ADMIN))
      .toEqual([`warning shared-backend: a copy of requests to www.example.com goes to ${backend('edge')}, by VirtualService apps/team`]);
  });

  test('rewritten-path: with the gateway that the route names by its short name', () => {
    const delegate = service({ http: [{ rewrite: { uri: '/' }, route: [{ destination: { host: 'web' } }] }, { route: [{ destination: { host: 'web' } }] }] });
    const api = www({ match: [{ uri: { prefix: '/api/' }, gateways: ['edge'] }] });
    const all = service({ gateways: ['edge'], hosts: ['www.example.com'], http: [{ route: [{ destination: { host: 'web.apps.svc.cluster.local' } }] }] }, 'xall', 'edge');
    expect(found(api, all, delegate, list('paths: [/admin]'))).toEqual(['warning rewritten-path: www.example.com/api/admin arrives as /admin by VirtualService apps/team']);
  });
});
