import { echo, Request, send } from '../rig/client';
import { GatewayPod } from '../rig/gateway-pod';
import { Manifest } from '../rig/kubernetes';
import { eventually } from '../rig/programs';
import { proxyV1, proxyV2 } from '../rig/proxy-header';
import { change, enforce, freshPod, GATEWAY, haproxy, install, nginx, patchGateway, recipe, setUp, tearDown, text, withdraw } from '../seeds/stage';
import { MINOR } from '../versions';

const LOAD_BALANCER = '192.168.0.10';
const NGINX = '192.168.0.11';
const HAPROXY = '192.168.0.12';
const HTTP_LOAD_BALANCER = '192.168.0.13';

const LISTED = '1.2.3.4'; // in the lists of Istio's task
const STRANGER = '198.51.100.66';

const typed = recipe('field/typed-envoy-filter.yaml');
const allowIpBlocks = recipe('istio-task/allow-ip-blocks.yaml');
const allowRemoteIpBlocks = recipe('istio-task/allow-remote-ip-blocks.yaml');

/** What a client gets, and as whom the application sees it. */
async function ask(to: string, from: string, request: Partial<Request> = {}): Promise<string> {
  const [answer] = await send([{ to, from, authority: 'clusterip.jimmysong.io', ...request }]);
  const reached = echo(answer);
  if (!reached) return answer.outcome === 'response' ? `${answer.status}` : answer.outcome;
  return `${answer.status} as ${reached.headers.find(([name]) => name === 'x-envoy-external-address')?.[1]}`;
}

const askAsLoadBalancer = (request: Partial<Request>) => ask(`${GATEWAY}:80`, LOAD_BALANCER, request);

const proxied = (client: string): Partial<Request> => ({ prefix: proxyV1(client, GATEWAY) });
const xff = (value: string): Partial<Request> => ({ headers: [['X-Forwarded-For', value]] });
const https: Partial<Request> = { tls: { sni: 'clusterip.jimmysong.io' } };

const PROXY_HEADERS = [
  { header: 'PROXY v1', prefix: proxyV1('198.51.100.1', GATEWAY), seen: '200 as 198.51.100.1' },
  { header: 'PROXY v2', prefix: proxyV2('198.51.100.1', GATEWAY), seen: '200 as 198.51.100.1' },
  { header: 'an IPv6 client in an IPv4 connection', prefix: proxyV1('2001:db8::1', '2001:db8::80'), seen: '200 as 2001:db8::1' },
  { header: 'no PROXY header', prefix: undefined, seen: 'reset' },
];

// A rig that cannot see these failures proves nothing about the library's own output.
describe('Seeds as written', () => {
  let gateway: GatewayPod;
  beforeAll(setUp);
  afterAll(tearDown);

  describe('an EnvoyFilter with filters by name only: admitted, then refused by Envoy', () => {
    test.each([
      ['NGINX and HAProxy', 'nginx/envoy-proxy-filters.yaml', 'envoy.filters.listener.proxy_protocol'],
      ['Classic ELB and Istio’s task', 'classic-elb/envoy-filter.yaml', 'envoy.listener.proxy_protocol'],
    ])('%s: a fresh gateway listens on nothing', async (_, file, filter) => {
      await change(...recipe(file));
      gateway = await freshPod();
      await eventually('a word from Envoy', () => gateway.log().includes('Listener rejected'), 5);
      for (const listener of ['0.0.0.0_8080', '0.0.0.0_8443']) {
        expect(gateway.log()).toContain(`${listener}: Didn't find a registered implementation for '${filter}' with type URL: ''`);
      }
      expect(await gateway.ports()).toEqual([]);
      expect(await askAsLoadBalancer(proxied(LISTED))).toBe('refused');
    });
  });

  describe('the same EnvoyFilter with typed_config works', () => {
    beforeAll(async () => {
      await change(...typed);
      gateway = await freshPod();
    });

    test.each(PROXY_HEADERS)('$header: $seen', async ({ prefix, seen }) => expect(await askAsLoadBalancer({ prefix })).toBe(seen));

    describe('with the lists of Istio’s task', () => {
      afterAll(() => withdraw(...allowIpBlocks));

      test('ipBlocks sees the load balancer: the listed client is refused, and all are admitted where the load balancer is listed', async () => {
        await enforce(...allowIpBlocks);
        expect(await askAsLoadBalancer(proxied(LISTED))).toBe('403');
        expect(await ask(`${GATEWAY}:80`, '5.6.7.8', proxied(STRANGER))).toBe(`200 as ${STRANGER}`);
      });

      test('remoteIpBlocks sees the client', async () => {
        await enforce(...allowRemoteIpBlocks);
        expect(await askAsLoadBalancer(proxied(LISTED))).toBe(`200 as ${LISTED}`);
        expect(await askAsLoadBalancer(proxied(STRANGER))).toBe('403');
      });

      test('who reaches the pod directly with a PROXY header of his own is admitted as whoever he says', async () => {
        await enforce(...allowRemoteIpBlocks);
        const saying = (address: string) => ask(`${gateway.address}:8080`, STRANGER, proxied(address));
        expect(await saying(STRANGER)).toBe('403');
        expect(await saying(LISTED)).toBe(`200 as ${LISTED}`);
      });
    });
  });

  describe('numTrustedProxies: 2 behind one load balancer with PROXY (NGINX, HAProxy)', () => {
    beforeAll(async () => {
      await install('nginx/topology.yaml');
      await change(...typed, ...allowRemoteIpBlocks);
      gateway = await freshPod();
      await Promise.all([nginx('nginx', NGINX), haproxy('haproxy', HAPROXY)]); // HAProxy takes 4 s to see a late gateway
    });
    afterAll(() => withdraw(...typed, ...allowRemoteIpBlocks));

    test.each([
      ['NGINX :80, an http server that listens with proxy_protocol, hangs up on a browser', `${NGINX}:80`, LISTED, {}, 'closed'],
      ['NGINX :80 sends none itself: 502 for a client that sent a PROXY header', `${NGINX}:80`, LISTED, proxied(LISTED), '502'],
      ['NGINX :443, a stream: the listed client is admitted', `${NGINX}:443`, LISTED, https, `200 as ${LISTED}`],
      ['NGINX :443: an honest stranger is refused', `${NGINX}:443`, STRANGER, https, '403'],
      ['HAProxy :80: the listed client is admitted', `${HAPROXY}:80`, LISTED, {}, `200 as ${LISTED}`],
      ['HAProxy :443: the listed client is admitted', `${HAPROXY}:443`, LISTED, https, `200 as ${LISTED}`],
      ['HAProxy :80: an honest stranger is refused', `${HAPROXY}:80`, STRANGER, {}, '403'],
      ['HAProxy :80: a stranger who forges X-Forwarded-For is admitted', `${HAPROXY}:80`, STRANGER, xff(`${LISTED}, 9.9.9.9`), `200 as ${LISTED}`],
      ['NGINX :443: so is he there', `${NGINX}:443`, STRANGER, { ...https, ...xff(`${LISTED}, 9.9.9.9`) }, `200 as ${LISTED}`],
    ])('%s', async (_, to, from, request, seen) => expect(await ask(to, from, request)).toBe(seen));
  });

  describe('numTrustedProxies: 1 behind an HTTP load balancer (Istio’s task)', () => {
    beforeAll(async () => {
      await install('istio-task/topology.yaml');
      await change(...allowRemoteIpBlocks);
      await nginx('load-balancer', HTTP_LOAD_BALANCER);
      gateway = await freshPod();
    });
    afterAll(() => withdraw(...allowRemoteIpBlocks));

    test.each([
      ['the listed client is admitted', HTTP_LOAD_BALANCER, LISTED, {}, `200 as ${LISTED}`],
      ['a stranger is refused', HTTP_LOAD_BALANCER, STRANGER, {}, '403'],
      ['a stranger who forges X-Forwarded-For is refused', HTTP_LOAD_BALANCER, STRANGER, xff(LISTED), '403'],
      ['a stranger who does so and goes round the load balancer is admitted as whoever he says', GATEWAY, STRANGER, xff(LISTED), `200 as ${LISTED}`],
    ])('%s', async (_, to, from, request, seen) => expect(await ask(`${to}:80`, from, request)).toBe(seen));
  });

  describe('numTrustedProxies: 2 and X-Forwarded-For (source-IP article)', () => {
    beforeAll(async () => {
      await install();
      await patchGateway(text('source-ip/num-trusted-proxies.json'));
      gateway = await freshPod();
    });

    test('the last but one address is the client', async () => {
      expect(await ask(`${GATEWAY}:80`, '3.3.3.3', xff('1.1.1.1,2.2.2.2,3.3.3.3'))).toBe('200 as 2.2.2.2');
    });

    describe.each([
      ['DENY remoteIpBlocks 2.2.2.2/24', 'source-ip/deny-remote-ip-blocks.yaml', [
        ['that address is refused', '3.3.3.3', '1.1.1.1,2.2.2.2,3.3.3.3', '403'],
        ['another one in its place is admitted', '3.3.3.3', '1.1.1.1,4.4.4.4,3.3.3.3', '200 as 4.4.4.4'],
      ]],
      ['DENY ipBlocks 123.120.234.15/24', 'source-ip/deny-ip-blocks.yaml', [
        ['that peer is refused', '123.120.234.15', '1.1.1.1,2.2.2.2,3.3.3.3', '403'],
        ['whatever its X-Forwarded-For', '123.120.234.15', '4.4.4.4,5.5.5.5', '403'],
        ['another peer is admitted', '123.120.235.15', '1.1.1.1,2.2.2.2,3.3.3.3', '200 as 2.2.2.2'],
      ]],
    ])('%s', (_, file, rows) => {
      beforeAll(() => enforce(...recipe(file)));
      afterAll(() => withdraw(...recipe(file)));
      test.each(rows)('%s', async (__, peer, forwarded, seen) => expect(await ask(`${GATEWAY}:80`, peer, xff(forwarded))).toBe(seen));
    });
  });

  describe('gatewayTopology.proxyProtocol (source-IP article)', () => {
    const patch = text('source-ip/proxy-protocol.json');

    test('the patch, as printed, is no JSON', async () => expect(patchGateway(patch)).rejects.toThrow(/invalid character/));

    describe('works with the backslashes of the article’s other patch', () => {
      beforeAll(async () => {
        await patchGateway(patch.replace(/\\\\/g, '\\'));
        gateway = await freshPod();
      });

      test.each(PROXY_HEADERS)('$header: $seen', async ({ prefix, seen }) => expect(await askAsLoadBalancer({ prefix })).toBe(seen));
    });

    describe('with the typed EnvoyFilter as well every connection is reset: two filters, one header', () => {
      beforeAll(() => enforce(...typed));
      afterAll(() => withdraw(...typed));

      test.each(PROXY_HEADERS)('$header', async ({ prefix }) => expect(await askAsLoadBalancer({ prefix })).toBe('reset'));
    });
  });

  describe('scopes as the field recommends them, asked by a client outside of the list', () => {
    const denyOutside = (operation: object): Manifest => ({
      apiVersion: 'security.istio.io/v1',
      kind: 'AuthorizationPolicy',
      metadata: { name: 'field', namespace: 'istio-system' },
      spec: {
        selector: { matchLabels: { app: 'istio-ingressgateway' } },
        action: 'DENY',
        rules: [{ from: [{ source: { notRemoteIpBlocks: ['203.0.113.0/24'] } }], to: [{ operation }] }],
      },
    });
    const IN = `200 as ${STRANGER}`;
    afterAll(() => withdraw(denyOutside({})));

    describe.each([
      ['admin.example.com', [
        ['admin.example.com', '403'],
        ['ADMIN.example.com', '403'],
        ['admin.example.com:8443', IN],
      ]],
      ['admin.example.com, admin.example.com:*, *.wild.example.com, *.wild.example.com:*', [
        ['admin.example.com', '403'],
        ['ADMIN.example.com', '403'],
        ['admin.example.com:8443', '403'],
        ['a.wild.example.com', '403'],
        ['a.WILD.example.com:99', IN],
      ]],
    ])('hosts [%s]', (hosts, rows) => {
      beforeAll(() => enforce(denyOutside({ hosts: hosts.split(', ') })));
      test.each(rows)('Host %s: %s', async (authority, seen) => expect(await askAsLoadBalancer({ ...proxied(STRANGER), authority })).toBe(seen));
    });

    describe.each([
      // Istio 1.31's Envoy takes `..;` for a parent.
      ['/.well-known/acme-challenge/*', MINOR < 31 ? IN : '403'],
      ['/.well-known/acme-challenge/{*}', '403'],
    ])('notPaths [%s]', (notPaths, withParameter) => {
      beforeAll(() => enforce(denyOutside({ hosts: ['admin.example.com'], notPaths: [notPaths] })));
      test.each([
        ['tok', IN],
        ['../../admin', '403'],
        ['%2e%2e/%2e%2e/admin', '403'],
        ['/../../../admin', '403'],
        ['\\..\\..\\admin', '403'],
        ['..%2f..%2fadmin', IN],
        ['..%5c..%5cadmin', IN],
        ['..;/admin', withParameter],
      ])('/.well-known/acme-challenge/%s: %s', async (rest, seen) => {
        const path = `/.well-known/acme-challenge/${rest}`;
        expect(await askAsLoadBalancer({ ...proxied(STRANGER), authority: 'admin.example.com', path })).toBe(seen);
      });
    });
  });
});
