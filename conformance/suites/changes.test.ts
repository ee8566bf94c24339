import { SEED } from '../../test/support/random';
import { changing, CHANGES, FIRST, Shape, Traffic } from '../fixtures/changes';
import { Door, doors } from '../fixtures/play';
import { Manifest, SYNC_OPTIONS } from '../rig/kubernetes';
import { AS_ARGO_CD, ONE_BY_ONE, PRUNE_LAST, Scenario, Sync } from '../rig/scenario';

describe('No bypass', () => {
  describe('while a list changes its objects', () => {
    let scenario: Scenario;
    let all: Door[];
    beforeAll(async () => {
      scenario = await Scenario.up(changing(FIRST));
      all = scenario.objects('Gateway')[0].spec.servers.flatMap((server: never) => doors(scenario.gateway(), server));
    });
    afterAll(() => scenario?.down());

    async function during(shape: Shape, sync: Sync, edit?: (manifest: Manifest) => Manifest[]): Promise<Traffic> {
      const traffic = new Traffic(all);
      await scenario.sync(changing(shape), edit, sync);
      await traffic.end();
      return traffic;
    }

    describe.each([
      ['all at once, pruned last', PRUNE_LAST], ['one by one, pruned last', ONE_BY_ONE], ['as Argo CD does by default', AS_ARGO_CD],
    ] as const)('%s', (_, sync) => {
      test.each(CHANGES)(`%s: nobody gets in or out (SEED=${SEED})`, async (__, shape) => {
        const { admitted, refused } = await during(shape, sync);
        expect({ admitted: [...admitted], refused: [...refused] }).toEqual({ admitted: [], refused: [] });
      });
    });

    describe('as Argo CD does where no object asks for PruneLast', () => {
      const asksForNothing = (manifest: Manifest): Manifest[] => [
        { ...manifest, metadata: { ...manifest.metadata, annotations: { ...manifest.metadata.annotations, [SYNC_OPTIONS]: '' } } },
      ];
      beforeAll(() => scenario.sync(changing(FIRST), asksForNothing));

      test.each(CHANGES)('%s: strangers get in for a moment, and this sees them', async (_, shape) => {
        const { admitted } = await during(shape, AS_ARGO_CD, asksForNothing);
        expect(admitted.size).toBeGreaterThan(0);
      });
    });
  });
});
