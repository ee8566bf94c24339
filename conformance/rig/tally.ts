import { appendFileSync } from 'fs';
import { RIG } from './programs';
import { SEED } from '../../test/support/random';

/** Read by report/reporter.ts: how many requests stand behind a test's one line. */
export const TALLY = `${RIG}/tally.jsonl`;

/** What was played, and what should have gone another way. */
export interface Result {
  readonly sent: number;
  readonly wrong: string[];
}

export function noneWrong(results: readonly Result[]): void {
  record(results.reduce((sum, { sent }) => sum + sent, 0));
  const wrong = results.flatMap(result => result.wrong);
  expect(results.every(({ sent }) => sent > 0)).toBe(true);
  // Jest would print them all.
  expect(wrong.length > 0 ? [`SEED=${SEED} plays the same again`, ...wrong.slice(0, 20)] : []).toEqual([]);
}

export function record(requests: number): void {
  appendFileSync(TALLY, JSON.stringify({ test: expect.getState().currentTestName, requests }) + '\n');
}
