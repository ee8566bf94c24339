import { ApiObject, Testing } from 'cdk8s';
import { LABELS, NAMED, emittedBy, one } from './emitted';
import { GatewayServer, IpBlocks, OriginLock, TargetType, TrustedProxy, TrustedTopology, XForwardedFor } from '../../src';
import { PRUNED_LAST, chartIn, gatewayIn, messageOf } from '../support/app';

const { PODS } = TargetType;
const key = OriginLock.header('X-Origin-Key', 'b5bb9d8014a0f9b1');
const cdn = (originLock: OriginLock, options: Partial<Parameters<typeof TrustedProxy.http>[0]> = {}) => TrustedProxy.http({
  name: 'cdn', multiTenant: true, xForwardedFor: XForwardedFor.APPEND, connectsFrom: IpBlocks.of('192.0.2.0/24'), originLock, ...options,
});
const sender = (options: Partial<Parameters<typeof TrustedProxy.layer4>[0]> = {}) => TrustedProxy.layer4({
  name: 'sender', multiTenant: false, keepsPacketSource: false, sendsProxyProtocol: true, connectsFrom: IpBlocks.of('10.0.0.0/24'), targetType: PODS, ...options,
});
const chain = (...proxies: TrustedProxy[]) => new TrustedTopology({ proxies });

const web = () => GatewayServer.http({ name: 'web', hosts: ['www.example.com'] });
const https = (name = 'tls', hosts = [`${name}.example.com`]) => GatewayServer.https({ name, hosts, credentialName: 'web' });
const vault = (options = {}) => GatewayServer.tlsPassthrough({ name: 'vault', hosts: ['vault.example.com'], ...options });
const database = (options = {}) => GatewayServer.tcp({ name: 'db', port: 5432, ...options });

test.each<[string, TrustedTopology, GatewayServer[] | undefined, string[] | undefined]>([
  ['HTTP servers alone', chain(cdn(key, { targetType: PODS })), [web(), https()], undefined],
  ['servers that others declare', chain(cdn(key, { targetType: PODS })), undefined, undefined],
  ['a TCP server beside', chain(cdn(key, { targetType: PODS })), [web(), database({ targetPort: 5433, clientPort: 15432 })], ['5433']],
  ['a TCP server beside, under PROXY', chain(cdn(key), sender()), [web(), database({ targetPort: 5433, clientPort: 15432 })], ['5433', '15432']],
  ['TLS passthrough and TCP beside, under PROXY', chain(cdn(key), sender()), [web(), vault(), database()], ['443', '5432', '8443']],
])('a header lock asks every HTTP request for its header: %s', (_, topology, servers, notPorts) => {
  expect(one(emittedBy({ topology, servers }), 'AuthorizationPolicy', 'gw-lock-cdn')).toEqual({
    apiVersion: 'security.istio.io/v1',
    kind: 'AuthorizationPolicy',
    metadata: { name: 'gw-lock-cdn', namespace: 'edge', annotations: PRUNED_LAST },
    spec: {
      selector: { matchLabels: LABELS },
      action: 'DENY',
      rules: [{
        ...notPorts ? { to: [{ operation: { notPorts } }] } : {},
        when: [{ key: 'request.headers[x-origin-key]', notValues: ['b5bb9d8014a0f9b1'] }],
      }],
    },
  });
});

test('a header lock leaves out TLS passthrough that shares its port with HTTPS, by server name', () => {
  const objects = emittedBy({ topology: chain(cdn(key, { targetType: PODS })), servers: [https(), vault(), database()] });
  expect(one(objects, 'AuthorizationPolicy', 'gw-lock-cdn').spec.rules).toEqual([{
    to: [{ operation: { notPorts: ['5432'] } }],
    when: [{ key: 'request.headers[x-origin-key]', notValues: ['b5bb9d8014a0f9b1'] }, { key: 'connection.sni', notValues: ['vault.example.com'] }],
  }]);
});

test('each proxy has its own header lock', () => {
  const inner = OriginLock.header('x-inner', '0123456789abcdef');
  const objects = emittedBy({
    topology: chain(cdn(key), TrustedProxy.http({
      name: 'proxy', multiTenant: false, xForwardedFor: XForwardedFor.APPEND, originLock: inner, targetType: PODS,
    })),
  });
  expect(['gw-lock-cdn', 'gw-lock-proxy'].map(name => one(objects, 'AuthorizationPolicy', name).spec.rules)).toEqual([
    [{ when: [{ key: 'request.headers[x-origin-key]', notValues: ['b5bb9d8014a0f9b1'] }] }],
    [{ when: [{ key: 'request.headers[x-inner]', notValues: ['0123456789abcdef'] }] }],
  ]);
});

test.each<[string, TrustedTopology, GatewayServer[], string]>([
  ['the PROXY header\'s port of a TCP server', chain(cdn(key), sender()), [web(), database({ clientPort: 8080 })],
    '[shared-port] the servers "web" and "db" cannot be told apart by their port: both can appear as 8080; AuthorizationPolicy sees the PROXY '
    + 'header\'s port, or the listener\'s, so "web" would be unprotected; give "db" its own port, targetPort and clientPort, or include both servers '
    + '(at chart/gateway)'],
  ['the port that TLS passthrough of a wildcard shares with HTTPS', chain(cdn(key, { targetType: PODS })), [https(), vault({ hosts: ['*.example.com'] })],
    '[shared-port] the servers "tls" and "vault" cannot be told apart by their port: both can appear as 8443; AuthorizationPolicy sees the '
    + 'listener\'s port, so "tls" would be unprotected; give "vault" its own port and targetPort, or include both servers (at chart/gateway)'],
  ['TLS passthrough of a name that a wildcard takes on the same port', chain(cdn(key, { targetType: PODS })), [https('tls', ['*.example.com']), vault()],
    '[shared-port] the servers "tls" and "vault" cannot be told apart by their port: both can appear as 8443; AuthorizationPolicy sees the '
    + 'listener\'s port, so "tls" would be unprotected; give "vault" its own port and targetPort, or include both servers, or name exact hosts '
    + 'on "tls" (at chart/gateway)'],
])('a header lock cannot leave out %s', (_, topology, servers, message) => {
  expect(messageOf(() => gatewayIn(chartIn(), { topology, servers }))).toBe(message);
});

test('a certificate lock asks the clients of every HTTPS server for a certificate, and of no other', () => {
  const servers = [
    https('one'),
    https('two'),
    vault({ port: 8000 }),
    database(),
  ];
  const tls = { mode: 'MUTUAL', credentialName: 'web', caCertCredentialName: 'origin-ca-cacert' };
  const topology = chain(cdn(OriginLock.mutualTls('origin-ca'), { targetType: PODS }));
  expect(one(emittedBy({ topology, servers }), 'Gateway')).toEqual({
    apiVersion: 'networking.istio.io/v1',
    kind: 'Gateway',
    metadata: { name: 'gw', namespace: 'edge' },
    spec: {
      selector: { ...LABELS, 'cdk8s-istio-source-ip/namespace': 'edge' },
      servers: [
        { port: { number: 443, name: 'one', protocol: 'HTTPS' }, hosts: ['one.example.com'], tls },
        { port: { number: 443, name: 'two', protocol: 'HTTPS' }, hosts: ['two.example.com'], tls },
        { port: { number: 8000, name: 'vault', protocol: 'TLS' }, hosts: ['vault.example.com'], tls: { mode: 'PASSTHROUGH' } },
        { port: { number: 5432, name: 'db', protocol: 'TCP' }, hosts: ['*'] },
      ],
    },
  });
});

test.each<[string, TrustedTopology, object | undefined]>([
  ['none', chain(sender()), undefined],
  ['one', chain(sender({ originLock: OriginLock.enforcedElsewhere(' security group sg-1 admits the sender only ') })),
    { 'cdk8s-istio-source-ip/enforced-elsewhere.sender': 'security group sg-1 admits the sender only' }],
  ['two', chain(
    cdn(OriginLock.enforcedElsewhere('a tunnel of our own')),
    sender({ originLock: OriginLock.enforcedElsewhere('security group sg-1 admits the sender only') }),
  ), {
    'cdk8s-istio-source-ip/enforced-elsewhere.cdn': 'a tunnel of our own',
    'cdk8s-istio-source-ip/enforced-elsewhere.sender': 'security group sg-1 admits the sender only',
  }],
  ['a header, which is neither an acknowledgement nor a text for an annotation', chain(cdn(key, { targetType: PODS })), undefined],
])('acknowledgements are on the Deployment for the reviewer: %s', (_, topology, annotations) => {
  const { metadata } = one(emittedBy({ topology }), 'Deployment');
  expect(metadata).toEqual({ ...NAMED, ...annotations ? { annotations } : {} });
});

const statusPort = () => chain(sender({ statusPortProxyProtocol: true }));
const certificate = () => chain(cdn(OriginLock.mutualTls('ca'), { targetType: PODS }));

test.each<[string, string, TrustedTopology]>([
  ['1.22', 'is the oldest for anything', chain()],
  ['1.100.0', 'is newer than 1.22', chain()],
  ['1.27', 'is the oldest for PROXY on the status port', statusPort()],
  ['1.28.0', 'is the oldest for a certificate lock', certificate()],
  ['1.31', 'is new enough for a certificate lock', certificate()],
  ['v1.31.0', 'may be written as its images are tagged', certificate()],
])('Istio %s %s', (istioVersion, _, topology) => {
  expect(() => gatewayIn(chartIn(), { istioVersion, topology, servers: [https()] })).not.toThrow();
});

test.each<[string, string, TrustedTopology, string]>([
  ['1.21', 'networking.istio.io/v1 and security.istio.io/v1', chain(), '1.22'],
  ['1.19.1', 'networking.istio.io/v1 and security.istio.io/v1', chain(), '1.22'],
  ['1.26.8', 'PROXY on the status port (ENVOY_STATUS_PORT_ENABLE_PROXY_PROTOCOL)', statusPort(), '1.27'],
  ['1.27', 'OriginLock.mutualTls (tls.caCertCredentialName)', certificate(), '1.28'],
])('Istio %s lacks %s', (istioVersion, feature, topology, since) => {
  expect(messageOf(() => gatewayIn(chartIn(), { istioVersion, topology, servers: [https()] }))).toBe(`[istio-version] Istio ${istioVersion} lacks ${feature}; it `
    + `would ignore or refuse what is emitted; upgrade to Istio ${since} or later and write istioVersion: '${since}' (at chart/gateway)`);
});

test.each(['', 'v', '1', '1.x', '1.31.0-alpha.0', '2.0', '1.31.0.1', ' 1.31', 'V1.31', 'vv1.31'])('"%s" is not a version of Istio', istioVersion => {
  expect(messageOf(() => gatewayIn(chartIn(), { istioVersion }))).toBe(`[istio-version] istioVersion "${istioVersion}" is not a version of Istio; it decides what the `
    + "gateway understands; write it as '1.31' or '1.31.0' (at chart/gateway)");
});

describe('a certificate lock, and a server that another Istio Gateway has on the same pods', () => {
  const synth = (topology: TrustedTopology, server: object): string => {
    const chart = chartIn();
    gatewayIn(chart, { topology, servers: [https()] });
    const foreign: object = { spec: { selector: { istio: 'gw' }, servers: [server] } };
    new ApiObject(chart, 'foreign', { apiVersion: 'networking.istio.io/v1', kind: 'Gateway', ...foreign });
    try {
      Testing.synth(chart);
    } catch (error) {
      return (error as Error).message;
    }
    return 'fine';
  };
  const mutual = () => chain(cdn(OriginLock.mutualTls('origin-ca'), { targetType: PODS }));
  const server = (protocol: string, mode?: string) => ({ port: { number: 9000, name: 'x', protocol }, hosts: ['*'], ...mode ? { tls: { mode } } : {} });

  test.each([['HTTP', undefined], ['http', undefined], ['GRPC-WEB', undefined], ['https', 'SIMPLE'], ['HTTPS', 'SIMPLE'], ['HTTPS', 'ISTIO_MUTUAL']])('is an error where that one asks for no certificate: %s %s', (protocol, mode) => {
    expect(synth(mutual(), server(protocol, mode))).toBe('Validation failed with the following errors:\n  [chart/gateway] [lock-plain-http] "cdn" '
      + 'has OriginLock.mutualTls, and Gateway "chart-foreign-c8dc3dda" (chart/foreign) has the server "x" on the same pods; it asks for no client '
      + 'certificate but believes X-Forwarded-For, so a list on the gateway admits whoever writes a listed address there; move it to a gateway of '
      + 'its own, or use OriginLock.header(…), which applies to every HTTP server of the pods');
  });

  test.each<[string, TrustedTopology, object]>([
    ['it asks for one', mutual(), server('HTTPS', 'MUTUAL')],
    ['it reads no HTTP', mutual(), server('TLS', 'PASSTHROUGH')],
    ['the lock is a header', chain(cdn(key, { targetType: PODS })), server('HTTP')],
  ])('is fine where %s', (_, topology, its) => {
    expect(synth(topology, its)).toBe('fine');
  });
});
