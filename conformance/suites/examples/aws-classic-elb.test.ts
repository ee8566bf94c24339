import { throughProxyV1, toThePod } from '../../fixtures/entrances';
import { example } from '../../fixtures/example';
import { proxyV1 } from '../../rig/proxy-header';

const ELB = throughProxyV1('10.0.1.5');
const KNOWN = '203.0.113.7';
const ANYONE = '198.51.100.66';
const www = 'www.example.com';

example({
  name: 'aws-classic-elb',
  settings: [{
    gateway: 'istio-ingressgateway',
    rule: { name: 'known-clients', listed: [KNOWN], intruders: [ANYONE, '2001:db8:bad::66'], impersonated: '203.0.113.50', covers: () => true },
    honest: [ELB],
    forged: [ELB, toThePod],
    hops: ['10.0.0.5', '10.0.1.5'],
  }],
  rows: [
    { it: 'a known client comes in', from: KNOWN, server: 'http', host: www, then: { backend: `istio-system/${www}`, client: KNOWN, xff: KNOWN } },
    { it: 'anyone else is refused', from: ANYONE, server: 'http', host: www, then: { status: 403 } },
    { it: 'anyone else is refused over IPv6', from: '2001:db8:bad::66', server: 'http', host: www, then: { status: 403 } },
    { it: 'a forged X-Forwarded-For gets nobody in', from: ANYONE, server: 'http', host: www, headers: [['X-Forwarded-For', KNOWN]], then: { status: 403 } },
    { it: 'straight to the pod, without PROXY: closed', by: toThePod, from: KNOWN, server: 'http', host: www, then: { outcome: 'reset' } },
    { it: 'straight to the pod, with PROXY of his own: refused', by: toThePod, from: ANYONE, server: 'http', host: www, prefix: proxyV1(KNOWN, '10.0.1.5'), then: { status: 403 } },
    { it: 'the health check needs no PROXY', by: toThePod, from: '10.0.1.5', server: 15021, path: '/healthz/ready', then: { status: 200 } },
  ],
});
