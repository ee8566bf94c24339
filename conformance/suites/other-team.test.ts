import { ApiObject, App, Chart } from 'cdk8s';
import { GatewayServer, IpAllowList, IpBlocks, MatchEngine, ProxyProtocolGateway } from 'cdk8s-istio-source-ip';
import { headerForms } from '../attacks/address-header';
import { attach, filters, THEIR_LISTENERS } from '../fixtures/listener-set';
import { ADMIN_HOST, LISTS, OPEN_HOST } from '../fixtures/lists';
import { actions, moveIn, routesOn, THEIR_SERVERS, THEIRS, Traffic } from '../fixtures/other-team';
import { reached } from '../fixtures/play';
import { CDN, Stand, STANDS, synth } from '../fixtures/stands';
import { backend } from '../rig/backends';
import { certificateFiles } from '../rig/certificates';
import { Hop, layer7, through } from '../rig/chain';
import { Answer, echo, Request, send } from '../rig/client';
import { GatewayPod } from '../rig/gateway-pod';
import { synced } from '../rig/istio';
import { apply, kubectl, Manifest, remove } from '../rig/kubernetes';
import { Scenario } from '../rig/scenario';
import { record } from '../rig/tally';

const OFFICE = '203.0.113.7';
const ANYONE = '198.51.100.66';
type Asked = Omit<Request, 'to' | 'from' | 'prefix'>;

/** A browser's question before a request to another site. */
const PREFLIGHT: Asked = { method: 'OPTIONS', headers: [['origin', 'https://any.example.net'], ['access-control-request-method', 'GET']] };

const stand = (name: string) => STANDS.find(one => one.name === name)!;
const list = (name: string) => LISTS.find(one => one.name === name)!;

/** Asks through these proxies, by the port that clients dial. */
async function ask(pod: GatewayPod, hops: readonly Hop[], from: string, port: number, request: Asked): Promise<Answer> {
  const flight = through(hops, from, request);
  const published = pod.services.flatMap(({ spec }) => spec.ports).find(one => one.port === port);
  const to = `${pod.address}:${published?.targetPort ?? port}`;
  const [answer] = await send([{ ...flight.request, from: flight.from, prefix: flight.prefix, to, timeoutMs: 2000 }]);
  record(1);
  return answer;
}

/** How many requests and connections a gateway has led to a Service of rig/backends.ts, mirrored ones among them. */
async function arrived(pod: GatewayPod, service: string): Promise<number> {
  const lines = (await pod.admin('/clusters')).split('\n').filter(line => line.includes(`||${service}`) && line.includes('::rq_total::'));
  return lines.reduce((sum, line) => sum + Number(line.split('::').pop()), 0);
}

/** An answer, and how often its request, or a copy of it, came to a Service. */
async function watch(pod: GatewayPod, service: string, request: () => Promise<Answer>): Promise<{ answer: Answer; came: number }> {
  const before = await arrived(pod, service);
  const answer = await request();
  await new Promise(resolve => setTimeout(resolve, 100)); // copies are sent beside the request
  return { answer, came: await arrived(pod, service) - before };
}

/** What a list leaves open of another team's servers. Each opens no more than its own routes do. */
const OPEN: Record<string, (server: { traffic: Traffic; port: number }) => boolean> = {
  'an allow list on the gateway, by AuthorizationPolicy': ({ traffic }) => traffic === 'AUTO_PASSTHROUGH',
  'an allow list on the gateway, by trie': () => false,
  'an allow list on a host, by AuthorizationPolicy': ({ traffic }) => traffic !== 'bytes',
  'an allow list on a host, by trie': () => true,
  // Port 80 is another server's.
  'an allow list on a server, by AuthorizationPolicy': ({ traffic, port }) => traffic === 'AUTO_PASSTHROUGH' || port === 80,
  'an allow list on a server, by trie': ({ port }) => port === 80,
};

/** X-Forwarded-For is not there for connections. */
const seesBytes = (at: Stand) => at.topology().knowsTcpClients;

/** What others have put into the cluster. */
const guests: Manifest[] = [];

async function leave(scenario?: Scenario): Promise<void> {
  await remove(guests.splice(0));
  await scenario?.down();
}

describe('Other teams', () => {
  describe.each(['packet-source', 'proxy-protocol', 'http-proxy'].map(name => [name, stand(name)] as const))('%s: an Istio Gateway and VirtualServices of another namespace', (_, at) => {
    let scenario: Scenario;
    let ours: string;
    const from = (client: string, port: number, request: Asked) => ask(scenario.gateway(), at.honest[0].hops?.(port) ?? [], client, port, request);

    beforeAll(async () => {
      scenario = await Scenario.up(synth(at, list('an allow list on the gateway, by AuthorizationPolicy')));
      const [gateway] = scenario.objects('Gateway');
      guests.push(...await moveIn(scenario.gateway(), gateway.spec.selector));
      const routes: Manifest[] = JSON.parse((await kubectl(['get', 'virtualservices', '-n', at.name, '-o', 'json'])).stdout).items;
      ours = routes.find(({ spec }) => spec.hosts.includes(ADMIN_HOST))!.spec.http[0].route[0].destination.host;
      const theirs = await backend(`${THEIRS}/${at.name}-route`, 'http');
      const [self] = scenario.objects('Service').map(({ metadata }) => `${metadata.name}.${metadata.namespace}.svc.cluster.local`);
      const others = routesOn(gateway, actions(theirs.host, ours, self, OFFICE), ours);
      guests.push(...others);
      await apply(others);
      await synced();
    });
    afterAll(() => leave(scenario));

    describe.each(Object.entries(OPEN))('%s', (name, isOpen) => {
      beforeAll(() => scenario.sync(synth(at, list(name))));

      test.each(THEIR_SERVERS.map(one => [one.says, one] as const))('%s', async (__, one) => {
        const [anyone, office] = await Promise.all([ANYONE, OFFICE].map(client => from(client, one.port, one.request)));
        expect(reached(anyone) !== undefined).toBe(isOpen(one));
        // The listed come in, but where a connection has no address to compare.
        if (one.traffic === 'http' || seesBytes(at)) expect(reached(office)).toMatch(/^(other-team|ours)\//);
      });

      test('no server of theirs serves a host of ours: nobody reaches it by another port', async () => {
        const asked = THEIR_SERVERS.filter(one => one.traffic === 'http' && one.port !== 80).flatMap(({ port, request }) => [ANYONE, OFFICE]
          .flatMap(client => [ADMIN_HOST, OPEN_HOST, `user@${ADMIN_HOST}`].map(authority => from(client, port, { ...request, authority }))));
        expect((await Promise.all(asked)).map(reached).filter(who => who && !who.startsWith(THEIRS))).toEqual([]);
      });

      const protects = name.includes('server') ? 443 : 80;
      const over: Asked = protects === 443 ? { tls: { sni: ADMIN_HOST } } : {};
      test('whatever a route of theirs does on the protected host, the list is asked before it', async () => {
        const before = await arrived(scenario.gateway(), ours);
        const asked = Object.keys(actions('', '', '.', '')).flatMap(path => [{}, PREFLIGHT]
          .map(plain => from(ANYONE, protects, { ...over, ...plain, authority: ADMIN_HOST, path })));
        expect(new Set((await Promise.all(asked)).map(({ status }) => status))).toEqual(new Set([403]));
        expect(await arrived(scenario.gateway(), ours)).toBe(before);
      });
    });

    describe('an allow list on a host: a route of theirs on another host leads', () => {
      beforeAll(() => scenario.sync(synth(at, list('an allow list on a host, by trie'))));

      test.each([
        ['/rewrite', 'to the protected backend, by its host', 1, ADMIN_HOST],
        ['/host', 'to the protected backend, by its host', 1, ADMIN_HOST],
        ['/delegate', 'to the protected backend, by the route that ours delegate to', 1, OPEN_HOST],
        ['/mirror', 'a copy to the protected backend', 1, undefined],
        ['/headers', 'nowhere else, whatever address it writes', 0, undefined],
        ['/loop', 'not to the protected host by way of the gateway itself', 0, undefined],
      ])('%s: %s', async (path, __, copies, host) => {
        const { answer, came } = await watch(scenario.gateway(), ours, () => from(ANYONE, 80, { authority: OPEN_HOST, path }));
        expect(came).toBe(copies);
        if (host) expect(echo(answer)?.host).toEqual([host]);
      });
    });
  });

  describe('Gateways that trust a lock', () => {
    const tenant = [layer7({ address: CDN, certificate: certificateFiles('tenant-client') })];

    describe.each([
      ['cdn-with-certificate', 'HTTP servers of theirs ask for no certificate: another tenant of the CDN comes in to their backends, as whoever they claim to be', true, tenant],
      ['two-http-proxies', 'HTTP servers of theirs ask for the header', false, [...tenant, layer7({ address: '10.0.0.5' })]],
    ] as const)('%s', (name, says, open, hops) => {
      const at = stand(name);
      let scenario: Scenario;
      beforeAll(async () => {
        scenario = await Scenario.up(synth(at, list('an allow list on the gateway, by AuthorizationPolicy')));
        guests.push(...await moveIn(scenario.gateway(), scenario.objects('Gateway')[0].spec.selector));
      });
      afterAll(() => leave(scenario));
      const asTenant = ({ port, request }: typeof THEIR_SERVERS[number], authority: string) => {
        // Whoever has the CDN send what they want, in place of the client's address.
        const forged: Asked = { ...request, authority, headers: [['x-forwarded-for', OFFICE]] };
        return open ? ask(scenario.gateway(), [], CDN, port, forged) : ask(scenario.gateway(), hops.slice(1), CDN, port, forged);
      };
      const http = THEIR_SERVERS.filter(({ traffic, says: one }) => traffic === 'http' && !/MUTUAL/.test(one));

      test(says, async () => {
        for (const one of http) expect(reached(await asTenant(one, 'any.example.net')) !== undefined).toBe(open);
      });
      test('none of them leads to a host of ours', async () => {
        for (const one of http) expect(reached(await asTenant(one, ADMIN_HOST)) ?? THEIRS).toMatch(/^other-team/);
      });
      test('servers of bytes refuse everybody, since connections have no such proof', async () => {
        for (const { port, request } of THEIR_SERVERS.filter(({ traffic }) => traffic === 'bytes')) {
          expect(reached(await ask(scenario.gateway(), [], CDN, port, request))).toBeUndefined();
        }
      });
    });
  });

  describe.each(['packet-source', 'http-proxy'].map(name => [name, stand(name)] as const))('%s: a ListenerSet, a Gateway and HTTPRoutes of another namespace', (_, at) => {
    const namespace = `routes-${at.name}`;
    const addresses = IpBlocks.of('203.0.113.0/24');
    const engines = { AuthorizationPolicy: MatchEngine.authorizationPolicy(), trie: MatchEngine.ipTrie() };
    const up = (by: keyof typeof engines, hosts?: string[]) => (outdir: string) => {
      const app = new App({ outdir });
      const allowed = { namespaces: { from: 'All' } };
      new ApiObject(new Chart(app, 'platform', { namespace }), 'gateway', {
        apiVersion: 'gateway.networking.k8s.io/v1',
        kind: 'Gateway',
        metadata: { name: 'public' },
        spec: {
          gatewayClassName: 'istio',
          allowedListeners: allowed,
          infrastructure: { annotations: { 'proxy.istio.io/config': JSON.stringify(at.topology().toProxyConfig()) } },
          listeners: [OPEN_HOST, ADMIN_HOST].map(hostname => ({ name: `web.${hostname}`, hostname, port: 80, protocol: 'HTTP', allowedRoutes: allowed })),
        },
      });
      const team = new Chart(app, 'team', { namespace });
      const servers = hosts && [GatewayServer.http({ name: 'web', hosts: [OPEN_HOST, ADMIN_HOST] })];
      const gateway = ProxyProtocolGateway.fromGatewayAttributes(team, 'gateway', { gatewayApiName: 'public', namespace, topology: at.topology(), servers });
      new IpAllowList(team, 'list', { gateway, addresses, hosts, engine: engines[by] });
      app.synth();
      return app;
    };
    let scenario: Scenario;
    let ours: string;
    const from = (client: string, port: number, request: Asked) => ask(scenario.gateway(), at.honest[0].hops?.(port) ?? [], client, port, request);

    beforeAll(async () => {
      scenario = await Scenario.up(up('AuthorizationPolicy'));
      const [gateway] = scenario.objects('Gateway');
      guests.push(...await attach(gateway, `public-istio.${namespace}.svc.cluster.local`));
      const routes: Manifest[] = JSON.parse((await kubectl(['get', 'httproutes', '-n', namespace, '-o', 'json'])).stdout).items;
      ours = routes.find(({ spec }) => spec.hostnames?.includes(ADMIN_HOST))!.spec.rules[0].backendRefs[0].name;
      const theirs = (await backend(`${THEIRS}/${namespace}-route`, 'http')).host.split('.')[0];
      const others = filters(gateway, theirs, ours, OFFICE);
      guests.push(...others);
      await apply(others);
      await new Promise(resolve => setTimeout(resolve, 1500)); // istiod makes listeners of the set when it has looked at all the rest
      await synced();
    });
    afterAll(() => leave(scenario));

    test('a Gateway of theirs that says it is served by our Service opens no port', async () => {
      expect(await scenario.gateway().ports()).not.toContain(15446);
    });

    describe.each([
      ['a list on the gateway, by AuthorizationPolicy', 'AuthorizationPolicy', undefined],
      ['a list on the gateway, by trie', 'trie', undefined],
      ['a list on a host, by AuthorizationPolicy', 'AuthorizationPolicy', [ADMIN_HOST]],
      ['a list on a host, by trie', 'trie', [ADMIN_HOST]],
    ] as const)('%s', (name, by, hosts) => {
      beforeAll(() => scenario.sync(up(by, hosts && [...hosts])));
      const isOpen = OPEN[`an allow ${name.slice(2)}`];

      test.each(THEIR_LISTENERS.map(one => [one.says, one] as const))('%s of the set', async (__, one) => {
        const { port } = one.listener;
        const [anyone, office] = await Promise.all([ANYONE, OFFICE].map(client => from(client, port, one.request)));
        expect(reached(anyone) !== undefined).toBe(isOpen({ ...one, port }));
        if (one.traffic === 'http' || seesBytes(at)) expect(reached(office)).toMatch(/^(other-team|ours)\//);
      });

      test('whatever filter stands on the protected host, the list is asked before it', async () => {
        const before = await arrived(scenario.gateway(), `${ours}.`);
        const asked = ['/mirror', '/rewrite', '/host', '/headers', '/redirect', '/response', '/cors'].flatMap(path => [{}, PREFLIGHT]
          .map(plain => from(ANYONE, 80, { ...plain, authority: ADMIN_HOST, path })));
        expect(new Set((await Promise.all(asked)).map(({ status }) => status))).toEqual(new Set([403]));
        expect(await arrived(scenario.gateway(), `${ours}.`)).toBe(before);
      });
    });

    describe('a list on a host: a filter on another host leads', () => {
      test.each([
        ['/rewrite', 'to the protected backend, by its host: a ReferenceGrant says they may', 1, ADMIN_HOST],
        ['/host', 'to the protected backend, by its host', 1, ADMIN_HOST],
        ['/mirror', 'a copy to the protected backend', 1, undefined],
        ['/headers', 'nowhere else, whatever address it writes', 0, undefined],
        ['/ungranted', 'nowhere without a grant', 0, undefined],
        ['/mirror-ungranted', 'no copy anywhere without a grant', 0, undefined],
      ])('%s: %s', async (path, __, copies, host) => {
        const { answer, came } = await watch(scenario.gateway(), `${ours}.`, () => from(ANYONE, 80, { authority: OPEN_HOST, path }));
        expect(came).toBe(copies);
        if (host) expect(echo(answer)?.host).toEqual([host]);
      });
    });
  });

  describe('A header of the proxy that holds the address', () => {
    const at = stand('cdn-with-header');
    /** They are other addresses, also for us: what a translator from IPv4 to IPv6 writes must be listed as it is written. */
    const TRANSLATED = ['as an IPv4-compatible address', 'as NAT64 writes it', 'as 6to4 writes it'];
    let scenario: Scenario;
    let secret: [string, string];
    beforeAll(async () => {
      scenario = await Scenario.up(synth(at, list('an allow list on the gateway, by trie')));
      secret = through(at.honest[0].hops!(80), OFFICE, {}).request.headers!.find(([name]) => name === 'x-origin-key')!;
    });
    afterAll(() => leave(scenario));

    const SPEECHES: [string, number, Asked][] = [
      ['HTTP/1', 8080, {}], ['HTTP/2', 8080, { protocol: 'h2' }], ['HTTP/1 over TLS', 8443, { tls: { sni: ADMIN_HOST } }],
    ];

    test.each(LISTS.filter(({ by, wildcards, name }) => by === 'trie' && !wildcards && / list on (the gateway|a host)/.test(name)).map(one => [one.name, one] as const))(
      '%s: in no form does an address of the refused come in', async (name, one) => {
        await scenario.sync(synth(at, one));
        const people = [[ANYONE, OFFICE], ['2001:db8:bad::66', '2001:db8:10::7']];
        const forms = people.flatMap(([refused, other]) => headerForms(refused).map(form => ({ ...form, refused, other })));
        const plays = forms.flatMap(({ says, lines, refused, other }) => SPEECHES.map(([speech, port, plain]) => ({
          says: `${refused} ${says}, ${speech}`,
          open: /deny/.test(name) && TRANSLATED.includes(says),
          request: {
            ...plain,
            authority: ADMIN_HOST,
            from: CDN,
            to: `${scenario.gateway().address}:${port}`,
            headers: [secret, ...lines('cf-connecting-ip', refused, other)],
            timeoutMs: 3000,
          },
        })));
        const answers = await send(plays.map(({ request }) => request));
        record(plays.length + 1);
        expect(plays.filter(({ open }, index) => (reached(answers[index]) !== undefined) !== open).map(({ says }) => says)).toEqual([]);
        const [listed] = await send([{ ...plays[0].request, headers: [secret, ['cf-connecting-ip', OFFICE]] }]);
        expect(reached(listed)).toBeDefined();
      });
  });
});
