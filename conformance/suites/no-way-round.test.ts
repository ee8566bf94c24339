import { LISTS } from '../fixtures/lists';
import { doors, Door, play } from '../fixtures/play';
import { SecondTeam } from '../fixtures/second-team';
import { STANDS, synth } from '../fixtures/stands';
import { Edge } from '../rig/edge';
import { Scenario } from '../rig/scenario';
import { noneWrong } from '../rig/tally';

describe('No bypass', () => {
  describe.each(STANDS.map(stand => [stand.name, stand] as const))('%s', (_, stand) => {
    const lists = LISTS.filter(({ server, by, wildcards }) => !!wildcards === !!stand.wildcards && !(stand.addressHeader && by !== 'trie')
      && (!server || stand.servers.some(({ name }) => name === server)));
    let scenario: Scenario;
    let edges: Edge[] = [];
    let all: Door[];
    let team: SecondTeam;

    beforeAll(async () => {
      scenario = await Scenario.up(synth(stand, lists[0]));
      edges = await stand.edges?.(scenario.gateway().address) ?? [];
      all = scenario.objects('Gateway')[0].spec.servers.flatMap((server: never) => doors(scenario.gateway(), server));
      team = await SecondTeam.up(stand, scenario);
    });
    afterAll(async () => {
      await Promise.all(edges.map(edge => edge.stop()));
      await team?.down();
      await scenario?.down();
    });

    test.each(lists.map(list => [list.name, list] as const))('%s', async (__, list) => {
      await scenario.sync(synth(stand, list));
      noneWrong((await Promise.all([play(list, stand, all), team.play(list)])).flat());
    });

    test('a gateway of the same name in another namespace', async () => {
      noneWrong(await team.playOnTheirPods());
    });
  });
});
