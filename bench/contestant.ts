// One contestant of one contest, once: node contestant.js CONTEST CASE CONTESTANT FOLDER. Prints a `Run` as JSON.
import { createHash } from 'crypto';
import { readFileSync } from 'fs';
import { Contest, Run } from './contest';

async function main(file: string, name: string, contestant: string, folder: string): Promise<Run | undefined> {
  const { contest }: { contest: Contest } = await import(`./contests/${file}.js`);
  const work = await contest.contestants[contestant](contest.cases[name], folder);
  if (!work) return undefined;

  const [own, programs, clock] = [process.cpuUsage(), programsCpu(), performance.now()];
  const result = work();
  const wall = (performance.now() - clock) / 1e3;
  const { user, system } = process.cpuUsage(own);
  const others = programsCpu() - programs;
  return {
    cpu: (user + system) / 1e6 + others,
    wall,
    ...others ? {} : { bytes: process.resourceUsage().maxRSS * 1024 },
    answer: contest.answer && createHash('sha256').update(contest.answer(result)).digest('hex'),
  };
}

/** Of programs that have ended; Linux counts it in hundredths of a second. */
function programsCpu(): number {
  const fields = readFileSync('/proc/self/stat', 'utf8').split(') ')[1].split(' ');
  return (Number(fields[13]) + Number(fields[14])) / 100;
}

const [file, name, contestant, folder] = process.argv.slice(2);
void main(file, name, contestant, folder).then(run => process.stdout.write(JSON.stringify(run ?? null)));
