import { CATALOGUE_STANDS } from '../fixtures/catalogue-stands';
import { LISTS } from '../fixtures/lists';
import { doors, play } from '../fixtures/play';
import { synth } from '../fixtures/stands';
import { Scenario } from '../rig/scenario';
import { noneWrong } from '../rig/tally';

describe('No bypass', () => {
  test.each(CATALOGUE_STANDS.map(stand => [stand.name, stand] as const))('over the whole catalogue: %s', async (_, stand) => {
    const list = LISTS.find(({ by, server, wildcards }) => !server && !wildcards && (!stand.addressHeader || by === 'trie'))!;
    const scenario = await Scenario.up(synth(stand, list));
    try {
      noneWrong(await play(list, stand, scenario.objects('Gateway')[0].spec.servers.flatMap((server: never) => doors(scenario.gateway(), server))));
    } finally {
      await scenario.down();
    }
  });
});
