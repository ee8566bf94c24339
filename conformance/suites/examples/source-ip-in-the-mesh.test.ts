import { throughPackets, throughProxyV2, toThePod } from '../../fixtures/entrances';
import { example } from '../../fixtures/example';
import { layer7 } from '../../rig/chain';
import { proxyV2 } from '../../rig/proxy-header';

const SECRET: [string, string] = ['x-origin-key', 'replace-me-with-openssl-rand-hex-32'];
const outer = layer7({ address: '192.0.2.5', header: SECRET });
const inner = layer7({ address: '10.0.0.5' });
const BOTH = { name: 'through both', hops: () => [outer, inner] };
const PAST_OUTER = { name: 'past the outer proxy', hops: () => [inner] };
const NLB = throughProxyV2('10.0.1.5');
const ANYONE = '203.0.113.7';
const echo = 'clusterip.jimmysong.io';

example({
  name: 'source-ip-in-the-mesh',
  settings: [
    {
      gateway: 'istio-ingressgateway',
      rule: { name: 'deny-direct', listed: [ANYONE], intruders: ['123.120.234.15'], impersonated: ANYONE, covers: () => true },
      honest: [throughPackets],
      forged: [throughPackets],
      hops: [],
    },
    {
      gateway: 'several-proxies',
      rule: { name: 'deny-remote', listed: [ANYONE, '2001:db8:10::7'], intruders: ['2.2.2.2'], impersonated: ANYONE, covers: () => true },
      honest: [BOTH],
      forged: [BOTH, PAST_OUTER, { name: 'as the outer proxy, without its secret', from: '192.0.2.5', hops: () => [inner] }, toThePod],
      hops: ['192.0.2.5', '10.0.0.5'],
    },
    {
      gateway: 'proxy-protocol',
      rule: { name: 'deny-remote', listed: [ANYONE, '2001:db8:10::7'], intruders: ['2.2.2.2'], impersonated: ANYONE, covers: server => server === 'postgres' },
      honest: [NLB],
      forged: [NLB, toThePod],
      hops: ['10.0.1.5'],
    },
  ],
  rows: [
    { it: 'packets: anyone comes in', gateway: 'istio-ingressgateway', from: ANYONE, server: 'http', host: echo, then: { backend: 'default/clusterip', client: ANYONE, xff: ANYONE } },
    { it: 'packets: the denied are refused', gateway: 'istio-ingressgateway', from: '123.120.234.15', server: 'http', host: echo, then: { status: 403 } },
    {
      it: 'packets: X-Forwarded-For changes nothing',
      gateway: 'istio-ingressgateway',
      from: '123.120.234.15',
      server: 'http',
      host: echo,
      headers: [['X-Forwarded-For', ANYONE]],
      then: { status: 403 },
    },
    {
      it: 'two proxies: the client is the one whom the outer proxy saw',
      gateway: 'several-proxies',
      from: ANYONE,
      server: 'http',
      host: echo,
      headers: [['X-Forwarded-For', '9.9.9.9']],
      then: { backend: `several-proxies/${echo}`, client: ANYONE, xff: `9.9.9.9, ${ANYONE}, 192.0.2.5,10.0.0.5` },
    },
    { it: 'two proxies: the denied are refused', gateway: 'several-proxies', from: '2.2.2.2', server: 'http', host: echo, then: { status: 403 } },
    {
      it: 'two proxies: past the outer one, everybody is refused',
      gateway: 'several-proxies',
      by: PAST_OUTER,
      from: ANYONE,
      server: 'http',
      host: echo,
      headers: [['X-Forwarded-For', ANYONE]],
      then: { status: 403 },
    },
    { it: 'two proxies: straight to the pod, everybody is refused', gateway: 'several-proxies', by: toThePod, from: ANYONE, server: 'http', host: echo, headers: [SECRET], then: { status: 403 } },
    { it: 'PROXY: HTTP is redirected', gateway: 'proxy-protocol', from: ANYONE, server: 'http', host: echo, then: { status: 301 } },
    { it: 'PROXY: HTTPS', gateway: 'proxy-protocol', from: '2.2.2.2', server: 'https', host: echo, then: { backend: `proxy-protocol/${echo}`, client: '2.2.2.2', xff: '2.2.2.2' } },
    { it: 'PROXY: TLS passed through', gateway: 'proxy-protocol', from: '2.2.2.2', server: 'tls', host: 'vault.jimmysong.io', then: { backend: 'proxy-protocol/tls-vault.jimmysong.io' } },
    { it: 'PROXY: TCP', gateway: 'proxy-protocol', from: ANYONE, server: 'postgres', then: { backend: 'proxy-protocol/tcp-5432' } },
    { it: 'PROXY: TCP over IPv6', gateway: 'proxy-protocol', from: '2001:db8:10::7', server: 'postgres', then: { backend: 'proxy-protocol/tcp-5432' } },
    { it: 'PROXY: the denied are cut off from TCP', gateway: 'proxy-protocol', from: '2.2.2.2', server: 'postgres', then: { outcome: 'closed' } },
    {
      it: 'PROXY: straight to the pod, with PROXY of his own: cut off',
      gateway: 'proxy-protocol',
      by: toThePod,
      from: ANYONE,
      server: 'postgres',
      prefix: proxyV2(ANYONE, '10.0.1.5'),
      then: { outcome: 'closed' },
    },
    { it: 'PROXY: the health check needs none', gateway: 'proxy-protocol', by: toThePod, from: '10.0.1.5', server: 15021, path: '/healthz/ready', then: { status: 200 } },
  ],
});
