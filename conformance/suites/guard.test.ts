import { LISTS } from '../fixtures/lists';
import { reached } from '../fixtures/play';
import { STANDS, synth } from '../fixtures/stands';
import { send } from '../rig/client';
import { get, kubectl, Manifest } from '../rig/kubernetes';
import { proxyV2 } from '../rig/proxy-header';
import { Scenario } from '../rig/scenario';
import { record } from '../rig/tally';

const stand = (name: string) => STANDS.find(one => one.name === name)!;

/** A port and what it is asked, without the list's own opinion: everybody here claims to be listed. */
const ASKED = [
  { what: 'HTTP', port: 8080, request: { authority: 'www.example.com' } },
  { what: 'HTTP/2', port: 8080, request: { authority: 'www.example.com', protocol: 'h2' as const } },
  { what: 'HTTPS', port: 8443, request: { authority: 'www.example.com', tls: { sni: 'www.example.com' } } },
  { what: 'TLS passed through', port: 9443, request: { protocol: 'tcp' as const, raw: Buffer.from('hello'), tls: { sni: 'vault.example.com' } } },
  { what: 'TCP', port: 5432, request: { protocol: 'tcp' as const, raw: Buffer.from('hello') } },
];

describe('Guard', () => {
  describe('addresses of a PROXY sender', () => {
    let scenario: Scenario;
    beforeAll(async () => {
      scenario = await Scenario.up(synth(stand('proxy-protocol'), LISTS[0]));
    });
    afterAll(() => scenario?.down());

    const ask = async (from: string, { port, request }: typeof ASKED[number]) => {
      const prefix = proxyV2('203.0.113.7', '192.0.2.80', 40000, port);
      const [answer] = await send([{ ...request, from, prefix, to: `${scenario.gateway().address}:${port}`, timeoutMs: 1000 }]);
      record(1);
      return reached(answer);
    };

    test.each(ASKED.map(asked => [asked.what, asked] as const))('%s: a header is believed that comes from there', async (_, asked) => {
      expect(await ask('10.0.0.5', asked)).toBeDefined();
      expect(await ask('10.0.0.255', asked)).toBeDefined();
    });
    test.each(ASKED.map(asked => [asked.what, asked] as const))('%s: and none that comes from elsewhere', async (_, asked) => {
      for (const elsewhere of ['10.0.1.0', '9.255.255.255', '203.0.113.7', '198.51.100.66', '10.255.0.3']) expect(await ask(elsewhere, asked)).toBeUndefined();
    });
  });

  describe('loadBalancerSourceRanges', () => {
    let scenario: Scenario;
    let service: Manifest;
    beforeAll(async () => {
      scenario = await Scenario.up(synth(stand('cdn-then-packets'), LISTS[0]));
      service = await get('service', 'cdn-then-packets', 'cdn-then-packets');
    });
    afterAll(() => scenario?.down());

    test("the API server holds the CDN's ranges, for the network to act on", () => {
      expect(service.spec).toMatchObject({ type: 'LoadBalancer', externalTrafficPolicy: 'Local', loadBalancerSourceRanges: ['192.0.2.0/28'] });
    });
    test('it would have refused ranges that are none', async () => {
      const broken = { ...service, spec: { ...service.spec, loadBalancerSourceRanges: ['192.0.2.0/33'] } };
      await expect(kubectl(['replace', '--dry-run=server', '-f', '-'], JSON.stringify(broken))).rejects.toThrow('must be a valid CIDR');
    });
  });
});
