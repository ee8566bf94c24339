import * as fc from 'fast-check';
import { stringify } from 'yaml';
import { SEED } from '../../test/support/random';
import { Case, cases, manifestsOf, meshConfig } from '../differential/cases';
import { disagreements } from '../differential/compare';
import { startGateways } from '../differential/gateways';
import { GatewayPod } from '../rig/gateway-pod';
import { hasNormalization, synced } from '../rig/istio';
import { apply, get, Manifest, remove } from '../rig/kubernetes';
import { record } from '../rig/tally';

/** CASES=10000 SEED=… npm run conformance -- differential */
const REQUESTS_A_CASE = 50;
const RUNS = Math.ceil(Number(process.env.CASES ?? 200) / REQUESTS_A_CASE);
/** In milliseconds; what is left of it after a failure goes into shrinking. */
const LIMIT = 60_000 + RUNS * 6_000;

describe('Differential', () => {
  let pods: Map<string, GatewayPod>;
  const present = new Map<string, Manifest[]>();
  let mesh: object;

  beforeAll(async () => {
    mesh = JSON.parse((await get('configmap', 'istio-system', 'istio')).data.mesh);
    pods = await startGateways();
  });
  afterAll(() => Promise.all([...pods?.values() ?? []].map(pod => pod.stop())));

  async function enforce(it: Case): Promise<void> {
    const before = present.get(it.gateway) ?? [];
    const after = manifestsOf(it);
    await remove(before.filter(({ metadata }) => !after.some(one => one.metadata.name === metadata.name)));
    await apply([meshConfig(it, mesh), ...after]);
    present.set(it.gateway, after);
    await hasNormalization(it.pathNormalization);
    await synced();
  }

  test(`trace says what Envoy does (SEED=${SEED})`, async () => {
    await fc.assert(fc.asyncProperty(cases(REQUESTS_A_CASE), async it => {
      await enforce(it);
      const wrong = await disagreements(it, pods.get(it.gateway)!);
      record(it.arrivals.length);
      if (wrong.length > 0) throw new Error(`${wrong.length} of ${it.arrivals.length} on ${it.gateway}:\n${manifestsOf(it).map(one => stringify(one)).join('---\n')}\n${wrong[0]}`);
    }), { seed: SEED, numRuns: RUNS, endOnFailure: !!process.env.NO_SHRINK, interruptAfterTimeLimit: LIMIT, markInterruptAsFailure: true });
  }, LIMIT + 60_000);
});
