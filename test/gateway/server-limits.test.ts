import { emittedBy, one } from './emitted';
import { GatewayServer } from '../../src';
import { TOPOLOGY, chartIn, gatewayIn, messageOf } from '../support/app';

const tcp = (options: Partial<Parameters<typeof GatewayServer.tcp>[0]>) => GatewayServer.tcp({ name: 'db', port: 5432, ...options });

test.each(['a', 'web', 'w1', 'my-web', 'a--b', 'abcdefghi'])('"%s" is a name for a server', name => {
  expect(tcp({ name }).name).toBe(name);
});

test.each(['-', 'a-', '-a', '1a', 'Web', 'a.b', 'a_b', 'abcdefghij'])('"%s" is not a valid name for a server', name => {
  expect(messageOf(() => tcp({ name }))).toBe(`[server-name] "${name}" is not a valid name for a server; it becomes part of a port name, which Kubernetes limits to `
    + '15 characters with the protocol in front; write up to 9 lower-case letters, digits and hyphens, beginning with a letter, such as "web"');
});

test.each([
  '*', '*.example.com', 'example.com', 'localhost', 'a-b.example.com', 'xn--bcher-kva.example', '1.example.com', 'team/example.com', './*.example.com', '*/example.com', '*/*',
])('"%s" is a host of a server', host => {
  expect(GatewayServer.http({ name: 'web', hosts: [host] }).hosts).toEqual([host]);
});

test.each([
  '', 'Example.com', 'example.com.', '.example.com', 'example..com', 'a.*.com', '*a.example.com', '**', '*.*', '*.', 'example.com:80', 'https://example.com', 'a_b.com',
  '-a.com', 'a-.com', 'Team/example.com', 'team//example.com', 'a/b/example.com', 'bücher.example', 'example.com\n', ' example.com', '[2001:db8::1]',
])('%j is not a valid host of a server', host => {
  const text = 'the gateway would serve nothing under such a name, or istiod would refuse the whole Gateway; write lower-case DNS names without port, such as '
    + '"www.example.com", "*.example.com" or "*"';
  const message = `[server-hosts] hosts of server "web" are not valid: "${host}"; ${text}`;
  expect(messageOf(() => GatewayServer.http({ name: 'web', hosts: ['ok.example.com', host] }))).toBe(message);
  expect(messageOf(() => GatewayServer.https({ name: 'web', hosts: [host], credentialName: 'web' }))).toBe(message);
  expect(messageOf(() => GatewayServer.tlsPassthrough({ name: 'web', hosts: [host] }))).toBe(message);
});

describe('ports', () => {
  test.each<[string, number]>([['port', 1], ['port', 65535], ['targetPort', 14999], ['targetPort', 15100], ['targetPort', 65535], ['clientPort', 1], ['clientPort', 15021]])(
    '%s may be %d', (field, port) => {
      expect(tcp({ [field]: port })[field as 'port']).toBe(port);
    });

  test.each<[string, number]>([
    ['port', 0], ['port', -1], ['port', 65536], ['port', 80.5], ['port', NaN], ['port', Infinity], ['targetPort', 0], ['targetPort', 65536], ['clientPort', 0],
    ['clientPort', 65536],
  ])('%s may not be %d', (field, port) => {
    expect(messageOf(() => tcp({ [field]: port }))).toBe(`[port] ${field} of server "db" is ${port}; ports are whole numbers from 1 to 65535; write such a number`);
  });

  test.each([15000, 15021, 15099])('Istio keeps %d for itself', targetPort => {
    expect(messageOf(() => tcp({ targetPort }))).toBe(`[reserved-port] targetPort of server "db" is ${targetPort}; Istio reserves 15000 to `
      + '15099: it would not open the server, or the server would collide with its status port; write another targetPort, such as 8443');
  });

  test.each([1, 80, 1023])('pods that do not run as root cannot open %d', targetPort => {
    expect(messageOf(() => gatewayIn(chartIn(), { servers: [tcp({ targetPort })] }))).toBe('[privileged-port] targetPort of server "db" is '
      + `${targetPort}; the gateway does not run as root, so Istio skips ports below 1024; write targetPort: ${targetPort + 8000} (at `
      + 'chart/gateway)');
  });

  test('1024 is the first that they can', () => {
    const objects = emittedBy({ servers: [tcp({ targetPort: 1024 })] });
    expect(one(objects, 'Service').spec.ports).toEqual([{ name: 'tcp-db', port: 5432, targetPort: 1024, protocol: 'TCP' }]);
    expect(one(objects, 'Deployment').spec.template.spec.containers[0].ports).toEqual([{ name: 'tcp-db', containerPort: 1024, protocol: 'TCP' }]);
  });
});

test('every kind of server at once: its port on the Service, on the pods and in the Gateway', () => {
  const hosts = ['www.example.com'];
  const objects = emittedBy({
    topology: TOPOLOGY.packetSource(),
    servers: [
      GatewayServer.http({ name: 'http', hosts, httpsRedirect: true }),
      GatewayServer.https({ name: 'https', hosts, credentialName: 'web', http3: true }),
      GatewayServer.tlsPassthrough({ name: 'vault', hosts: ['vault.example.com'] }),
      GatewayServer.tcp({ name: 'db', port: 5432, targetPort: 15432, clientPort: 25432 }),
    ],
  });
  expect(one(objects, 'Service').spec.ports).toEqual([
    { name: 'http', port: 80, targetPort: 8080, protocol: 'TCP' },
    { name: 'https', port: 443, targetPort: 8443, protocol: 'TCP' },
    { name: 'tcp-db', port: 5432, targetPort: 15432, protocol: 'TCP' },
    { name: 'h3-https', port: 443, targetPort: 8443, protocol: 'UDP' },
  ]);
  expect(one(objects, 'Deployment').spec.template.spec.containers[0].ports).toEqual([
    { name: 'http', containerPort: 8080, protocol: 'TCP' },
    { name: 'https', containerPort: 8443, protocol: 'TCP' },
    { name: 'tcp-db', containerPort: 15432, protocol: 'TCP' },
  ]);
  expect(one(objects, 'Gateway').spec.servers).toEqual([
    { port: { number: 80, name: 'http', protocol: 'HTTP' }, hosts, tls: { httpsRedirect: true } },
    { port: { number: 443, name: 'https', protocol: 'HTTPS' }, hosts, tls: { mode: 'SIMPLE', credentialName: 'web' } },
    { port: { number: 443, name: 'vault', protocol: 'TLS' }, hosts: ['vault.example.com'], tls: { mode: 'PASSTHROUGH' } },
    { port: { number: 5432, name: 'db', protocol: 'TCP' }, hosts: ['*'] },
  ]);
});
