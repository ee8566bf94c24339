import { createHash } from 'crypto';
import * as fc from 'fast-check';

/** SEED=… draws the same again. Each run has another one, which a failure prints. */
export const SEED = Number(process.env.SEED ?? Date.now() % 2 ** 31);

/** WHOLE=1 plays everything where a part is drawn. */
export const WHOLE = !!process.env.WHOLE;

/** Some of these, or all of them, in a random order that depends on the seed and on what they are for. */
export function drawn<T>(all: readonly T[], what: string, count = all.length): T[] {
  const seed = createHash('sha256').update(`${SEED} ${what}`).digest().readInt32BE();
  const length = Math.min(count, all.length);
  return fc.sample(fc.shuffledSubarray([...all], { minLength: length, maxLength: length }), { numRuns: 1, seed })[0];
}

/** All of these with WHOLE=1, and otherwise so many of them, in their order. */
export function part<T>(all: readonly T[], what: string, count: number): readonly T[] {
  if (WHOLE) return all;
  const some = new Set(drawn(all, what, count));
  return all.filter(one => some.has(one));
}
