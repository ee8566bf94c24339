import { ApiObject } from 'cdk8s';
import { EchoServer, GatewayAccessLog, GatewayServer, ProxyProtocolGateway, SourceIpPreservation } from '../../src';
import { TOPOLOGY, chartIn, gatewayIn, messageOf } from '../support/app';
import { schemaProblems } from '../support/schema';

describe('an echo server', () => {
  test('is a Deployment, a Service and a route from the gateway', () => {
    const chart = chartIn();
    const echo = new EchoServer(chart, 'echo', { gateway: gatewayIn(chart), host: 'www.example.com', name: 'echo' });
    const [deployment, service, virtualService] = [echo.deployment, echo.service, echo.virtualService].map(object => object.toJson());
    const metadata = { name: 'echo', namespace: 'edge' };
    expect(deployment).toEqual({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata,
      spec: {
        selector: { matchLabels: { app: 'echo' } },
        template: {
          metadata: { labels: { app: 'echo' } },
          spec: { containers: [{ name: 'echo-server', image: 'registry.k8s.io/echoserver:1.10', ports: [{ name: 'http', containerPort: 8080, protocol: 'TCP' }] }] },
        },
      },
    });
    expect(service).toEqual({
      apiVersion: 'v1', kind: 'Service', metadata, spec: { selector: { app: 'echo' }, ports: [{ name: 'http', port: 80, targetPort: 8080, protocol: 'TCP' }] },
    });
    expect(virtualService).toEqual({
      apiVersion: 'networking.istio.io/v1',
      kind: 'VirtualService',
      metadata,
      spec: { hosts: ['www.example.com'], gateways: ['edge/gw'], http: [{ route: [{ destination: { host: 'echo', port: { number: 80 } } }] }] },
    });
    expect([deployment, service, virtualService].flatMap(object => schemaProblems(object))).toEqual([]);
    expect(ApiObject.of(echo)).toBe(echo.deployment);
  });

  test('takes another image, a name from its path, and TPROXY', () => {
    const chart = chartIn();
    const echo = new EchoServer(chart, 'echo', { gateway: gatewayIn(chart), host: 'www.example.com', image: 'example/echo:2', preserveSourceIp: true });
    expect(echo.deployment.name).toMatch(/^chart-echo-c[0-9a-f]{7}$/);
    const { template } = echo.deployment.toJson().spec;
    expect(template.spec.containers[0].image).toBe('example/echo:2');
    expect(template.metadata.annotations).toEqual({ 'sidecar.istio.io/interceptionMode': 'TPROXY' });
  });

  test.each([['*'], ['*.example.com'], ['team/www.example.com']])('is reached through a server for %s', host => {
    const chart = chartIn();
    const gateway = gatewayIn(chart, { servers: [GatewayServer.http({ name: 'web', hosts: [host] })] });
    expect(() => new EchoServer(chart, 'echo', { gateway, host: 'www.example.com' })).not.toThrow();
  });

  test('is reached through a gateway whose servers others declare', () => {
    const chart = chartIn();
    const gateway = ProxyProtocolGateway.fromGatewayAttributes(chart, 'shared', {
      topology: TOPOLOGY.packetSource(), namespace: 'infra', podLabels: { app: 'shared' }, gatewayName: 'public',
    });
    const { spec } = new EchoServer(chart, 'echo', { gateway, host: 'any.example.com' }).virtualService.toJson();
    expect(spec.gateways).toEqual(['infra/public']);
  });

  test('refuses a host that no server has', () => {
    const chart = chartIn();
    expect(messageOf(() => new EchoServer(chart, 'echo', { gateway: gatewayIn(chart), host: 'echo.example.com' }))).toBe(
      '[unknown-host] no HTTP server of the gateway has the host "echo.example.com"; Istio would route nothing to the application; add the host to an '
      + 'HTTP server, or write one of "www.example.com", "admin.example.com" (at chart/echo)');
  });

  test('refuses a gateway whose Istio Gateway is not known', () => {
    const chart = chartIn();
    expect(messageOf(() => new EchoServer(chart, 'echo', { gateway: gatewayIn(chart, { servers: undefined }), host: 'www.example.com' }))).toBe(
      '[gateway-name-unknown] the gateway has no Istio Gateway that is known here; a VirtualService names the Gateway that it belongs to; declare '
      + 'servers on the gateway, or gatewayName in fromGatewayAttributes (at chart/echo)');
  });
});

test.each([[undefined, 'edge'], ['shop', 'shop']])('TPROXY for an existing Deployment is a part for server-side apply (namespace %s)', (namespace, expected) => {
  const { deployment } = new SourceIpPreservation(chartIn(), 'tproxy', { deploymentName: 'sleep', namespace });
  expect(deployment.toJson()).toEqual({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: {
      name: 'sleep',
      namespace: expected,
      annotations: { 'argocd.argoproj.io/sync-options': 'ServerSideApply=true,Validate=false,Prune=false,Delete=false' },
    },
    spec: { template: { metadata: { annotations: { 'sidecar.istio.io/interceptionMode': 'TPROXY' } } } },
  });
  expect(schemaProblems(deployment.toJson(), { partial: true })).toEqual([]);
});

test('the access log of one gateway shows packet source, client and X-Forwarded-For, for HTTP and TCP', () => {
  const chart = chartIn();
  const filter = new GatewayAccessLog(chart, 'log', { gateway: gatewayIn(chart) }).filter.toJson();
  expect(schemaProblems(filter)).toEqual([]);
  expect(filter.spec.workloadSelector).toEqual({ labels: { app: 'gw', istio: 'gw' } });
  expect(filter.spec.configPatches.map((patch: any) => [patch.match.listener.filterChain.filter.name, patch.patch.operation])).toEqual([
    ['envoy.filters.network.http_connection_manager', 'MERGE'], ['envoy.filters.network.tcp_proxy', 'MERGE'],
  ]);
  for (const { patch } of filter.spec.configPatches) {
    expect(patch.value.typed_config.access_log[0].typed_config.log_format.json_format).toMatchObject({
      direct_address: '%DOWNSTREAM_DIRECT_REMOTE_ADDRESS_WITHOUT_PORT%',
      client_address: '%DOWNSTREAM_REMOTE_ADDRESS_WITHOUT_PORT%',
      x_forwarded_for: '%REQ(X-FORWARDED-FOR)%',
    });
  }
});

test('the access log of a Gateway of the Kubernetes Gateway API is found by targetRefs', () => {
  const chart = chartIn();
  const gateway = ProxyProtocolGateway.fromGatewayAttributes(chart, 'shared', {
    topology: TOPOLOGY.packetSource(), namespace: 'infra', gatewayApiName: 'public',
  });
  const filter = new GatewayAccessLog(chart, 'log', { gateway }).filter.toJson();
  expect(filter.spec.targetRefs).toEqual([{ group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'public' }]);
  expect(schemaProblems(filter)).toEqual([]);
});
