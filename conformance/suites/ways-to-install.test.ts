import { LISTS } from '../fixtures/lists';
import { ONE_PORT, onOnePort } from '../fixtures/one-port';
import { Door, doors, play, reached } from '../fixtures/play';
import { SecondTeam } from '../fixtures/second-team';
import { Stand, STANDS, synth } from '../fixtures/stands';
import { GATEWAY_API, WAYS } from '../fixtures/ways';
import { argoCdCrds } from '../rig/argo-cd';
import { through } from '../rig/chain';
import { Answer, echo, send } from '../rig/client';
import { serversOf } from '../rig/gateway-api';
import { Scenario } from '../rig/scenario';
import { noneWrong, record } from '../rig/tally';
import { MINOR } from '../versions';

const stand = (name: string) => STANDS.find(one => one.name === name)!;
const list = (name: string) => LISTS.find(one => one.name === name)!;

describe('Ways to install', () => {
  beforeAll(argoCdCrds);

  describe.each(['proxy-protocol', 'http-proxy'].map(name => [name, stand(name)] as const))('%s', (_, behind) => {
    const tables = new Map<string, string[]>();

    describe.each(WAYS.map(way => [way.name, way] as const))('%s', (way, { install, by }) => {
      let scenario: Scenario;
      let all: Door[];
      // Of the others "No bypass" has it, or their pods are as there.
      let team: SecondTeam | undefined;
      beforeAll(async () => {
        scenario = await Scenario.up(synth(behind, LISTS[0], install), by);
        all = scenario.objects('Gateway').flatMap(serversOf).flatMap(server => doors(scenario.gateway(), server));
        if (install === GATEWAY_API) team = await SecondTeam.up(behind, scenario, install);
      });
      afterAll(async () => {
        await team?.down();
        await scenario?.down();
      });

      test.each([
        'an allow list on the gateway, by AuthorizationPolicy', 'an allow list on a host, by AuthorizationPolicy',
        'an allow list on a server, by trie', 'a deny list on a host, by trie',
      ].map(name => [name, list(name)] as const))('no bypass of %s', async (__, rule) => {
        await scenario.sync(synth(behind, rule, install));
        noneWrong((await Promise.all([play(rule, behind, all), team?.play(rule) ?? []])).flat());
      });

      test('the same answers to the same requests as in every other way', async () => {
        await scenario.sync(synth(behind, list('an allow list on a host, by AuthorizationPolicy'), install));
        const table = await answers(all);
        record(table.length);
        tables.set(way, table);
        expect(table).toEqual(tables.get(WAYS[0].name));
        expect(table.filter(line => line.includes('→ response 200')).length).toBeGreaterThan(10);
        expect(table.filter(line => line.includes('→ response 403')).length).toBeGreaterThan(3);
      });
    });

    /** Who asks for what on which way, and all that comes of it. */
    async function answers(all: readonly Door[]): Promise<string[]> {
      const asked = behind.honest.flatMap(entrance => all.flatMap(door => door.hosts.flatMap(host => ['203.0.113.7', '198.51.100.66', '2001:db8:10::7'].map(from => {
        const forged: [string, string][] = [['X-Forwarded-For', '203.0.113.50']];
        const plain = door.request(host);
        const request = plain.protocol === 'tcp' ? plain : { ...plain, headers: plain.protocol === 'h2' ? forged.map(([, value]) => ['x-forwarded-for', value] as [string, string]) : forged };
        const flight = through(entrance.hops?.(door.clientPort) ?? [], from, request);
        return { says: `${from} ${entrance.name}, ${door.speech}, ${door.server} ${host}`, flight, to: door.address };
      }))));
      const given = await send(asked.map(({ flight, to }) => ({ ...flight.request, from: flight.from, prefix: flight.prefix, to })));
      return asked.map(({ says }, index) => `${says} → ${told(given[index])}`);
    }
  });
});

/** What listeners of the Kubernetes Gateway API could do otherwise than servers of an Istio Gateway. */
const LISTENERS: readonly (readonly [string, Stand, readonly string[]])[] = [
  ...MINOR < 31 ? [] : [['HTTP/3', stand('http3'), ['an allow list on the gateway, by AuthorizationPolicy', 'an allow list on a host, by trie']] as const],
  ['wildcard hosts', stand('wildcard-hosts'), LISTS.filter(({ wildcards }) => wildcards).map(({ name }) => name)],
  ['TLS passthrough on the port of HTTPS', ONE_PORT, [
    'an allow list on a server, by AuthorizationPolicy', 'an allow list on a host, by AuthorizationPolicy', 'an allow list on a server, by trie',
  ]],
];

describe('Ways to install', () => {
  describe.each(LISTENERS)('Kubernetes Gateway API, %s', (_, behind, lists) => {
    const install = GATEWAY_API;
    let scenario: Scenario;
    let team: SecondTeam;
    let all: Door[];
    beforeAll(async () => {
      scenario = await Scenario.up(synth(behind, list(lists[0]), install));
      all = scenario.objects('Gateway').flatMap(serversOf).flatMap(server => doors(scenario.gateway(), server));
      team = await SecondTeam.up(behind, scenario, install);
    });
    afterAll(async () => {
      await team?.down();
      await scenario?.down();
    });

    test.each(lists.map(name => [name, list(name)] as const))('no bypass of %s', async (__, rule) => {
      await scenario.sync(synth(behind, rule, install));
      noneWrong((await Promise.all([play(onOnePort(rule), behind, all), team.play(onOnePort(rule))])).flat());
    });

    test('a gateway of the same name in another namespace', async () => {
      noneWrong(await team.playOnTheirPods());
    });
  });
});

/** Status and backend, and the addresses that the backend is told. */
function told(answer: Answer): string {
  const header = (name: string) => echo(answer)?.headers.filter(([key]) => key.toLowerCase() === name).map(([, value]) => value).join(' | ');
  return [answer.outcome, answer.status ?? '', reached(answer) ?? '', header('x-envoy-external-address') ?? '', header('x-forwarded-for') ?? ''].join(' ').trim();
}
