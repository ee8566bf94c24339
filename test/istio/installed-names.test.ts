import { namesByChart, namesByGatewayApi, namesByOperator } from '../../src/istio/installed-names';

/** As `helm template` and `istioctl manifest generate` of 1.29.1 write them, and istiod. */
test.each([
  ['the chart', namesByChart('istio-public'), 'istio-public', { app: 'istio-public', istio: 'public' }],
  ['the chart, with labels', namesByChart('public', { istio: 'edge', team: 'web' }), 'public', { app: 'public', istio: 'edge', team: 'web' }],
  ['istioctl', namesByOperator(), 'istio-ingressgateway', { app: 'istio-ingressgateway', istio: 'ingressgateway' }],
  ['istioctl, another gateway', namesByOperator('public', { istio: 'public' }), 'public', { app: 'istio-ingressgateway', istio: 'public' }],
  ['istiod, of a Gateway API Gateway', namesByGatewayApi('public'), 'public-istio', { 'gateway.networking.k8s.io/gateway-name': 'public' }],
  ['istiod, of another class', namesByGatewayApi('public', 'own'), 'public-own', { 'gateway.networking.k8s.io/gateway-name': 'public' }],
])('%s', (_, names, made, podLabels) => {
  expect(names).toEqual({ deployment: made, service: made, podLabels });
});
