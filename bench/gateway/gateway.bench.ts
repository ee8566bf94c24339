import { ChildProcess } from 'child_process';
import { LISTED, STRANGER, addresses } from './addresses';
import { Application } from './application';
import { Contestant, Setting } from './contestant';
import { Figures, RequestCost } from './figures';
import { writeReport } from './report';
import { WAYS } from './ways';
import { Host } from '../../conformance/rig/network';
import { cloudList } from '../support/cloud-list';

const ENTRIES = [100, 1_000, 10_000, 100_000];
const ROUNDS = 60;
const SLICE = 200;

/** Processes of the same configuration differ by several percent: by where their memory happens to lie. */
const COPIES = 3;

const sleep = (milliseconds: number) => new Promise(resolve => setTimeout(resolve, milliseconds));
const settings = (entries: number): Setting[] => Array.from({ length: COPIES }, (_, copy) => copy).flatMap(copy => (
  Object.entries(WAYS).map(([, way], index) => ({ name: `bench-${entries}-${index}-${copy}`, way, addresses: addresses(entries) }))));

test('what a list costs a gateway', async () => {
  const application = await Application.start();
  const requests: RequestCost[] = [];
  for (const entries of ENTRIES) requests.push(...await contest(entries, application));
  const figures: Figures = { requests, memory: await memory(), push: await push() };
  await application.stop();
  writeReport(figures);
}, 3600_000);

/** All gateways under load, one at a time for a moment, in turn. */
async function contest(entries: number, application: Application): Promise<RequestCost[]> {
  const names = Object.keys(WAYS);
  const contestants: Contestant[] = [];
  const loads: ChildProcess[] = [];
  for (const [index, setting] of settings(entries).entries()) contestants.push(await Contestant.start(setting, index % names.length ? 'refused' : 'admitted'));
  const client = await Host.create('bench-client', [LISTED]);
  for (const contestant of contestants) {
    loads.push(contestant.load(client));
    await sleep(600);
  }
  const samples = contestants.map(() => [] as { cpu: number; rate: number }[]);
  for (let round = 0; round < ROUNDS; round++) {
    for (const index of round % 2 ? contestants.keys() : [...contestants.keys()].reverse()) {
      const [before, cpu, clock] = [await application.requests(), contestants[index].cpu(), performance.now()];
      loads[index].kill('SIGCONT');
      await sleep(SLICE);
      loads[index].kill('SIGSTOP');
      const seconds = (performance.now() - clock) / 1000;
      await sleep(10); // what is on its way
      const count = await application.requests() - before;
      samples[index].push({ cpu: (contestants[index].cpu() - cpu) / count, rate: count / seconds });
    }
  }
  loads.forEach(load => load.kill('SIGKILL'));
  await client.destroy();
  await Promise.all(contestants.map(contestant => contestant.stop()));

  const of = (way: number, field: 'cpu' | 'rate') => Array.from({ length: COPIES }, (_, copy) => median(samples[copy * names.length + way].map(sample => sample[field])));
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const none = mean(of(0, 'cpu'));
  return names.map((way, index) => ({
    entries, way, ratio: mean(of(index, 'cpu')) / none, copies: of(index, 'cpu').map(cpu => cpu / none), micros: mean(of(index, 'cpu')), rate: mean(of(index, 'rate')),
  }));
}

/** Of Envoy, with one filter chain and with ten more. */
async function memory(): Promise<Figures['memory']> {
  const result: Figures['memory'][number][] = [];
  for (const httpsServers of [0, 10]) {
    for (const [index, [way, list]] of Object.entries(WAYS).entries()) {
      const contestant = await Contestant.start({ name: `memory-${httpsServers}-${index}`, way: list, addresses: addresses(100_000), httpsServers }, index ? 'refused' : 'admitted');
      await sleep(3000);
      result.push({ chains: httpsServers + 1, way, megabytes: contestant.memory() });
      await contestant.stop();
    }
  }
  return result;
}

/** From `kubectl apply` until the gateway goes by it: a first list, and the same without one of its entries. */
async function push(): Promise<Figures['push']> {
  const result: Figures['push'][number][] = [];
  const lists: Record<string, string[]> = { random: addresses(100_000), clouds: [...cloudList(100_000), LISTED] };
  for (const [shape, list] of Object.entries(lists)) {
    for (const [index, [name, way]] of Object.entries(WAYS).entries()) {
      if (index === 0) continue;
      const setting: Setting = { name: `push-${shape}-${index}`, way, addresses: list };
      const contestant = await Contestant.start({ ...setting, way: WAYS['no list'] }, 'admitted');
      const seconds = async (next: Setting, client: string) => {
        const clock = performance.now();
        await contestant.change(next);
        await contestant.inForce(client, 'refused');
        return (performance.now() - clock) / 1000;
      };
      const first = await seconds(setting, STRANGER);
      await contestant.inForce(LISTED, 'admitted');
      result.push({ shape, way: name, first, change: await seconds({ ...setting, addresses: list.filter(address => address !== LISTED) }, LISTED) });
      await contestant.stop();
    }
  }
  return result;
}

function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2;
}
