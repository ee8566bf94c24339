import { Entrance, throughHttp, throughPackets, throughProxyV1, toThePod } from '../../fixtures/entrances';
import { example, Row, Setting } from '../../fixtures/example';

const ALLOWED = '5.6.7.9';
const DENIED = '5.6.7.8';
const ANYONE = '198.51.100.66';
const host = 'httpbin.example.com';

/** Every gateway of the example has the same two lists; what differs is how the client's address comes in. */
const WAYS: Record<string, { honest: Entrance; forged: Entrance[]; hops: string[]; behindIpv6: boolean }> = {
  'tcp-proxy': { honest: throughProxyV1('10.0.0.5'), forged: [throughProxyV1('10.0.0.5'), toThePod], hops: ['10.0.0.5'], behindIpv6: true },
  'aws-nlb': { honest: throughPackets, forged: [throughPackets], hops: [], behindIpv6: false },
  'google-network': { honest: throughPackets, forged: [throughPackets], hops: [], behindIpv6: false },
  'azure': { honest: throughPackets, forged: [throughPackets], hops: [], behindIpv6: false },
  'aws-alb': { honest: throughHttp('10.0.0.5'), forged: [throughHttp('10.0.0.5'), toThePod], hops: ['10.0.0.5'], behindIpv6: true },
  'google-http': { honest: throughHttp('35.191.0.5', 2), forged: [throughHttp('35.191.0.5', 2), toThePod], hops: ['35.191.0.5'], behindIpv6: true },
};

const settings = Object.entries(WAYS).map(([name, { honest, forged, hops, behindIpv6 }]): Setting => ({
  gateway: `ingress-${name}`,
  rule: {
    name, listed: ['1.2.3.4', ALLOWED], intruders: [DENIED, ANYONE, ...behindIpv6 ? ['2001:db8:bad::66'] : []], impersonated: ALLOWED, covers: () => true,
  },
  honest: [honest],
  forged,
  hops,
}));

example({
  name: 'ingress-access-control',
  settings,
  rows: Object.keys(WAYS).flatMap((name): Row[] => {
    const gateway = `ingress-${name}`;
    return [
      { it: `${name}: the allowed come in`, gateway, from: ALLOWED, server: 'http', host, then: { backend: `${name}/${host}`, client: ALLOWED } },
      { it: `${name}: the denied among them are refused`, gateway, from: DENIED, server: 'http', host, then: { status: 403 } },
      { it: `${name}: anyone else is refused`, gateway, from: ANYONE, server: 'http', host, then: { status: 403 } },
      { it: `${name}: a forged X-Forwarded-For gets nobody in`, gateway, from: ANYONE, server: 'http', host, headers: [['X-Forwarded-For', ALLOWED]], then: { status: 403 } },
    ];
  }),
});
