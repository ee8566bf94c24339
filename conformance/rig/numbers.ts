import { existsSync, readFileSync, writeFileSync } from 'fs';
import { RIG } from './programs';

/** Counts through all test files of a run; jest loads the modules anew for each. */
export function next(kind: string): number {
  const file = `${RIG}/next-${kind}`;
  const number = existsSync(file) ? Number(readFileSync(file, 'utf8')) + 1 : 1;
  writeFileSync(file, `${number}`);
  return number;
}
