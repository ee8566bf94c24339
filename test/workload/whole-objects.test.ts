import { Chart } from 'cdk8s';
import { EchoServer, EchoServerProps, GatewayAccessLog, GatewayServer, ProxyProtocolGateway } from '../../src';
import { emitted, one } from '../gateway/emitted';
import { TOPOLOGY, chartIn, gatewayIn, messageOf } from '../support/app';

/** The objects of an echo server in a namespace of its own, without the gateway's. */
function echo(props: Partial<EchoServerProps>): any[] {
  const gateway = gatewayIn(chartIn('edge'));
  const chart = new Chart(gateway.node.root, 'apps', { namespace: 'apps' });
  new EchoServer(chart, 'echo', { gateway, host: 'www.example.com', ...props });
  return emitted(chart);
}

test.each<[string, Partial<EchoServerProps>, { name?: string; image?: string; annotations?: object; host?: string }]>([
  ['as it comes', {}, {}],
  ['under a name', { name: 'hello' }, { name: 'hello' }],
  ['with another image', { image: 'example.com/echo:2' }, { image: 'example.com/echo:2' }],
  ['with the source address preserved', { preserveSourceIp: true }, { annotations: { annotations: { 'sidecar.istio.io/interceptionMode': 'TPROXY' } } }],
  ['with the source address not preserved', { preserveSourceIp: false }, {}],
  ['under another host', { host: 'admin.example.com' }, { host: 'admin.example.com' }],
])('an echo server is in its chart\'s namespace, and its route names the gateway in the gateway\'s: %s', (_, props, expected) => {
  const { name = 'apps-echo-c81f8456', image = 'registry.k8s.io/echoserver:1.10', annotations = {}, host = 'www.example.com' } = expected;
  const metadata = { name, namespace: 'apps' };
  expect(echo(props)).toEqual([
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata,
      spec: {
        selector: { matchLabels: { app: name } },
        template: {
          metadata: { labels: { app: name }, ...annotations },
          spec: { containers: [{ name: 'echo-server', image, ports: [{ name: 'http', containerPort: 8080, protocol: 'TCP' }] }] },
        },
      },
    },
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata,
      spec: { selector: { app: name }, ports: [{ name: 'http', port: 80, targetPort: 8080, protocol: 'TCP' }] },
    },
    {
      apiVersion: 'networking.istio.io/v1',
      kind: 'VirtualService',
      metadata,
      spec: { hosts: [host], gateways: ['edge/gw'], http: [{ route: [{ destination: { host: name, port: { number: 80 } } }] }] },
    },
  ]);
});

describe('the host of an echo server is one that the gateway serves over HTTP', () => {
  const make = (host: string, ...servers: GatewayServer[]) => {
    const chart = chartIn();
    const gateway = gatewayIn(chart, { servers });
    return new EchoServer(chart, 'echo', { gateway, host }).virtualService.toJson().spec.hosts;
  };
  const web = (...hosts: string[]) => GatewayServer.http({ name: 'web', hosts });
  const https = (...hosts: string[]) => GatewayServer.https({ name: 'tls', hosts, credentialName: 'web' });

  test.each<[string, string, GatewayServer[]]>([
    ['by its name', 'a.example.com', [web('b.example.com'), https('c.example.com', 'a.example.com')]],
    ['by a wildcard', 'a.example.com', [https('*.example.com')]],
    ['by a wildcard, several labels deep', 'a.b.example.com', [web('*.example.com')]],
    ['by the wildcard itself', '*.example.com', [web('*.example.com')]],
    ['by everything', 'a.example.org', [web('*')]],
    ['for a namespace', 'a.example.com', [web('apps/a.example.com')]],
    ['for a namespace, by a wildcard', 'a.example.com', [web('./*.example.com')]],
  ])('served %s', (_, host, servers) => {
    expect(make(host, ...servers)).toEqual([host]);
  });

  test.each<[string, string, GatewayServer[], string]>([
    ['another name', 'b.example.com', [web('a.example.com'), https('c.example.com')], '"a.example.com", "c.example.com"'],
    ['the name behind the wildcard', 'example.com', [web('*.example.com')], '"*.example.com"'],
    ['a name that only ends alike', 'badexample.com', [web('*.example.com')], '"*.example.com"'],
    ['a name that is passed through as TLS', 'v.example.com', [web('a.example.com'), GatewayServer.tlsPassthrough({ name: 'v', hosts: ['v.example.com'] })],
      '"a.example.com"'],
    ['any name beside TCP', 'b.example.com', [web('a.example.com'), GatewayServer.tcp({ name: 'db', port: 5432 })], '"a.example.com"'],
    ['a name for a namespace, which is shown without it', 'b.example.com', [web('apps/a.example.com')], '"a.example.com"'],
  ])('not served: %s', (_, host, servers, hosts) => {
    expect(messageOf(() => make(host, ...servers))).toBe(`[unknown-host] no HTTP server of the gateway has the host "${host}"; Istio would route nothing to the `
      + `application; add the host to an HTTP server, or write one of ${hosts} (at chart/echo)`);
  });

  test('unknown where others declare the servers, but their Gateway must be known', () => {
    const chart = chartIn();
    const shared = (id: string, gatewayName?: string) => ProxyProtocolGateway.fromGatewayAttributes(chart, id, {
      topology: TOPOLOGY.packetSource(), namespace: 'infra', podLabels: { app: 'shared' }, gatewayName,
    });
    expect(new EchoServer(chart, 'one', { gateway: shared('known', 'public'), host: 'any.example.com' }).virtualService.toJson().spec.gateways)
      .toEqual(['infra/public']);
    expect(messageOf(() => new EchoServer(chart, 'two', { gateway: shared('unknown'), host: 'any.example.com' }))).toBe(
      '[gateway-name-unknown] the gateway has no Istio Gateway that is known here; a VirtualService names the Gateway that it belongs to; declare '
      + 'servers on the gateway, or gatewayName in fromGatewayAttributes (at chart/two)');
  });
});

test.each<[string, (chart: Chart) => ProxyProtocolGateway | ReturnType<typeof ProxyProtocolGateway.fromGatewayAttributes>, string, object]>([
  ['by its pods\' labels', chart => gatewayIn(chart), 'edge', { workloadSelector: { labels: { app: 'gw', istio: 'gw' } } }],
  ['by targetRefs', chart => ProxyProtocolGateway.fromGatewayAttributes(chart, 'shared', {
    topology: TOPOLOGY.packetSource(), namespace: 'infra', gatewayApiName: 'public',
  }), 'infra', { targetRefs: [{ group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'public' }] }],
])('an access log finds the gateway %s, and logs every address that Envoy knows of HTTP and TCP', (_, make, namespace, selection) => {
  const accessLog = {
    name: 'cdk8s-istio-source-ip.access-log',
    typed_config: {
      '@type': 'type.googleapis.com/envoy.extensions.access_loggers.file.v3.FileAccessLog',
      'path': '/dev/stdout',
      'log_format': {
        json_format: {
          time: '%START_TIME%',
          duration: '%DURATION%',
          request_id: '%REQ(X-REQUEST-ID)%',
          direct_address: '%DOWNSTREAM_DIRECT_REMOTE_ADDRESS_WITHOUT_PORT%',
          client_address: '%DOWNSTREAM_REMOTE_ADDRESS_WITHOUT_PORT%',
          x_forwarded_for: '%REQ(X-FORWARDED-FOR)%',
          local_address: '%DOWNSTREAM_LOCAL_ADDRESS%',
          server_name: '%REQUESTED_SERVER_NAME%',
          authority: '%REQ(:AUTHORITY)%',
          method: '%REQ(:METHOD)%',
          path: '%REQ(X-ENVOY-ORIGINAL-PATH?:PATH)%',
          protocol: '%PROTOCOL%',
          response_code: '%RESPONSE_CODE%',
          response_flags: '%RESPONSE_FLAGS%',
          response_code_details: '%RESPONSE_CODE_DETAILS%',
          connection_termination_details: '%CONNECTION_TERMINATION_DETAILS%',
        },
      },
    },
  };
  const patch = (filter: string, type: string) => ({
    applyTo: 'NETWORK_FILTER',
    match: { context: 'GATEWAY', listener: { filterChain: { filter: { name: `envoy.filters.network.${filter}` } } } },
    patch: {
      operation: 'MERGE',
      value: { typed_config: { '@type': `type.googleapis.com/envoy.extensions.filters.network.${filter}.v3.${type}`, 'access_log': [accessLog] } },
    },
  });
  const chart = chartIn();
  const log = new GatewayAccessLog(chart, 'log', { gateway: make(chart) });
  expect(one(emitted(chart), 'EnvoyFilter')).toEqual({
    apiVersion: 'networking.istio.io/v1alpha3',
    kind: 'EnvoyFilter',
    metadata: { name: log.filter.name, namespace },
    spec: { ...selection, configPatches: [patch('http_connection_manager', 'HttpConnectionManager'), patch('tcp_proxy', 'TcpProxy')] },
  });
  expect(log.filter.name).toMatch(/^chart-log-c[0-9a-f]{7}$/);
});
