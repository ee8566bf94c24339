import { App, Chart } from 'cdk8s';
import { IpAllowList, IpBlocks, MatchEngine, ProxyProtocolGateway } from 'cdk8s-istio-source-ip';
import { SEED } from '../../test/support/random';
import { Door, doors, reached } from '../fixtures/play';
import { STANDS } from '../fixtures/stands';
import { send } from '../rig/client';
import { Manifest, SYNC_OPTIONS } from '../rig/kubernetes';
import { Order, Scenario } from '../rig/scenario';
import { record } from '../rig/tally';

const STAND = STANDS.find(({ name }) => name === 'packet-source')!;
const [OFFICE, STRANGER] = ['203.0.113.7', '198.51.100.66'];

interface Shape {
  readonly name: string;
  readonly engine: MatchEngine;
}

const [POLICY, TRIE] = [MatchEngine.authorizationPolicy(), MatchEngine.ipTrie()];

/** The same list in other objects, each after the one before it. */
const CHANGES: readonly (readonly [string, Shape])[] = [
  ['a policy gets another name', { name: 'renamed', engine: POLICY }],
  ['a policy becomes a trie', { name: 'trie', engine: TRIE }],
  ['a trie gets another name', { name: 'renamed-trie', engine: TRIE }],
  ['a trie becomes a policy', { name: 'list', engine: POLICY }],
];

const synth = ({ name, engine }: Shape) => (outdir: string): App => {
  const app = new App({ outdir });
  const chart = new Chart(app, 'changes', { namespace: 'changes' });
  const gateway = new ProxyProtocolGateway(chart, 'gateway', { name: 'public', topology: STAND.topology(), servers: [...STAND.servers] });
  new IpAllowList(chart, 'list', { metadata: { name }, gateway, addresses: IpBlocks.of('203.0.113.0/24'), engine });
  app.synth();
  return app;
};

/** Clients who come all the time, each time on a new connection. */
class Traffic {
  /** Strangers who came in, and listed clients who did not. */
  public readonly admitted = new Set<string>();
  public readonly refused = new Set<string>();
  private running = true;
  private readonly over: Promise<void>;

  public constructor(all: readonly Door[]) {
    this.over = this.run(all.flatMap(door => [OFFICE, STRANGER].map(from => ({ door, from }))));
  }

  public async end(): Promise<void> {
    this.running = false;
    await this.over;
  }

  private async run(comers: readonly { readonly door: Door; readonly from: string }[]): Promise<void> {
    while (this.running) {
      const answers = await send(comers.map(({ door, from }) => ({ ...door.request(door.hosts[0]), from, to: door.address, timeoutMs: 5000 })));
      record(answers.length);
      comers.forEach(({ door, from }, index) => {
        const comesIn = reached(answers[index]) !== undefined;
        if (comesIn && from === STRANGER) this.admitted.add(door.speech);
        if (!comesIn && from === OFFICE) this.refused.add(`${door.speech}: ${answers[index].status ?? answers[index].outcome}`);
      });
    }
  }
}

describe('No bypass', () => {
  describe('while a list changes its objects', () => {
    let scenario: Scenario;
    let all: Door[];
    beforeAll(async () => {
      scenario = await Scenario.up(synth({ name: 'list', engine: POLICY }));
      all = scenario.objects('Gateway')[0].spec.servers.flatMap((server: never) => doors(scenario.gateway(), server));
    });
    afterAll(() => scenario?.down());

    async function during(shape: Shape, order: Order, change?: (manifest: Manifest) => Manifest[]): Promise<Traffic> {
      const traffic = new Traffic(all);
      await scenario.sync(synth(shape), change, order);
      await traffic.end();
      return traffic;
    }

    describe.each([
      ['all at once, pruned last', Order.PRUNE_LAST], ['one by one, pruned last', Order.ONE_BY_ONE], ['as Argo CD does by default', Order.ARGO_CD],
    ] as const)('%s', (_, order) => {
      test.each(CHANGES)(`%s: nobody gets in or out (SEED=${SEED})`, async (__, shape) => {
        const { admitted, refused } = await during(shape, order);
        expect({ admitted: [...admitted], refused: [...refused] }).toEqual({ admitted: [], refused: [] });
      });
    });

    describe('as Argo CD does where no object asks for PruneLast', () => {
      const asksForNothing = (manifest: Manifest): Manifest[] => [
        { ...manifest, metadata: { ...manifest.metadata, annotations: { ...manifest.metadata.annotations, [SYNC_OPTIONS]: '' } } },
      ];
      beforeAll(() => scenario.sync(synth({ name: 'list', engine: POLICY }), asksForNothing));

      test.each(CHANGES)('%s: strangers get in for a moment, and this sees them', async (_, shape) => {
        const { admitted } = await during(shape, Order.ARGO_CD, asksForNothing);
        expect(admitted.size).toBeGreaterThan(0);
      });
    });
  });
});
