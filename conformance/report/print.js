// Puts the halves of a run together: a table per suite and the figures, and all of it in test-reports/.
const { readFileSync, readdirSync, rmSync, writeFileSync } = require('fs');
const { join } = require('path');
const { SUITES } = require('./suites');

const REPORTS = join(__dirname, '../../test-reports');
const HALVES = join(REPORTS, 'conformance-halves');

const halves = readdirSync(HALVES).map(file => JSON.parse(readFileSync(join(HALVES, file), 'utf8')));
rmSync(HALVES, { recursive: true });
const report = {
  versions: halves[0].versions,
  seconds: Math.max(...halves.map(({ seconds }) => seconds)),
  files: Object.assign({}, ...halves.map(({ files }) => files)),
  tests: halves.flatMap(({ tests }) => tests),
};
writeFileSync(join(REPORTS, `conformance-${report.versions.Istio}.json`), JSON.stringify(report, null, 1));

const suites = [...new Set(report.tests.map(({ suite }) => suite))].sort((a, b) => SUITES.indexOf(a) - SUITES.indexOf(b));
for (const suite of suites) print(suite);
const failed = report.tests.filter(test => test.failed).length;
console.log(`\n${report.tests.reduce((sum, { requests }) => sum + requests, 0)} requests, ${report.seconds} s`);
console.log(`${report.tests.length - failed} passed, ${failed} failed`);

function print(suite) {
  const tests = report.tests.filter(test => test.suite === suite);
  const rows = [...new Set(tests.map(({ about }) => about))].map(about => {
    const those = tests.filter(test => test.about === about);
    const failures = those.filter(test => test.failed).length;
    return [about, `${those.length - failures}`, `${failures}`, `${those.reduce((sum, { requests }) => sum + requests, 0)}`];
  });
  const table = [[suite, 'passed', 'failed', 'requests'], ...rows];
  const widths = table[0].map((_, column) => Math.max(...table.map(row => row[column].length)));
  console.log();
  for (const row of table) console.log(row.map((cell, column) => column === 0 ? cell.padEnd(widths[0]) : cell.padStart(widths[column])).join('  '));
}
