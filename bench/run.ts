// npm run bench [-- CONTEST…]: prints ratios, and what they were made from. A run of all contests also writes docs/performance.*.
import { readFileSync, writeFileSync } from 'fs';
import { cpus, loadavg, totalmem } from 'os';
import { Contest } from './contest';
import { measure } from './measure';
import { plot } from './plot';
import { Machine, Outcome, report } from './report';
import { verdicts } from './verdict';

const CONTESTS = ['load', 'synth', 'long-list', 'lint', 'trace', 'minimise'];
const PAGE = 'docs/performance.md';
const [BEGIN, END] = ['<!-- bench: begin -->', '<!-- bench: end -->'];

void main(process.argv.slice(2));

async function main(asked: readonly string[]): Promise<void> {
  const unknown = asked.find(name => !CONTESTS.includes(name));
  if (unknown !== undefined) {
    console.error(`there is no contest "${unknown}": write some of ${CONTESTS.join(', ')}`);
    process.exit(1);
  }

  const machine: Machine = {
    processor: `${cpus().length} × ${cpus()[0].model}`,
    memory: totalmem(),
    node: process.version,
    date: new Date().toISOString().slice(0, 10),
    load: loadavg()[0],
  };
  const outcomes: Outcome[] = [];
  for (const name of asked.length > 0 ? asked : CONTESTS) {
    outcomes.push(await outcomeOf(name));
  }
  const text = report(machine, outcomes);
  console.log(text);
  if (asked.length === 0) writeDocs(text, machine, outcomes);
}

async function outcomeOf(name: string): Promise<Outcome> {
  const { contest }: { contest: Contest } = await import(`./contests/${name}.js`);
  console.error(`${name}: ${contest.rounds} rounds …`);
  const result = measure(name, contest);
  return { name, verdicts: verdicts(contest, result), ...result };
}

function writeDocs(text: string, machine: Machine, outcomes: readonly Outcome[]): void {
  const marked = new RegExp(`${BEGIN}[^]*${END}`);
  writeFileSync(PAGE, readFileSync(PAGE, 'utf8').replace(marked, () => `${BEGIN}\n${text}\n${END}`));
  writeFileSync('docs/performance.svg', plot(outcomes.flatMap(outcome => outcome.verdicts)));
  writeFileSync('docs/performance.json', `${JSON.stringify({ machine, outcomes }, undefined, 1)}\n`);
}
