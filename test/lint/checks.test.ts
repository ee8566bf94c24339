import { readdirSync } from 'fs';
import { basename, join } from 'path';
import { examplesOf, expectationsOf, findingsIn, lineOf } from './examples';
import { LintSeverity, Linter } from '../../src/analysis';

const rules = Linter.rules();
const examples = (kind: 'bad' | 'good') => rules.flatMap(({ code }) => examplesOf(code, kind).map(path => [code, basename(path), path] as const));

test('every check has a bad and a good example, and every example a check', () => {
  expect(rules.filter(({ code }) => examplesOf(code, 'bad').length === 0 || examplesOf(code, 'good').length === 0)).toEqual([]);
  expect(readdirSync(join(__dirname, 'checks')).sort()).toEqual(rules.map(({ code }) => code));
});

test.each(examples('bad'))('%s finds in %s what its first lines say', (code, _, path) => {
  const found = findingsIn(path).filter(finding => finding.code === code).map(lineOf);
  expect(found).toEqual(expectationsOf(path));
  expect(found.length).toBeGreaterThan(0);
});

test.each(examples('good'))('%s finds nothing in %s, and nobody an error', (code, _, path) => {
  expect(findingsIn(path).filter(finding => finding.code === code || finding.severity === LintSeverity.ERROR)).toEqual([]);
});
