import { readFileSync } from 'fs';
import { join } from 'path';
import { isFound, measure } from './measure';
import { LintSeverity } from '../../src/analysis';

// README.md says what the corpus is. What lint does not find is listed, so that a check that finds less is seen.

const lines = (file: string) => readFileSync(join(__dirname, file), 'utf8').split('\n').filter(Boolean);

test('where nothing is wrong there are no errors, and no warnings but these', () => {
  const said = measure('clean').flatMap(({ set, findings }) => findings.filter(({ severity }) => severity !== LintSeverity.INFO)
    .map(({ severity, code, object }) => `${set}: ${severity} ${code}, ${object}`));
  expect(said).toEqual(lines('false.txt'));
});

test('planted faults are found, but these', () => {
  expect(measure('faulty').filter(one => !isFound(one)).map(({ set }) => set)).toEqual(lines('missed.txt'));
});
