import { execFileSync } from 'node:child_process';

/** A call of cidr-tools: the name of its function, and two lists of blocks. */
export interface Question {
  readonly ask: 'merge' | 'exclude' | 'overlap' | 'contains';
  readonly a: readonly string[];
  readonly b: readonly string[];
}

const SCRIPT = `
  import { readFileSync } from 'node:fs';
  import { merge, exclude, overlap, contains } from 'cidr-tools';
  const ask = {
    merge: (a, b) => merge([...a, ...b]),
    exclude: (a, b) => merge(b.reduce((left, hole) => left.flatMap(block => exclude(block, hole)), merge(a))),
    overlap: (a, b) => overlap(a, b),
    contains: (a, b) => contains(merge(a), merge(b)),
  };
  console.log(JSON.stringify(JSON.parse(readFileSync(0)).map(question => ask[question.ask](question.a, question.b))));
`;

/**
 * The answers of cidr-tools, from one process: it is an ES module, which jest cannot load into CommonJS.
 * Its `exclude` replaces the wrong blocks when more than one changes (6.4.2), so that it is given one block and one hole at a time.
 */
export function askCidrTools(questions: readonly Question[]): unknown[] {
  return JSON.parse(execFileSync(process.execPath, ['--input-type=module', '--eval', SCRIPT], {
    cwd: __dirname,
    input: JSON.stringify(questions),
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  }));
}
