import { readFileSync, writeFileSync } from 'fs';
import { cpus, loadavg } from 'os';
import { chart } from './chart';
import { Figures } from './figures';

const PAGE = 'docs/performance.md';
const [BEGIN, END] = ['<!-- gateway: begin -->', '<!-- gateway: end -->'];

export function writeReport(figures: Figures): void {
  const machine = { processor: `${cpus().length} × ${cpus()[0].model}`, date: new Date().toISOString().slice(0, 10), load: loadavg()[2] };
  const text = report(figures, machine);
  console.log(text);
  writeFileSync('docs/gateway-cost.json', `${JSON.stringify({ machine, ...figures }, undefined, 1)}\n`);
  writeFileSync('docs/gateway-cost.svg', chart(figures.requests));
  writeFileSync(PAGE, readFileSync(PAGE, 'utf8').replace(new RegExp(`${BEGIN}[^]*${END}`), () => `${BEGIN}\n${text}\n${END}`));
}

function report({ requests, memory, push }: Figures, { processor, date }: { processor: string; date: string }): string {
  const apart = Math.max(...requests.map(({ copies }) => Math.max(...copies) / Math.min(...copies) - 1));
  const alone = requests.filter(({ way }) => way === 'no list').map(({ micros }) => Math.round(micros));
  return [
    `Run on ${date}, ${processor}; Envoy had one worker.`,
    `What the spread comes from: \`each process\` shows the processes of a kind apart. They do the same work, and still differ by up to ${Math.round(apart * 100)} %:
by where their memory lies, and by what else the machine does. A smaller difference between two kinds says nothing. The lengths run one after another, and
without a list a request takes ${Math.min(...alone)} to ${Math.max(...alone)} µs in them, for the same work: compare ratios, and times only within one length.
Memory and the times until a list is in force are measured once each.`,
    table(['entries', 'list', 'CPU time ÷ no list', 'each process', 'a request', 'requests a second'], requests.map(({ entries, way, ratio, copies, micros, rate }) => [
      entries.toLocaleString('en'), way, ratio.toFixed(2), copies.map(copy => copy.toFixed(2)).join(' '), `${micros.toFixed(micros < 1000 ? 1 : 0)} µs`,
      Math.round(rate).toLocaleString('en'),
    ])),
    table(['filter chains', 'list of 100,000', 'memory of Envoy'], memory.map(({ chains, way, megabytes }) => [`${chains}`, way, `${Math.round(megabytes)} MB`])),
    table(['100,000 entries', 'list', 'until a first list is in force', 'until a change is'], push.map(({ shape, way, first, change }) => [
      shape, way, `${first.toFixed(1)} s`, `${change.toFixed(1)} s`,
    ])),
  ].join('\n\n');
}

function table(head: string[], rows: string[][]): string {
  return [head, head.map(() => '---'), ...rows].map(row => `| ${row.join(' | ')} |`).join('\n');
}
