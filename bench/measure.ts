import { execFileSync } from 'child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { Contest, Run } from './contest';

/** Everything that was measured of a contest. */
export interface Result {
  readonly title: string;
  readonly rounds: number;
  readonly cases: Record<string, CaseResult>;
}

export interface CaseResult {
  readonly items?: number;
  readonly figures: Record<string, number>;
  /** In the order of the rounds. A contestant that could not take part has none. */
  readonly runs: Record<string, Run[]>;
}

/** Runs a contest, of which `file` is the name of its file. */
export function measure(file: string, contest: Contest): Result {
  const root = mkdtempSync(join(tmpdir(), `bench-${file}-`));
  const cases: Record<string, CaseResult> = {};
  const folders = new Map(Object.keys(contest.cases).map((name, index) => [name, join(root, `${index}`)]));
  try {
    for (const [name, folder] of folders) {
      mkdirSync(folder);
      const input = contest.cases[name];
      cases[name] = {
        items: contest.items?.(input),
        figures: contest.prepare?.(input, folder) ?? {},
        runs: Object.fromEntries(Object.keys(contest.contestants).map(contestant => [contestant, []])),
      };
    }
    for (let round = 0; round < contest.rounds; round++) {
      for (const [name, folder] of folders) {
        for (const [contestant, runs] of Object.entries(cases[name].runs)) {
          const run = runOnce(file, name, contestant, folder);
          if (run) runs.push(run);
        }
      }
    }
  } finally {
    rmSync(root, { recursive: true });
  }
  Object.entries(cases).forEach(([name, { runs }]) => mustAgree(`${file}, ${name}`, runs));
  return { title: contest.title, rounds: contest.rounds, cases };
}

/** The middle one; undefined where there are none. */
export function median(values: readonly number[]): number | undefined {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 ? sorted[middle] : sorted.length ? (sorted[middle - 1] + sorted[middle]) / 2 : undefined;
}

function runOnce(...args: string[]): Run | null {
  return JSON.parse(execFileSync(process.execPath, [join(__dirname, 'contestant.js'), ...args], { encoding: 'utf8' }));
}

/** Who does less is faster: only the same answers are compared. */
function mustAgree(where: string, runs: CaseResult['runs']): void {
  const answers = Object.entries(runs).flatMap(([contestant, those]) => those.map(({ answer }) => ({ contestant, answer })));
  const other = answers.find(({ answer }) => answer !== answers[0].answer);
  if (other) throw new Error(`${where}: "${other.contestant}" has another answer than "${answers[0].contestant}"`);
}
