import { createHash } from 'crypto';
import * as fc from 'fast-check';

/** SEED=… plays the same again; a failure prints it (rig/tally.ts). */
export const SEED = Number(process.env.SEED ?? Date.now() % 2 ** 31);

/** Some of these, or all of them, in a random order that depends on the seed and on what they are for. */
export function drawn<T>(all: readonly T[], what: string, count = all.length): T[] {
  const seed = createHash('sha256').update(`${SEED} ${what}`).digest().readInt32BE();
  const length = Math.min(count, all.length);
  return fc.sample(fc.shuffledSubarray([...all], { minLength: length, maxLength: length }), { numRuns: 1, seed })[0];
}
