import { machine, toThePod } from '../../fixtures/entrances';
import { Edge } from '../../rig/edge';
import { example, Row } from '../../rig/example';
import { proxyV1, proxyV2 } from '../../rig/proxy-header';

const NGINX = machine('through NGINX', '192.168.0.10', '2001:db8:ed6e::10');
const OFFICE = '203.0.113.7';
const ANYONE = '198.51.100.66';
const www = 'www.example.com';
const admin = 'admin.example.com';

export const rowsOfEdge: Row[] = [
  { it: 'anyone gets www over HTTP', from: ANYONE, server: 'http', host: www, then: { backend: `istio-system/${www}`, client: ANYONE, xff: ANYONE } },
  { it: 'anyone gets www over IPv6', from: '2001:db8:bad::66', server: 'http', host: www, then: { backend: `istio-system/${www}`, client: '2001:db8:bad::66' } },
  { it: 'anyone gets www over HTTPS', from: ANYONE, server: 'https', host: www, then: { backend: `istio-system/${www}`, client: ANYONE, xff: ANYONE } },
  { it: 'anyone gets www over HTTP/2', from: ANYONE, server: 'https', speech: 'HTTP/2 over TLS', host: www, then: { backend: `istio-system/${www}`, client: ANYONE } },
  { it: 'the office gets admin', from: OFFICE, server: 'http', host: admin, then: { backend: `istio-system/${admin}`, client: OFFICE, xff: OFFICE } },
  { it: 'the office gets admin over IPv6', from: '2001:db8:10::7', server: 'https', host: admin, then: { backend: `istio-system/${admin}`, client: '2001:db8:10::7' } },
  { it: 'the office gets admin with the SNI of www', from: OFFICE, server: 'https', host: admin, sni: www, then: { backend: `istio-system/${admin}` } },
  { it: 'anyone is refused admin', from: ANYONE, server: 'http', host: admin, then: { status: 403 } },
  { it: 'anyone is refused admin over HTTPS', from: ANYONE, server: 'https', host: admin, then: { status: 403 } },
  { it: 'anyone is refused admin with the SNI of www', from: ANYONE, server: 'https', host: admin, sni: www, then: { status: 403 } },
  { it: 'anyone is refused admin in capitals with a port', from: ANYONE, server: 'http', host: 'ADMIN.example.com:8443', then: { status: 403 } },
  { it: 'a forged X-Forwarded-For gets nobody in', from: ANYONE, server: 'http', host: admin, headers: [['X-Forwarded-For', OFFICE]], then: { status: 403 } },
  {
    it: 'a forged X-Forwarded-For is not the client',
    from: ANYONE,
    server: 'http',
    host: www,
    headers: [['X-Forwarded-For', OFFICE]],
    then: { client: ANYONE, xff: `${OFFICE},${ANYONE}` },
  },
  { it: 'a PROXY header of the client is no request', from: ANYONE, server: 'http', host: admin, prefix: proxyV1(OFFICE, '192.168.0.10'), then: { status: 400 } },
  { it: 'straight to the pod, without PROXY: closed', by: toThePod, from: OFFICE, server: 'http', host: www, then: { outcome: 'reset' } },
  { it: 'straight to the pod, with PROXY of his own: refused', by: toThePod, from: ANYONE, server: 'http', host: www, prefix: proxyV2(OFFICE, '192.168.0.10'), then: { status: 403 } },
  { it: 'the health check needs no PROXY', by: toThePod, from: '192.168.0.11', server: 15021, path: '/healthz/ready', then: { status: 200 } },
];

example({
  name: 'nginx-in-front',
  settings: [{
    gateway: 'istio-ingressgateway',
    rule: {
      name: 'admin-from-office',
      listed: [OFFICE, '2001:db8:10::7'],
      intruders: [ANYONE, '2001:db8:bad::66'],
      impersonated: '203.0.113.50',
      host: admin,
      openHost: www,
      covers: (_, backend) => backend.includes(admin),
    },
    honest: [NGINX],
    forged: [NGINX, toThePod],
    hops: ['192.168.0.10'],
    published: '192.168.0.50',
  }],
  rows: rowsOfEdge,
  edges: async scenario => [await Edge.nginx('nginx', ['192.168.0.10', '2001:db8:ed6e::10'], scenario.read('nginx-stream.conf'), 'stream')],
});
