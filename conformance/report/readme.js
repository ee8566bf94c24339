// Writes what the last run of each Istio has shown into runs.json, and the table of them into README.md. With --check it writes nothing and says whether
// what ran shows what they tell; of an Istio that is not the newest, a part of the suites may have run.
const { execFileSync } = require('child_process');
const { readFileSync, readdirSync, writeFileSync } = require('fs');
const { join } = require('path');
const { WHAT } = require('./suites');

const ROOT = join(__dirname, '../..');
const README = join(ROOT, 'README.md');
const RUNS = join(__dirname, 'runs.json');
const REPORTS = join(ROOT, 'test-reports');
const [BEGIN, END] = ['<!-- conformance: begin -->', '<!-- conformance: end -->'];

const check = process.argv.includes('--check');
const known = JSON.parse(readFileSync(RUNS, 'utf8'));
const [newest] = readdirSync(join(__dirname, '../tools')).flatMap(name => /^istio-([\d.]+)$/.exec(name)?.[1] ?? [])
  .sort((a, b) => b.localeCompare(a, 'en', { numeric: true }));

for (const file of readdirSync(REPORTS).filter(name => /^conformance-[\d.]+\.json$/.test(name))) {
  const { versions: { Istio: istio, ...versions }, files, tests } = JSON.parse(readFileSync(join(REPORTS, file), 'utf8'));
  const suites = Object.fromEntries(Object.keys(WHAT).map(suite => [suite, tests.filter(test => test.suite === suite)]).filter(([, those]) => those.length > 0)
    .map(([suite, those]) => [suite, { tests: those.length, requests: those.reduce((sum, { requests }) => sum + requests, 0) }]));
  const failed = tests.filter(test => test.failed).length;
  const missing = Object.keys(WHAT).filter(suite => !suites[suite]);
  if (failed > 0) fail(`${failed} failed on Istio ${istio}: the run proves nothing`);
  // Of the others CI plays a part, and a newer one may not have its column yet.
  if (check && (istio !== newest || !known[istio])) continue;
  if (missing.length > 0) {
    if (check) fail(`the run on Istio ${istio} is without ${missing.join(', ')}; run npm run conformance`);
    console.error(`Istio ${istio}: only a part of the suites has run, so that its column stays`);
    continue;
  }
  if (check) {
    // Figures of requests are the day's, and tests may have been added since.
    const less = Object.entries(known[istio].suites).filter(([suite, { tests: told }]) => suites[suite].tests < told)
      .map(([suite, { tests: told }]) => `${told} tests of "${suite}", and ${suites[suite].tests} have run`);
    if (less.length > 0) fail(`the README tells of ${less.join('; ')}; write npm run conformance:readme`);
  } else {
    const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: ROOT, encoding: 'utf8' }).trim();
    known[istio] = { commit, versions, suites, seconds: files };
  }
}

const runs = Object.entries(known).sort(([a], [b]) => b.localeCompare(a, 'en', { numeric: true }));
const cell = figures => !figures ? '' : figures.requests > 0 ? `${figures.tests} / ${figures.requests.toLocaleString('en')}` : `${figures.tests}`;
const table = [
  BEGIN,
  `Tests and requests, by the version of Istio. Beside it ran ${runs.map(([istio, { commit, versions }]) =>
    `on ${istio} (at ${commit}) ${Object.entries(versions).map(([program, version]) => `${program} ${version}`).join(', ')}`).join('; ')}.`,
  '',
  `| suite | what it shows | ${runs.map(([istio]) => istio).join(' | ')} |`,
  `|---|---|${runs.map(() => '---|').join('')}`,
  ...Object.entries(WHAT).map(([suite, what]) => `| ${suite} | ${what} | ${runs.map(([, { suites }]) => cell(suites[suite])).join(' | ')} |`),
  END,
].join('\n');

const before = readFileSync(README, 'utf8');
const after = before.replace(new RegExp(`${BEGIN}[^]*${END}`), () => table);
if (!check) {
  writeFileSync(RUNS, `${JSON.stringify(known, null, 1)}\n`);
  writeFileSync(README, after);
} else if (before !== after) {
  fail('README.md and conformance/report/runs.json differ; write npm run conformance:readme');
}

function fail(why) {
  console.error(why);
  process.exit(1);
}
