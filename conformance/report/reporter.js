// Jest's reporter for one half of the suites: a word for each test file, and failures as they come. print.js tells the rest.
const { existsSync, mkdirSync, readFileSync, writeFileSync } = require('fs');
const { join, relative } = require('path');

const { SUITES } = require('./suites');
const TALLY = '/run/rig/tally.jsonl';
const LINES_OF_A_FAILURE = 40;

class Reporter {
  constructor({ rootDir }) {
    this.rootDir = rootDir;
    this.started = Date.now();
    this.tests = [];
    this.files = {};
  }

  onTestFileResult(test, { testResults, testExecError, perfStats }) {
    const failed = testResults.filter(({ status }) => status === 'failed');
    const file = relative(this.rootDir, test.path);
    this.files[file] = Math.round(perfStats.runtime / 1000);
    console.log(`${failed.length > 0 || testExecError ? 'FAIL' : 'ok  '} ${file} ${this.files[file]} s`);
    if (testExecError) {
      console.log(testExecError.stack ?? testExecError.message);
      this.tests.push({ suite: 'broken', about: file, failed: true, requests: 0 });
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
    const report = {
      versions: JSON.parse(process.env.CONFORMANCE_VERSIONS),
      seconds: Math.round((Date.now() - this.started) / 1000),
      files: this.files,
      tests: this.tests,
    };
    const folder = join(this.rootDir, 'test-reports/conformance-halves');
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, `${process.env.CONFORMANCE_HALF}.json`), JSON.stringify(report));
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
