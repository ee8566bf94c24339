import { connect, Socket } from 'net';
import { IpAllowList, IpBlocks, IpDenyList, MatchEngine } from 'cdk8s-istio-source-ip';
import { List } from '../fixtures/lists';
import { reached } from '../fixtures/play';
import { STANDS, synth } from '../fixtures/stands';
import { Answer, Request, send } from '../rig/client';
import { Manifest } from '../rig/kubernetes';
import { eventually } from '../rig/programs';
import { proxyV2 } from '../rig/proxy-header';
import { Scenario } from '../rig/scenario';
import { record } from '../rig/tally';

const STAND = STANDS.find(({ name }) => name === 'proxy-protocol')!;
const SENDER = '10.0.0.5';

/** Every other address of a network, so that nothing merges, and more than one object holds. */
const listedAt = (index: number) => {
  const address = index * 2;
  return `100.${64 + Math.floor(address / 65_536)}.${Math.floor(address / 256) % 256}.${address % 256}`;
};
const COUNT = 20_000;
const LONG = IpBlocks.of(...Array.from({ length: COUNT }, (_, index) => listedAt(index)), '2001:db8:10::/48');
const next = (address: string) => address.replace(/\d+$/, last => String(Number(last) + 1));

const longList = (Kind: typeof IpAllowList | typeof IpDenyList, addresses: IpBlocks): List => ({
  name: 'a long list',
  by: 'trie',
  listed: [],
  intruders: [],
  impersonated: '',
  covers: () => true,
  add: (scope, gateway) => new Kind(scope, 'list', { gateway, addresses, engine: MatchEngine.ipTrie() }),
});

const DOORS: Record<string, Omit<Request, 'to'>> = {
  8080: { authority: 'www.example.com' },
  8443: { authority: 'www.example.com', tls: { sni: 'www.example.com' } },
  9443: { protocol: 'tcp', raw: Buffer.from('hello\n'), tls: { sni: 'vault.example.com' } },
  5432: { protocol: 'tcp', raw: Buffer.from('hello\n') },
};

/** Which of these clients do not fare at every door as they should. */
async function wrongly(scenario: Scenario, clients: readonly string[], comesIn: boolean): Promise<string[]> {
  const asked = Object.entries(DOORS).flatMap(([port, door]) => clients.map(client => ({ port, client, door })));
  const answers: Answer[] = await send(asked.map(({ port, client, door }) => ({
    ...door,
    to: `${scenario.gateway().address}:${port}`,
    from: SENDER,
    // An IPv4 client may come as IPv4-mapped IPv6.
    prefix: proxyV2(client, client.includes(':') ? '2001:db8:ffff::80' : '192.0.2.80', 40000, Number(port)),
    timeoutMs: 3000,
  })));
  record(answers.length);
  return asked.flatMap(({ client, port }, index) => (reached(answers[index]) !== undefined) === comesIn ? [] : [`${client} at ${port}: ${answers[index].status ?? answers[index].outcome}`]);
}

/** istiod needs a moment for megabytes, and says nothing of them until then. */
const inForce = (scenario: Scenario, client: string, comesIn: boolean) =>
  eventually('the list to come into force', async () => (await wrongly(scenario, [client], comesIn)).length === 0);

const isShard = ({ kind, metadata }: Manifest) => kind === 'EnvoyFilter' && /-(rest|ipv[46]-.*)(-tcp)?$/.test(metadata.name);

/** Addresses at the ends of each object's part, and some between. */
const picked = [...Array.from({ length: 60 }, (_, index) => Math.floor(index * (COUNT - 1) / 59))].map(listedAt);

/** A client who keeps his connection, asks ten times a second, and comes again when he is cut off. */
class Persistent {
  public readonly heard: string[] = [];
  private readonly timer: NodeJS.Timeout;
  private socket?: Socket;

  public constructor(private readonly host: string, private readonly client: string) {
    this.timer = setInterval(() => this.ask(), 100);
  }

  public end(): void {
    clearInterval(this.timer);
    this.socket?.destroy();
  }

  private ask(): void {
    if (!this.socket || this.socket.destroyed) {
      this.socket = connect({ host: this.host, port: 8080, localAddress: SENDER });
      this.socket.on('error', () => undefined);
      this.socket.on('data', data => this.heard.push(...[...data.toString('latin1').matchAll(/HTTP\/1.1 (\d+)/g)].map(match => match[1])));
      this.socket.write(proxyV2(this.client, '192.0.2.80', 40000, 80));
    }
    this.socket.write('GET / HTTP/1.1\r\nHost: www.example.com\r\n\r\n');
  }
}

describe('Long list', () => {
  let scenario: Scenario;
  beforeAll(async () => {
    scenario = await Scenario.up(synth(STAND, longList(IpAllowList, LONG)));
  });
  afterAll(() => scenario?.down());

  test('is split into objects that the API server takes', () => {
    expect(scenario.manifests.filter(isShard).length).toBeGreaterThan(2);
  });
  test('admits every listed client, by whichever object he is listed', async () => {
    expect(await wrongly(scenario, [...picked, ...picked.map(address => `::ffff:${address}`), '2001:db8:10::7'], true)).toEqual([]);
  });
  test('and no neighbour of his, nor anybody from elsewhere', async () => {
    const neighbours = picked.map(next);
    const strangers = ['0.0.0.1', '9.9.9.9', '203.0.113.7', '255.255.255.254', '2001:db8:11::7', '::2', 'fe80::1', '::ffff:9.9.9.9'];
    expect(await wrongly(scenario, [...neighbours, ...neighbours.map(address => `::ffff:${address}`), ...strangers], false)).toEqual([]);
  });
  test('as a deny list it refuses these, and nobody else', async () => {
    await scenario.sync(synth(STAND, longList(IpDenyList, LONG)));
    await inForce(scenario, '9.9.9.9', true);
    expect(await wrongly(scenario, [...picked, ...picked.map(address => `::ffff:${address}`), '2001:db8:10::7'], false)).toEqual([]);
    expect(await wrongly(scenario, [...picked.map(next), '9.9.9.9', '::ffff:9.9.9.9', '2001:db8:11::7'], true)).toEqual([]);
  });

  describe('when an entry is added', () => {
    let before: Manifest[];
    let kept: Socket;
    let modified: string;
    const heard: string[] = [];
    const CLIENT = '203.0.113.7';
    const GET = 'GET / HTTP/1.1\r\nHost: www.example.com\r\n\r\n';
    const ask = async () => {
      const count = heard.length;
      kept.write(GET);
      record(1);
      while (heard.length === count) await new Promise(resolve => setTimeout(resolve, 20));
      return heard.at(-1);
    };
    const counted = () => scenario.gateway().admin('/stats?filter=listener_manager.listener_(modified|added|removed)');

    beforeAll(async () => {
      await scenario.sync(synth(STAND, longList(IpAllowList, LONG)));
      await inForce(scenario, CLIENT, false);
      before = scenario.manifests;
      modified = await counted();
      kept = connect({ host: scenario.gateway().address, port: 8080, localAddress: SENDER });
      kept.on('data', data => heard.push(...[...data.toString('latin1').matchAll(/HTTP\/1.1 (\d+)/g)].map(match => match[1])));
      kept.write(proxyV2(CLIENT, '192.0.2.80', 40000, 80));
    });
    afterAll(() => kept.destroy());

    test('two objects change: one for HTTP, one for other bytes', async () => {
      expect(await ask()).toBe('403');
      await scenario.sync(synth(STAND, longList(IpAllowList, LONG.union(IpBlocks.of(CLIENT)))));
      await inForce(scenario, CLIENT, true);
      const text = (manifest: Manifest) => JSON.stringify(manifest);
      const old = new Set(before.map(text));
      const changed = scenario.manifests.filter(manifest => !old.has(text(manifest))).map(({ metadata }) => metadata.name);
      expect(changed).toHaveLength(2);
      expect(changed[1]).toBe(`${changed[0]}-tcp`);
    });
    test('the next request on an open connection is answered by the new list', async () => {
      expect(await ask()).toBe('200');
    });
    test('and no listener was touched', async () => {
      expect(await counted()).toBe(modified);
    });
  });

  describe('while its parts change', () => {
    const SHORTER = IpBlocks.of(...Array.from({ length: COUNT / 2 }, (_, index) => listedAt(index)));
    /** Nobody lists them, now or then; they lie in all parts. */
    const strangers = Array.from({ length: 16 }, (_, index) => next(listedAt(Math.floor(index * COUNT / 16))));
    let connections: Persistent[];

    beforeAll(async () => {
      await scenario.sync(synth(STAND, longList(IpAllowList, SHORTER)));
      await inForce(scenario, listedAt(0), true);
      await inForce(scenario, listedAt(COUNT - 1), false);
      connections = strangers.map(stranger => new Persistent(`${scenario.gateway().address}`, stranger));
    });
    afterAll(() => connections.forEach(connection => connection.end()));

    /** Objects that hold addresses come before the one that places the filters, or after it, and nobody knows how long. */
    async function heard(list: IpBlocks, first: (manifest: Manifest) => boolean): Promise<string[]> {
      const before = new Map(scenario.manifests.map(manifest => [manifest.metadata.name, manifest]));
      await scenario.sync(synth(STAND, longList(IpAllowList, list)), manifest => {
        const old = manifest.kind === 'EnvoyFilter' && !first(manifest) ? before.get(manifest.metadata.name) : undefined;
        return [old ?? manifest];
      });
      await new Promise(resolve => setTimeout(resolve, 4000));
      await scenario.sync(synth(STAND, longList(IpAllowList, list)));
      await inForce(scenario, listedAt(0), true);
      await new Promise(resolve => setTimeout(resolve, 4000));
      const answers = connections.flatMap(connection => connection.heard.splice(0));
      record(answers.length);
      return [...new Set(answers)];
    }

    test.each<[string, IpBlocks, (manifest: Manifest) => boolean]>([
      ['more of them, the addresses first', LONG, isShard],
      ['fewer, the filters first', SHORTER, manifest => !isShard(manifest)],
      ['more of them, the filters first', LONG, manifest => !isShard(manifest)],
      ['fewer, the addresses first', SHORTER, isShard],
    ])('nobody slips through on an open connection: %s', async (_, list, first) => {
      const names = () => scenario.manifests.filter(isShard).map(({ metadata }) => metadata.name).join();
      const before = names();
      expect(await heard(list, first)).toEqual(['403']);
      expect(names()).not.toBe(before);
    });
  });

  describe('until its objects have come', () => {
    beforeAll(async () => {
      // As if they were refused, or forgotten: only the object that places the filters is there.
      await scenario.sync(synth(STAND, longList(IpAllowList, LONG)), manifest => isShard(manifest) ? [] : [manifest]);
      await scenario.restart();
    });

    test('a new gateway admits nobody', async () => {
      expect(await wrongly(scenario, [...picked.slice(0, 5), '2001:db8:10::7', '9.9.9.9'], false)).toEqual([]);
    });
    test('and admits the listed when they come', async () => {
      await scenario.sync(synth(STAND, longList(IpAllowList, LONG)));
      await inForce(scenario, picked[0], true);
      expect(await wrongly(scenario, picked, true)).toEqual([]);
      expect(await wrongly(scenario, picked.map(next), false)).toEqual([]);
    });
  });
});
