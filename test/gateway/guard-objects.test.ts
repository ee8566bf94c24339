import { ApiObject, App, Chart, Testing } from 'cdk8s';
import {
  Aws, Cloudflare, GatewayInstall, GatewayServer, IpBlocks, LoadBalancer, LoadBalancerName, NlbController, OriginLock, ProxyProtocolGateway,
  TargetType, TrustedProxy, TrustedTopology,
} from '../../src';
import { PRUNED_LAST, TOPOLOGY, WEB, chartIn, gatewayIn, messageOf } from '../support/app';
import { schemaProblems } from '../support/schema';

const cloudflare = (originLock: OriginLock) => Cloudflare.http({ connectsFrom: IpBlocks.of('192.0.2.0/24', '2001:db8::/32'), originLock });
const nlb = () => Aws.nlb({
  controller: NlbController.LOAD_BALANCER_CONTROLLER,
  targetType: TargetType.PODS,
  internetFacing: true,
  proxyProtocol: true,
  connectsFrom: IpBlocks.of('10.0.0.0/24'),
});
const chain = (...proxies: TrustedProxy[]) => new TrustedTopology({ proxies });
const secret = OriginLock.header('X-Origin-Key', '0123456789abcdef');
const selector = { matchLabels: { app: 'gw', istio: 'gw' } };
const TCP = (options = {}) => GatewayServer.tcp({ name: 'db', port: 5432, ...options });

/** The guards of a gateway, by name. */
function guards(topology: TrustedTopology, servers = [WEB()]): Record<string, any> {
  const gateway = gatewayIn(chartIn(), { topology, servers });
  const objects = gateway.node.findChild('Guards').node.findAll().filter(ApiObject.isApiObject).map(object => object.toJson());
  objects.forEach(object => expect(schemaProblems(object)).toEqual([]));
  return Object.fromEntries(objects.map(object => [object.metadata.name, object]));
}

test('none where nothing is believed', () => {
  expect(guards(TOPOLOGY.packetSource())).toEqual({});
});

test('only the sender may connect, and only the CDN may be named in its PROXY header (as IPv4-mapped IPv6 too)', () => {
  const range = (address_prefix: string, prefix_len: number) => ({ remote_ip: { address_prefix, prefix_len } });
  expect(guards(chain(cloudflare(OriginLock.enforcedElsewhere('a tunnel of our own')), nlb()))).toEqual({
    'gw-packet-source': {
      apiVersion: 'security.istio.io/v1',
      kind: 'AuthorizationPolicy',
      metadata: { name: 'gw-packet-source', namespace: 'edge', annotations: PRUNED_LAST },
      spec: { selector, action: 'DENY', rules: [{ from: [{ source: { notIpBlocks: ['10.0.0.0/24'] } }] }] },
    },
    'gw-proxy-source': {
      apiVersion: 'networking.istio.io/v1alpha3',
      kind: 'EnvoyFilter',
      metadata: { name: 'gw-proxy-source', namespace: 'edge', annotations: PRUNED_LAST },
      spec: {
        workloadSelector: { labels: selector.matchLabels },
        priority: 10,
        configPatches: [{
          applyTo: 'NETWORK_FILTER',
          match: { context: 'GATEWAY', listener: { filterChain: { filter: { name: 'envoy.filters.network.http_connection_manager' } } } },
          patch: {
            operation: 'INSERT_BEFORE',
            value: {
              name: 'cdk8s-istio-source-ip.proxy-source',
              typed_config: {
                '@type': 'type.googleapis.com/envoy.extensions.filters.network.rbac.v3.RBAC',
                'stat_prefix': 'proxy_source.',
                'rules': {
                  action: 'ALLOW',
                  policies: {
                    'proxy-source': {
                      permissions: [{ any: true }],
                      principals: [range('192.0.2.0', 24), range('2001:db8::', 32), range('::ffff:192.0.2.0', 120)],
                    },
                  },
                },
              },
            },
          },
        }],
      },
    },
  });
});

test('behind a load balancer that keeps the packet source the CDN alone may connect, at the load balancer too', () => {
  const topology = chain(cloudflare(OriginLock.enforcedElsewhere('a tunnel of our own')), LoadBalancer.of(LoadBalancerName.GOOGLE_PASSTHROUGH));
  expect(guards(topology)['gw-packet-source'].spec.rules).toEqual([{ from: [{ source: { notIpBlocks: ['192.0.2.0/24', '2001:db8::/32'] } }] }]);
  expect(gatewayIn(chartIn(), { topology }).service!.toJson().spec).toMatchObject({
    externalTrafficPolicy: 'Local', loadBalancerSourceRanges: ['192.0.2.0/24'],
  });
});

describe('HTTP/3 before the handshake', () => {
  const https = (name: string, options = {}) => GatewayServer.https({ name, hosts: [`${name}.example.com`], credentialName: 'web', http3: true, ...options });
  const refusing = (name: string) => ({
    applyTo: 'FILTER_CHAIN',
    match: { context: 'GATEWAY', listener: { name } },
    patch: {
      operation: 'MERGE',
      value: {
        transport_socket: {
          name: 'envoy.transport_sockets.quic',
          typed_config: {
            '@type': 'type.googleapis.com/envoy.extensions.transport_sockets.quic.v3.QuicDownstreamTransport',
            'enable_early_data': false,
          },
        },
      },
    },
  });
  const tooEarly = {
    applyTo: 'HTTP_FILTER',
    match: { context: 'GATEWAY', listener: { filterChain: { filter: { name: 'envoy.filters.network.http_connection_manager' } } } },
    patch: {
      operation: 'INSERT_FIRST',
      value: {
        name: 'cdk8s-istio-source-ip.too-early',
        typed_config: {
          '@type': 'type.googleapis.com/envoy.extensions.filters.http.fault.v3.HTTPFault',
          'headers': [{ name: 'early-data', present_match: true }],
          'abort': { http_status: 425, percentage: { numerator: 100 } },
        },
      },
    },
  };
  const expected = (...listeners: string[]) => ({
    apiVersion: 'networking.istio.io/v1alpha3',
    kind: 'EnvoyFilter',
    metadata: { name: 'gw-early-data', namespace: 'edge', annotations: PRUNED_LAST },
    spec: { workloadSelector: { labels: selector.matchLabels }, configPatches: [...listeners.map(refusing), tooEarly] },
  });

  test('is refused on the QUIC listeners of the gateway\'s ports, whatever address family, and answered by 425 on those of others', () => {
    expect(guards(TOPOLOGY.packetSource(), [WEB(), https('a')])).toEqual({ 'gw-early-data': expected('udp_0.0.0.0_8443', 'udp_::_8443') });
  });

  test('once for each port of the pods', () => {
    const servers = [https('a'), https('b'), https('c', { port: 8444, targetPort: 9444 }), https('d', { port: 8445, http3: false })];
    expect(guards(TOPOLOGY.packetSource(), servers)).toEqual({
      'gw-early-data': expected('udp_0.0.0.0_8443', 'udp_::_8443', 'udp_0.0.0.0_9444', 'udp_::_9444'),
    });
  });

  test.each<[string, GatewayInstall]>([
    ['that is there already', GatewayInstall.existing({ deploymentName: 'gw', podLabels: selector.matchLabels })],
    ['of Istio\'s chart', GatewayInstall.helmChart()],
    ['of an IstioOperator', GatewayInstall.istioOperator()],
  ])('also at a gateway %s', (_, install) => {
    const gateway = gatewayIn(chartIn(), { servers: [https('a')], install });
    expect((gateway.node.findChild('Guards').node.findChild('EarlyData') as ApiObject).toJson()).toEqual(expected('udp_0.0.0.0_8443', 'udp_::_8443'));
  });
});

describe('a secret header', () => {
  const rules = (topology: TrustedTopology, servers?: GatewayServer[]) => guards(topology, servers)['gw-lock-cloudflare'].spec.rules;
  const when = [{ key: 'request.headers[x-origin-key]', notValues: ['0123456789abcdef'] }];

  test('is asked of every request', () => {
    expect(guards(chain(cloudflare(secret), nlb()))['gw-lock-cloudflare']).toEqual({
      apiVersion: 'security.istio.io/v1',
      kind: 'AuthorizationPolicy',
      metadata: { name: 'gw-lock-cloudflare', namespace: 'edge', annotations: PRUNED_LAST },
      spec: { selector, action: 'DENY', rules: [{ when }] },
    });
  });

  test('and not of TCP servers beside, which know no headers', () => {
    expect(rules(chain(cloudflare(secret), LoadBalancer.of(LoadBalancerName.GOOGLE_PASSTHROUGH)), [WEB(), TCP()])).toEqual([{ to: [{ operation: { notPorts: ['5432'] } }], when }]);
    expect(rules(chain(cloudflare(secret), nlb()), [WEB(), TCP({ clientPort: 15432 })]))
      .toEqual([{ to: [{ operation: { notPorts: ['5432', '15432'] } }], when }]);
  });

  test('is an error where their port is an HTTP server\'s too', () => {
    expect(messageOf(() => guards(chain(cloudflare(secret), nlb()), [WEB(), TCP({ clientPort: 8080 })]))).toBe(
      '[shared-port] the servers "web" and "db" cannot be told apart by their port: both can appear as 8080; AuthorizationPolicy sees the PROXY '
      + 'header\'s port, or the listener\'s, so "web" would be unprotected; give "db" its own port, targetPort and clientPort, or include both '
      + 'servers (at chart/gateway)');
  });

  test('is asked on every port where others declare the servers', () => {
    const gateway = gatewayIn(chartIn(), { topology: chain(cloudflare(secret), nlb()), servers: undefined });
    expect((gateway.node.findChild('Guards').node.findChild('Lock-cloudflare') as ApiObject).toJson().spec.rules).toEqual([{ when }]);
  });
});

describe('a client certificate', () => {
  const topology = chain(cloudflare(OriginLock.mutualTls('cloudflare')), nlb());
  const https = GatewayServer.https({ name: 'web', hosts: ['www.example.com'], credentialName: 'web' });

  test('is asked for by every HTTPS server, with the CA\'s name as istiod wants it', () => {
    const tls = (lock: OriginLock) =>
      gatewayIn(chartIn(), { topology: chain(cloudflare(lock), nlb()), servers: [https] }).gateway!.toJson().spec.servers[0].tls;
    expect(tls(OriginLock.mutualTls('cloudflare'))).toEqual({ mode: 'MUTUAL', credentialName: 'web', caCertCredentialName: 'cloudflare-cacert' });
    expect(tls(OriginLock.mutualTls('cloudflare-cacert')).caCertCredentialName).toBe('cloudflare-cacert');
  });

  const why = 'without TLS the gateway asks for no certificate; a redirect does not help, since Envoy serves a request with X-Forwarded-Proto: '
    + 'https';
  test.each<[string, GatewayServer[] | undefined, string]>([
    ['a server without TLS', [https, GatewayServer.http({ name: 'plain', hosts: ['plain.example.com'] })],
      `[lock-plain-http] "cloudflare" has OriginLock.mutualTls, and server "plain" is plain HTTP; ${why}; leave "plain" out and let "cloudflare" redirect, `
      + 'make it https, or use OriginLock.header(…) (at chart/gateway)'],
    ['a server that only redirects', [https, GatewayServer.http({ name: 'plain', hosts: ['www.example.com'], httpsRedirect: true })],
      `[lock-plain-http] "cloudflare" has OriginLock.mutualTls, and server "plain" is plain HTTP; ${why}; leave "plain" out and let "cloudflare" redirect, `
      + 'make it https, or use OriginLock.header(…) (at chart/gateway)'],
    ['servers that others declare', undefined,
      `[lock-plain-http] "cloudflare" has OriginLock.mutualTls, and the servers are not declared here; ${why}; declare servers, or use OriginLock.header(…) `
      + '(at chart/gateway)'],
  ])('is an error with %s', (_, servers, message) => {
    expect(messageOf(() => gatewayIn(chartIn(), { topology, servers }))).toBe(message);
  });

  test('is an error where the load balancer ends TLS, by whatever kind of server', () => {
    const ended = Aws.nlb({ targetType: TargetType.PODS, internetFacing: true, proxyProtocol: true, connectsFrom: IpBlocks.of('10.0.0.0/24'), sslCert: ['arn:1'] });
    for (const server of [https, GatewayServer.http({ name: 'web', hosts: ['www.example.com'], port: 443 })]) {
      expect(messageOf(() => gatewayIn(chartIn(), { topology: chain(cloudflare(OriginLock.mutualTls('cloudflare')), ended), servers: [server] }))).toBe(
        '[lock-cut-off] "cloudflare" has OriginLock.mutualTls, but "nlb" terminates TLS on port 443; the gateway sees no certificate, so the lock would deny everybody or prove '
        + 'nothing; write OriginLock.header(…) on "cloudflare", or leave sslCert out and make "web" https (at chart/gateway)');
    }
  });
});

describe('the version of Istio', () => {
  const lacks = (version: string, feature: string, since: string) => `[istio-version] Istio ${version} lacks ${feature}; it would ignore or refuse what is `
    + `emitted; upgrade to Istio ${since} or later and write istioVersion: '${since}' (at chart/gateway)`;
  const https = [GatewayServer.https({ name: 'web', hosts: ['www.example.com'], credentialName: 'web' })];
  const mutual = chain(cloudflare(OriginLock.mutualTls('ca')), LoadBalancer.of(LoadBalancerName.GOOGLE_PASSTHROUGH));

  test.each<[string, string, TrustedTopology, string]>([
    ['the API versions', '1.21.6', TOPOLOGY.packetSource(), lacks('1.21.6', 'networking.istio.io/v1 and security.istio.io/v1', '1.22')],
    ['PROXY on the status port', '1.26', chain(nlb()), lacks('1.26', 'PROXY on the status port (ENVOY_STATUS_PORT_ENABLE_PROXY_PROTOCOL)', '1.27')],
    ['the CA\'s own Secret', '1.27.9', mutual, lacks('1.27.9', 'OriginLock.mutualTls (tls.caCertCredentialName)', '1.28')],
    ['nothing, but is none', 'latest', TOPOLOGY.packetSource(),
      '[istio-version] istioVersion "latest" is not a version of Istio; it decides what the gateway understands; write it as \'1.31\' or \'1.31.0\' (at chart/gateway)'],
  ])('is an error where it lacks %s', (_, istioVersion, topology, message) => {
    expect(messageOf(() => gatewayIn(chartIn(), { istioVersion, topology, servers: https }))).toBe(message);
  });

  test.each<[string, TrustedTopology]>([['1.22', TOPOLOGY.packetSource()], ['1.27.0', chain(nlb())], ['1.28', mutual], ['v1.31.0', mutual]])(
    '%s is enough', (istioVersion, topology) => {
      expect(() => gatewayIn(chartIn(), { istioVersion, topology, servers: https })).not.toThrow();
    });
});

describe('labels that select another gateway of the chart', () => {
  const problems = (chart: Chart) => {
    try {
      Testing.synth(chart);
      return '';
    } catch (error) {
      return (error as Error).message;
    }
  };
  const existing = (podLabels: { [name: string]: string }) => GatewayInstall.existing({ deploymentName: 'gw', podLabels });
  const gateway = (chart: Chart, id: string, podLabels: { [name: string]: string }) =>
    new ProxyProtocolGateway(chart, id, { topology: TOPOLOGY.packetSource(), name: id, namespace: id, install: existing(podLabels) });

  test('are an error, at the one that selects', () => {
    const chart = chartIn();
    gateway(chart, 'one', { app: 'gw' });
    gateway(chart, 'two', { app: 'gw', tier: 'inner' });
    expect(problems(chart)).toBe('Validation failed with the following errors:\n  [chart/one] [selector-not-unique] the labels of this gateway ({"app":"gw"}) also '
      + 'select the pods of chart/two; its servers, guards and lists would act on the other gateway too; give one of the two another name, or podLabels that '
      + 'tell them apart');
  });

  test('are fine where they tell the two apart, or the charts are two, which may go to two clusters', () => {
    const chart = chartIn();
    gateway(chart, 'one', { app: 'one' });
    gateway(chart, 'two', { app: 'two' });
    expect(problems(chart)).toBe('');
    const app = new App();
    gateway(new Chart(app, 'here', { namespace: 'x' }), 'one', { app: 'gw' });
    gateway(new Chart(app, 'there', { namespace: 'x' }), 'one', { app: 'gw' });
    expect(() => Testing.synth(app.node.findChild('here') as Chart)).not.toThrow();
  });
});
