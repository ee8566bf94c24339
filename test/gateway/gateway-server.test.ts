import { GatewayServer } from '../../src';
import { TOPOLOGY, chartIn, gatewayIn, messageOf } from '../support/app';
import { schemaProblems } from '../support/schema';

const hosts = ['www.example.com'];

describe('ports', () => {
  test.each<[string, GatewayServer, number, number, number]>([
    ['HTTP', GatewayServer.http({ name: 'web', hosts }), 80, 8080, 80],
    ['HTTPS', GatewayServer.https({ name: 'web', hosts, credentialName: 'c' }), 443, 8443, 443],
    ['TLS passthrough', GatewayServer.tlsPassthrough({ name: 'web', hosts }), 443, 8443, 443],
    ['TCP', GatewayServer.tcp({ name: 'db', port: 5432 }), 5432, 5432, 5432],
    ['HTTP on another port', GatewayServer.http({ name: 'web', hosts, port: 8000 }), 8000, 8000, 8000],
    ['all by hand', GatewayServer.tcp({ name: 'db', port: 1, targetPort: 2000, clientPort: 3 }), 1, 2000, 3],
  ])('%s', (_, server, port, targetPort, clientPort) => {
    expect([server.port, server.targetPort, server.clientPort]).toEqual([port, targetPort, clientPort]);
  });

  test.each([
    ['the protocol in front', GatewayServer.tcp({ name: 'db', port: 5432 }), 'tcp-db'],
    ['not twice', GatewayServer.http({ name: 'http', hosts }), 'http'],
    ['not twice with more behind', GatewayServer.https({ name: 'https-web', hosts, credentialName: 'c' }), 'https-web'],
    ['tls for passthrough', GatewayServer.tlsPassthrough({ name: 'vault', hosts }), 'tls-vault'],
  ])('names on the Service: %s', (_, server, name) => {
    expect(gatewayIn(chartIn(), { servers: [server] }).service!.toJson().spec.ports[0].name).toBe(name);
  });
});

test('the Istio Gateway has every kind of server', () => {
  const gateway = gatewayIn(chartIn(), {
    servers: [
      GatewayServer.http({ name: 'http', hosts: ['team/www.example.com'], httpsRedirect: true }),
      GatewayServer.http({ name: 'alt', hosts: ['*'], port: 8000 }),
      GatewayServer.https({ name: 'https', hosts, credentialName: 'web' }),
      GatewayServer.tlsPassthrough({ name: 'vault', hosts: ['vault.example.com', '*.vault.example.com'] }),
      GatewayServer.tcp({ name: 'db', port: 5432 }),
    ],
  }).gateway!.toJson();
  expect(gateway).toEqual({
    apiVersion: 'networking.istio.io/v1',
    kind: 'Gateway',
    metadata: { name: 'gw', namespace: 'edge' },
    spec: {
      selector: { 'app': 'gw', 'istio': 'gw', 'cdk8s-istio-source-ip/namespace': 'edge' },
      servers: [
        { port: { number: 80, name: 'http', protocol: 'HTTP' }, hosts: ['team/www.example.com'], tls: { httpsRedirect: true } },
        { port: { number: 8000, name: 'alt', protocol: 'HTTP' }, hosts: ['*'] },
        { port: { number: 443, name: 'https', protocol: 'HTTPS' }, hosts, tls: { mode: 'SIMPLE', credentialName: 'web' } },
        { port: { number: 443, name: 'vault', protocol: 'TLS' }, hosts: ['vault.example.com', '*.vault.example.com'], tls: { mode: 'PASSTHROUGH' } },
        { port: { number: 5432, name: 'db', protocol: 'TCP' }, hosts: ['*'] },
      ],
    },
  });
  expect(schemaProblems(gateway)).toEqual([]);
});

test('the hosts of a server are a copy', () => {
  const names = ['www.example.com'];
  const server = GatewayServer.http({ name: 'web', hosts: names });
  names.push('other.example.com');
  expect(server.hosts).toEqual(['www.example.com']);
});

test.each<[string, () => unknown, string]>([
  ['a long name', () => GatewayServer.http({ name: 'public-website', hosts }),
    '[server-name] "public-website" is not a valid name for a server; it becomes part of a port name, which Kubernetes limits to 15 characters '
    + 'with the protocol in front; write up to 9 lower-case letters, digits and hyphens, beginning with a letter, such as "web"'],
  ['a port that is none', () => GatewayServer.tcp({ name: 'db', port: 0 }),
    '[port] port of server "db" is 0; ports are whole numbers from 1 to 65535; write such a number'],
  ['a target port that is none', () => GatewayServer.tcp({ name: 'db', port: 1, targetPort: 65536 }),
    '[port] targetPort of server "db" is 65536; ports are whole numbers from 1 to 65535; write such a number'],
  ['a client port that is none', () => GatewayServer.tcp({ name: 'db', port: 1, targetPort: 2000, clientPort: 1.5 }),
    '[port] clientPort of server "db" is 1.5; ports are whole numbers from 1 to 65535; write such a number'],
  ['a port of Istio\'s own', () => GatewayServer.tcp({ name: 'db', port: 15021 }),
    '[reserved-port] targetPort of server "db" is 15021; Istio reserves 15000 to 15099: it would not open the server, or the server would collide '
    + 'with its status port; write another targetPort, such as 8443'],
  ['a port of Istio\'s own on the Service', () => GatewayServer.tcp({ name: 'db', port: 15021, targetPort: 8080 }),
    '[reserved-port] port of server "db" is 15021; Istio reserves 15000 to 15099: it would not open the server, or the server would collide with '
    + 'its status port; write another port, such as 8443'],
  ['no hosts', () => GatewayServer.http({ name: 'web', hosts: [] }),
    '[server-hosts] server "web" has no hosts; the gateway would serve nothing under such a name, or istiod would refuse the whole Gateway; write lower-case '
    + 'DNS names without port, such as "www.example.com", "*.example.com" or "*"'],
  ['hosts that are not valid names', () => GatewayServer.http({ name: 'web', hosts: ['WWW.example.com', 'ok.example.com', 'a.example.com:80', 'a.*.com', 'a.'] }),
    '[server-hosts] hosts of server "web" are not valid: "WWW.example.com", "a.example.com:80", "a.*.com", "a."; the gateway would serve '
    + 'nothing under such a name, or istiod would refuse the whole Gateway; write lower-case DNS names without port, such as "www.example.com", '
    + '"*.example.com" or "*"'],
])('refuses %s', (_, action, message) => {
  expect(messageOf(action)).toBe(message);
});

const http = (name: string, options = {}) => GatewayServer.http({ name, hosts: [`${name}.example.com`], ...options });
const https = (name: string, options = {}) => GatewayServer.https({ name, hosts: [`${name}.example.com`], credentialName: 'c', ...options });
const conflict = (text: string) => `[port-conflict] the servers ${text} use the same port; Istio would drop one of them silently, or clients `
  + 'could not reach both; give them different ports and targetPorts, or the same port, targetPort, clientPort and protocol with different '
  + 'hosts (at chart/gateway)';

test.each<[string, GatewayServer[], keyof typeof TOPOLOGY, string]>([
  ['two of one name', [http('web'), https('web')], 'packetSource',
    '[duplicate-server] two servers are named "web"; port names are unique on a Service and in a Gateway, and lists could not name one of two servers; give '
    + 'each its own name, such as "web" and "admin" (at chart/gateway)'],
  ['HTTP and HTTPS on one port', [http('a'), https('b', { port: 80 })], 'packetSource', conflict('"a" (HTTP 80 → 8080) and "b" (HTTPS 80 → 8080)')],
  ['TCP and TCP on one port', [GatewayServer.tcp({ name: 'a', port: 5432 }), GatewayServer.tcp({ name: 'b', port: 5432 })], 'packetSource',
    conflict('"a" (TCP 5432 → 5432) and "b" (TCP 5432 → 5432)')],
  ['one port with two targets', [http('a'), http('b', { targetPort: 8081 })], 'packetSource', conflict('"a" (HTTP 80 → 8080) and "b" (HTTP 80 → 8081)')],
  ['one target with two ports', [http('a'), http('b', { port: 81, targetPort: 8080 })], 'packetSource', conflict('"a" (HTTP 80 → 8080) and "b" (HTTP 81 → 8080)')],
  ['one port with two client ports', [http('a'), http('b', { clientPort: 81 })], 'packetSource', conflict('"a" (HTTP 80 → 8080) and "b" (HTTP 81 → 80 → 8080)')],
  ['one client port for two', [http('a'), GatewayServer.tcp({ name: 'b', port: 5432, clientPort: 80 })], 'packetSource',
    conflict('"a" (HTTP 80 → 8080) and "b" (TCP 80 → 5432 → 5432)')],
  ['one host twice', [https('a'), GatewayServer.tlsPassthrough({ name: 'b', hosts: ['team/a.example.com'] })], 'packetSource',
    conflict('"a" (HTTPS 443 → 8443) and "b" (TLS 443 → 8443)')],
  ['two that get one port name', [http('web'), http('http-web', { port: 8000 })], 'packetSource',
    '[duplicate-server] the servers "web" and "http-web" both get the port name "http-web"; port names are unique on a Service and in a Gateway, and lists '
    + 'could not name one of two servers; give each its own name, such as "web" and "admin" (at chart/gateway)'],
  ['HTTP/3 with PROXY', [https('web', { http3: true })], 'proxyProtocol',
    '[proxy-http3] server "web" has http3, and the topology needs PROXY; Istio puts no PROXY filter on QUIC listeners, so HTTP/3 clients would all appear as '
    + 'the load balancer; write http3: false, or choose a load balancer that keeps the packet source instead of sending PROXY (at chart/gateway)'],
  ['none', [], 'packetSource',
    '[empty-list] servers is an empty list; istiod refuses a Gateway without servers; write at least one server, or leave servers out where others declare '
    + 'them (at chart/gateway)'],
  ['a port that the pods cannot open', [http('web', { targetPort: 80 })], 'packetSource',
    '[privileged-port] targetPort of server "web" is 80; the gateway does not run as root, so Istio skips ports below 1024; write targetPort: 8080 '
    + '(at chart/gateway)'],
])('a gateway refuses servers: %s', (_, servers, topology, message) => {
  expect(messageOf(() => gatewayIn(chartIn(), { servers, topology: TOPOLOGY[topology]() }))).toBe(message);
});

test.each<[string, GatewayServer[]]>([
  ['HTTP twice, by host', [http('a'), http('b')]],
  ['HTTPS twice, by host', [https('a'), https('b')]],
  ['HTTPS and TLS passthrough, by server name', [https('a'), GatewayServer.tlsPassthrough({ name: 'b', hosts })]],
])('servers may share a port: %s', (_, servers) => {
  const service = gatewayIn(chartIn(), { servers }).service!.toJson();
  expect(service.spec.ports).toHaveLength(1);
});
