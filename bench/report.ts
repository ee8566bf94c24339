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

/** A run as Markdown. */
export function report({ processor, memory, node, date, load }: Machine, outcomes: readonly Outcome[]): string {
  return [
    `Run on ${date}, ${processor}, ${Math.round(memory / 2 ** 30)} GiB, Node ${node.slice(1)}, load average ${load.toFixed(1)} before it.`,
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
