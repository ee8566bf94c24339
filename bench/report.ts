import { Result } from './measure';
import { figureLines, medianTable, verdictTable } from './table';
import { Verdict } from './verdict';

/** Where and when a run took place. */
export interface Machine {
  readonly processor: string;
  readonly memory: number;
  readonly node: string;
  readonly date: string;
  /** Of the minute before the run: what else the machine had to do. */
  readonly load: number;
}

export interface Outcome extends Result {
  readonly name: string;
  readonly verdicts: readonly Verdict[];
}

const SPREAD = `What the spread comes from: each round is a fresh process that does the same work, so \`least to most\` shows the machine (other programs share its
processor, caches and memory) and Node (when it compiles and collects garbage). The contestants of a round run one after another, and a ratio is the median of
the rounds' ratios: what slows a round down slows both of its contestants.`;

/** A run as Markdown. */
export function report({ processor, memory, node, date, load }: Machine, outcomes: readonly Outcome[]): string {
  return [
    `Run on ${date}, ${processor}, ${Math.round(memory / 2 ** 30)} GiB, Node ${node.slice(1)}, load average ${load.toFixed(1)} before it.`,
    SPREAD,
    verdictTable(outcomes.flatMap(({ verdicts }) => verdicts)),
    ...outcomes.flatMap(outcome => [
      `### ${outcome.title}`,
      `Medians of ${outcome.rounds} rounds.`,
      medianTable(outcome),
      [...figureLines(outcome), ...absent(outcome)].map(line => `- ${line}`).join('\n'),
    ]),
  ].filter(Boolean).join('\n\n');
}

function absent({ cases }: Outcome): string[] {
  const results = Object.values(cases).map(({ runs }) => runs);
  return Object.keys(results[0])
    .filter(contestant => results.every(runs => runs[contestant].length === 0))
    .map(contestant => `not run, as it is not installed: ${contestant}`);
}
