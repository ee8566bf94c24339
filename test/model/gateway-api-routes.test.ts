import { Manifests } from '../../src/analysis';
import { gatewayApiRoutes } from '../../src/model/routes/gateway-api-routes';

test.each<[string, any, any]>([
  ['Exact', { type: 'Exact', value: '/a' }, { exact: '/a' }],
  ['a prefix, of whole segments', { type: 'PathPrefix', value: '/a/' }, { segments: '/a' }],
  ['the prefix of everything', { type: 'PathPrefix', value: '/' }, { prefix: '/' }],
  ['nothing is the same', undefined, { prefix: '/' }],
  ['an expression', { type: 'RegularExpression', value: '/a+' }, { regex: '/a+' }],
])('path: %s', (_, path, uri) => {
  const route = { apiVersion: 'gateway.networking.k8s.io/v1', kind: 'HTTPRoute', metadata: { name: 'r' }, spec: { rules: [{ matches: [{ path }] }] } };
  expect(gatewayApiRoutes(Manifests.fromText(JSON.stringify(route)))[0].spec.http[0].match[0].uri).toEqual(uri);
});
