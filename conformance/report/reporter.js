// Jest's reporter for the suites: a word for each test file, failures as they come, then a table per suite and the figures.
const { existsSync, mkdirSync, readFileSync, writeFileSync } = require('fs');
const { join, relative } = require('path');

const SUITES = ['Admission', 'Traffic', 'No bypass', 'Seeds as written', 'East-west', 'Guard', 'Other teams', 'Ways to install', 'Argo CD', 'Turning PROXY on', 'Long list', 'Upgrade', 'Mutations', 'Load balancer controllers', 'Differential', 'Parity'];
const TALLY = '/run/rig/tally.jsonl';
const LINES_OF_A_FAILURE = 40;

class Reporter {
  constructor({ rootDir }) {
    this.rootDir = rootDir;
    this.started = Date.now();
    this.tests = [];
  }

  onTestFileResult(test, { testResults, testExecError, perfStats }) {
    const failed = testResults.filter(({ status }) => status === 'failed');
    console.log(`${failed.length > 0 || testExecError ? 'FAIL' : 'ok  '} ${relative(this.rootDir, test.path)} ${Math.round(perfStats.runtime / 1000)} s`);
    if (testExecError) {
      console.log(testExecError.stack ?? testExecError.message);
      this.tests.push({ suite: 'broken', about: relative(this.rootDir, test.path), failed: true, requests: 0 });
    }
    let last;
    for (const { fullName, failureMessages } of failed) {
      const message = failureMessages.join('\n').split('\n').slice(0, LINES_OF_A_FAILURE).map(line => `    ${line.slice(0, 400)}`).join('\n');
      // What goes wrong before all tests of a file is told with each of them.
      console.log(`\n  ${fullName}\n${message === last ? '    the same' : message}`);
      last = message;
    }
    const requests = tally();
    for (const { ancestorTitles, title, fullName, status } of testResults) {
      if (status !== 'passed' && status !== 'failed') continue; // left out by the command line
      const suite = ancestorTitles.find(name => SUITES.includes(name)) ?? 'of the rig itself';
      const about = ancestorTitles.filter(name => name !== suite)[0] ?? '';
      this.tests.push({ suite, about, title, failed: status === 'failed', requests: requests[fullName] ?? 0 });
    }
  }

  onRunComplete() {
    const suites = [...new Set(this.tests.map(({ suite }) => suite))].sort((a, b) => SUITES.indexOf(a) - SUITES.indexOf(b));
    for (const suite of suites) this.print(suite);
    const failed = this.tests.filter(test => test.failed).length;
    const versions = JSON.parse(process.env.CONFORMANCE_VERSIONS);
    const report = {
      versions,
      seconds: Math.round((Date.now() - this.started) / 1000),
      tests: this.tests,
    };
    mkdirSync(join(this.rootDir, 'test-reports'), { recursive: true });
    writeFileSync(join(this.rootDir, `test-reports/conformance-${versions.Istio}.json`), JSON.stringify(report, null, 1));
    console.log(`\n${report.tests.reduce((sum, { requests }) => sum + requests, 0)} requests, ${report.seconds} s`);
    console.log(`${this.tests.length - failed} passed, ${failed} failed`);
  }

  print(suite) {
    const tests = this.tests.filter(test => test.suite === suite);
    const rows = [...new Set(tests.map(({ about }) => about))].map(about => {
      const those = tests.filter(test => test.about === about);
      const failed = those.filter(test => test.failed).length;
      return [about, `${those.length - failed}`, `${failed}`, `${those.reduce((sum, { requests }) => sum + requests, 0)}`];
    });
    const table = [[suite, 'passed', 'failed', 'requests'], ...rows];
    const widths = table[0].map((_, column) => Math.max(...table.map(row => row[column].length)));
    console.log();
    for (const row of table) console.log(row.map((cell, column) => column === 0 ? cell.padEnd(widths[0]) : cell.padStart(widths[column])).join('  '));
  }
}

/** How many requests stand behind each test (rig/tally.ts). */
function tally() {
  const sums = {};
  if (existsSync(TALLY)) {
    for (const line of readFileSync(TALLY, 'utf8').split('\n').filter(Boolean)) {
      const { test, requests } = JSON.parse(line);
      sums[test] = (sums[test] ?? 0) + requests;
    }
  }
  return sums;
}

module.exports = Reporter;
