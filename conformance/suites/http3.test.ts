import { LISTS, OPEN_HOST } from '../fixtures/lists';
import { STANDS, synth } from '../fixtures/stands';
import { Backend, backend } from '../rig/backends';
import { Answer, echo, Request, send } from '../rig/client';
import { endpointSlice } from '../rig/gateway-pod';
import { synced } from '../rig/istio';
import { apply, Manifest, namespaces, remove } from '../rig/kubernetes';
import { Scenario } from '../rig/scenario';
import { record } from '../rig/tally';

const stand = STANDS.find(({ name }) => name === 'http3')!;

const LISTED = '203.0.113.7';
const STRANGER = '198.51.100.66';
/** An address that the list admits, and that an attacker writes as the source of packets. */
const ANOTHERS = '203.0.113.50';
/** Envoy takes a ticket back only on the worker that gave it, and there are several. */
const TRIES = 16;

/** A QUIC listener of a gateway, and the backend's host that is asked for. */
interface Target {
  readonly to: () => string;
  readonly host: string;
}

const over3 = ({ to, host }: Target, request: Partial<Request> = {}): Request =>
  ({ protocol: 'h3', to: to(), authority: host, tls: { sni: host }, ...request });

async function ask(...requests: Request[]): Promise<Answer[]> {
  record(requests.length);
  return send(requests);
}

/** How many requests have reached the backend, this one among them. */
async function count(target: Target): Promise<number> {
  const [answer] = await ask({ ...over3(target, { from: LISTED }), protocol: 'h1' });
  return echo(answer)!.number;
}

/** The transport sockets of a gateway's listeners, by listener. */
async function sockets(scenario: Scenario): Promise<Record<string, Manifest[]>> {
  const { configs } = JSON.parse(await scenario.gateway().admin('/config_dump?resource=dynamic_listeners'));
  return Object.fromEntries(configs.map(({ name, active_state: { listener } }: Manifest) =>
    [name, listener.filter_chains.map(({ transport_socket: socket }: Manifest) => socket)]));
}

/** A stranger gets tickets at their own address, and with them sends POST from another's, where nobody answers. How many reach the backend. */
async function attack(target: Target, more: Partial<Request> = {}): Promise<number> {
  const before = await count(target);
  const sessions = [...Array(TRIES).keys()].map(number => `${target.to()} ${number}`);
  await ask(...sessions.map(session => over3(target, { from: STRANGER, session })));
  await ask(...sessions.map(session => over3(target, { from: ANOTHERS, session, early: true, deaf: true, method: 'POST', body: 'x', timeoutMs: 700, ...more })));
  return await count(target) - before - 1;
}

function guardOf(scenario: Scenario): Manifest {
  return scenario.objects('EnvoyFilter').find(({ metadata }) => metadata.name === 'http3-early-data')!;
}

/** What another team writes to have its own HTTP/3 server on the gateway's pods. */
function serverOfTeam(scenario: Scenario, host: string, { host: service, port }: Backend): Manifest[] {
  const { pod, address } = scenario.gateway();
  const port9443 = { number: 9443, name: 'https', protocol: 'HTTPS' };
  const ports = ['TCP', 'UDP'].map(protocol => ({ name: `team-${protocol.toLowerCase()}`, port: 9443, targetPort: 9443, protocol }));
  const published: Manifest = {
    apiVersion: 'v1', kind: 'Service', metadata: { name: 'team', namespace: pod.metadata.namespace }, spec: { selector: { app: pod.metadata.labels!.app }, ports },
  };
  return [published, endpointSlice(published, [address]), {
    apiVersion: 'networking.istio.io/v1',
    kind: 'Gateway',
    metadata: { name: 'team', namespace: 'team' },
    spec: {
      selector: { app: pod.metadata.labels!.app },
      servers: [{ port: port9443, hosts: [host], tls: { mode: 'SIMPLE', credentialName: 'example-com' } }],
    },
  }, {
    apiVersion: 'networking.istio.io/v1',
    kind: 'VirtualService',
    metadata: { name: 'team', namespace: 'team' },
    spec: { gateways: ['team'], hosts: [host], http: [{ route: [{ destination: { host: service, port: { number: port } } }] }] },
  }];
}

describe('Guard', () => {
  describe.each(LISTS.filter(({ name }) => / list on the gateway, /.test(name)).map(list => [list.name, list] as const))('HTTP/3 behind %s', (_, list) => {
    let scenario: Scenario;
    let guard: Manifest;
    let unguarded: Record<string, Manifest[]>;
    const target: Target = { to: () => `${scenario.gateway().address}:8443`, host: OPEN_HOST };

    beforeAll(async () => {
      scenario = await Scenario.up(synth(stand, list));
      guard = guardOf(scenario);
      await remove([guard]);
      await synced();
      unguarded = await sockets(scenario);
    });
    afterAll(() => scenario?.down());

    test('without the guard early data gets in from a spoofed address', async () => {
      expect(await attack(target)).toBeGreaterThan(0);
    });

    test('a spoofed address without early data does not', async () => {
      const before = await count(target);
      await ask(...[...Array(TRIES)].map(() => over3(target, { from: ANOTHERS, deaf: true, method: 'POST', timeoutMs: 700 })));
      expect(await count(target)).toBe(before + 1);
    });

    describe('with the guard', () => {
      beforeAll(async () => {
        await apply([guard]);
        await synced();
      });

      test('Envoy takes it, and only the QUIC listener has another transport socket', async () => {
        expect(await scenario.gateway().admin('/stats?filter=^listener_manager.lds.update_rejected$')).toBe('listener_manager.lds.update_rejected: 0\n');
        const { 'udp_0.0.0.0_8443': [quic], ...others } = await sockets(scenario);
        const { 'udp_0.0.0.0_8443': [before], ...same } = unguarded;
        expect(quic).toEqual({ ...before, typed_config: { ...before.typed_config, enable_early_data: false } });
        expect(others).toEqual(same);
        expect(Object.keys(others)).toEqual(['0.0.0.0_8443']);
      });

      test('tickets allow no early data', async () => {
        const session = `${target.to()} new`;
        await ask(over3(target, { from: LISTED, session }));
        await expect(ask(over3(target, { from: LISTED, session, early: true }))).rejects.toThrow('no ticket of the session allows early data');
      });

      test('no early data gets in from a spoofed address, though the client insists on it', async () => {
        expect(await attack(target)).toBe(0);
      });

      test("early data from the client's own address is not lost: it comes again after the handshake", async () => {
        const answers = await ask(...[...Array(TRIES).keys()].map(number => over3(target, { from: LISTED, session: `${target.to()} ${number}`, early: true })));
        expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
        expect(answers.filter(answer => echo(answer)!.headers.some(([name]) => name === 'early-data'))).toEqual([]);
      });

      test('a connection that moves is judged by where it began', async () => {
        const next = { method: 'GET', path: '/', authority: target.host };
        const [fromListed, fromStranger] = await ask(
          over3(target, { from: LISTED, requests: [{ ...next, moveTo: STRANGER }, next] }),
          over3(target, { from: STRANGER, requests: [{ ...next, moveTo: LISTED }, next] }),
        );
        const statuses = ({ status, more }: Answer) => [status, ...more!.map(answer => answer.status)];
        expect([statuses(fromListed), statuses(fromStranger)]).toEqual([[200, 200, 200], [403, 403, 403]]);
      });
    });
  });

  describe('HTTP/3 of another team, on a port that the guard does not know', () => {
    let scenario: Scenario;
    let guard: Manifest;
    let theirs: Manifest[];
    const target: Target = { to: () => `${scenario.gateway().address}:9443`, host: 'team.example.com' };

    beforeAll(async () => {
      scenario = await Scenario.up(synth(stand, LISTS[0]));
      guard = guardOf(scenario);
      await namespaces(['team']);
      theirs = serverOfTeam(scenario, target.host, await backend('team/h3', 'http'));
      const { configPatches } = guard.spec;
      await apply([...theirs, { ...guard, spec: { ...guard.spec, configPatches: configPatches.slice(0, -1) } }]);
      await synced();
    });
    afterAll(async () => {
      await remove(theirs ?? []);
      await scenario?.down();
    });

    test('without the answer 425 early data gets in from a spoofed address', async () => {
      expect(await attack(target)).toBeGreaterThan(0);
    });

    describe('with it', () => {
      beforeAll(async () => {
        await apply([guard]);
        await synced();
      });

      test.each<[string, [string, string][]]>([
        ['as it is', []],
        ['with the header that Envoy adds, and another value', [['early-data', '0']]],
        ['with that header, empty', [['early-data', '']]],
        ['with that header twice', [['early-data', ''], ['early-data', '0']]],
      ])('no early data gets in from a spoofed address, %s', async (_, headers) => {
        expect(await attack(target, { headers })).toBe(0);
      });

      test("from the client's own address it is answered by 425, and served after the handshake", async () => {
        const session = `${target.to()} own`;
        const statuses = async (early: boolean) =>
          (await ask(...[...Array(TRIES)].map(() => over3(target, { from: LISTED, session, early })))).map(({ status }) => status);
        expect(new Set(await statuses(false))).toEqual(new Set([200]));
        // Where another worker gets the ticket it refuses the early data, and the client sends again.
        expect(new Set(await statuses(true))).toEqual(new Set([425, 200]));
      });
    });
  });
});
