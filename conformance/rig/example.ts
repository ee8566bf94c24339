import { Flight, through } from './chain';
import { Answer, echo, Echo, send } from './client';
import { Edge } from './edge';
import { analyze, validate } from './istio';
import { diff, Manifest } from './kubernetes';
import { doors, Door, play, reached } from './play';
import { Scenario } from './scenario';
import { noneWrong, record } from './tally';
import { EXAMPLES } from '../../examples';
import { Entrance } from '../fixtures/entrances';
import { Rule } from '../fixtures/lists';

/** One gateway of an example, and what stands in front of it. */
export interface Setting {
  /** Name of the Deployment. */
  readonly gateway: string;
  readonly rule: Rule;
  readonly honest: readonly Entrance[];
  readonly forged: readonly Entrance[];
  readonly hops: readonly string[];
  /** The load balancer's address, as the edge proxies reach it. */
  readonly published?: string;
}

/** A row of the table: who asks for what, and what comes of it. */
export interface Row {
  readonly it: string;
  /** The Deployment. @default - the only setting's */
  readonly gateway?: string;
  readonly from: string;
  /** @default - the setting's first honest one */
  readonly by?: Entrance;
  /** Name of the server, or a port of the pod. */
  readonly server: string | number;
  /** @default - the server's first */
  readonly speech?: string;
  readonly host?: string;
  readonly sni?: string;
  readonly path?: string;
  readonly headers?: [string, string][];
  readonly prefix?: Buffer;
  readonly then: Outcome;
}

export interface Outcome {
  /** The backend that answers. */
  readonly backend?: string;
  /** x-envoy-external-address, or for TCP nothing: Envoy then tells nobody. */
  readonly client?: string;
  readonly xff?: string;
  readonly status?: number;
  readonly outcome?: Answer['outcome'];
}

/** What istioctl analyze says of every EnvoyFilter, whoever wrote it. */
const EXPECTED = ['IST0133'];

/** What istioctl validate says of every EnvoyFilter, and of pods without Istio's labels `app` and `version`. */
const WARNINGS = ['EnvoyFilter exposes internal implementation details', 'may not provide Istio metrics and telemetry'];

export interface Example {
  readonly name: string;
  readonly settings: readonly Setting[];
  readonly rows: readonly Row[];
  /** Real proxies, run with the files that the example wrote. */
  readonly edges?: (scenario: Scenario) => Promise<Edge[]>;
}

/** Declares an example's suites. */
export function example({ name, settings, rows, edges }: Example): void {
  let scenario: Scenario;
  let running: Edge[] = [];

  const doorsOf = (gateway: string): Door[] => {
    const pod = scenario.gateway(gateway);
    const selects = ({ spec }: Manifest) => Object.entries(spec.selector).every(([key, value]) => pod.pod.metadata.labels?.[key] === value);
    return scenario.objects('Gateway').filter(selects).flatMap(({ spec }) => spec.servers.flatMap((server: Manifest) => doors(pod, server)));
  };

  describe(name, () => {
    beforeAll(async () => {
      scenario = await Scenario.up(EXAMPLES[name]);
      for (const { gateway, published } of settings) if (published) await scenario.gateway(gateway).publish(published);
      running = await edges?.(scenario) ?? [];
    });
    afterAll(async () => {
      await Promise.all(running.map(edge => edge.stop()));
      await scenario?.down();
    });

    admission(() => scenario);

    describe('Traffic', () => {
      test.each(rows.map(row => [row.it, row] as const))('%s', async (_, row) => {
        const setting = settings.find(({ gateway }) => !row.gateway || gateway === row.gateway)!;
        const all = doorsOf(setting.gateway);
        const door = all.find(({ server, speech }) => server === row.server && (!row.speech || speech === row.speech))
          ?? { address: `${scenario.gateway(setting.gateway).address}:${row.server}`, clientPort: Number(row.server), request: (host: string): Flight['request'] => ({ authority: host }) };
        const by = row.by ?? setting.honest[0];
        const plain = door.request(row.host ?? 'none');
        const request = {
          ...plain, path: row.path, headers: row.headers, tls: plain.tls && { ...plain.tls, sni: row.sni ?? row.host },
        };
        const flight = through(by.hops?.(door.clientPort) ?? [], row.from, request, row.prefix);
        const to = by.to?.(door.clientPort, flight.from) ?? door.address;
        const [answer] = await send([{ ...flight.request, from: flight.from, prefix: flight.prefix, to }]);
        record(1);
        expect(seen(answer, row.then)).toEqual(row.then);
      });
    });

    describe('No bypass', () => {
      test.each(settings.map(setting => [setting.gateway, setting] as const))('%s', async (_, setting) => {
        noneWrong(await play(setting.rule, setting, doorsOf(setting.gateway)));
      });
    });
  });
}

/** What the API server, istiod and istioctl say of all that was emitted. */
export function admission(scenario: () => Scenario): void {
  describe('Admission', () => {
    test('a second server-side apply would change nothing', async () => {
      expect(await diff(scenario().manifests)).toBe('');
    });
    test('istioctl validate is content', async () => {
      const istio = scenario().manifests.filter(({ apiVersion }) => apiVersion.includes('istio.io/'));
      const words = (await validate(istio)).split('\n').filter(line => line.trim() && !WARNINGS.some(warning => line.includes(warning)));
      expect(words).toEqual([expect.stringMatching(/(is valid|has warnings:.*)$/)]);
    });
    test('istioctl analyze finds nothing', async () => {
      const namespaces = [...new Set(scenario().manifests.map(({ metadata }) => metadata.namespace!))];
      const findings = (await Promise.all(namespaces.map(analyze))).flat();
      expect(findings.filter(({ code }) => !EXPECTED.includes(code))).toEqual([]);
    });
  });
}

/** What the row tells of, as it was. */
function seen(answer: Answer, { backend, client, xff, status, outcome }: Outcome): Outcome {
  const received: Echo | undefined = echo(answer);
  const header = (name: string) => received?.headers.filter(([key]) => key === name).map(([, value]) => value).join(' | ');
  return {
    ...(backend !== undefined && { backend: reached(answer) ?? `none: ${answer.status ?? ''} ${answer.outcome}` }),
    ...(client !== undefined && { client: header('x-envoy-external-address') }),
    ...(xff !== undefined && { xff: header('x-forwarded-for') }),
    ...(status !== undefined && { status: answer.status }),
    ...(outcome !== undefined && { outcome: answer.outcome }),
  };
}
