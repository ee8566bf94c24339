// Writes what the last `npm run conformance` has shown into README.md; with --check it only says whether README.md has that.
const { readFileSync, writeFileSync } = require('fs');
const { join } = require('path');

const ROOT = join(__dirname, '../..');
const README = join(ROOT, 'README.md');
const [BEGIN, END] = ['<!-- conformance: begin -->', '<!-- conformance: end -->'];

const WHAT = {
  'Admission': 'Every example: server-side apply with the webhooks on, `istioctl validate` and `analyze`, no drift in `kubectl diff`; the IstioOperator document of every topology',
  'Traffic': 'Every example as a table of requests: who gets in, which client address and X-Forwarded-For the application sees',
  'No bypass': 'Forged headers and spellings against every kind of list after every kind of proxy, with a second team on the same pods, missing routes and names that are used twice: nobody gets in who is not listed, and everybody who is listed does',
  'Seeds as written': "The web's own recipes, unchanged: their known failures show",
  'East-west': 'Callers inside the mesh, REDIRECT and TPROXY, externalTrafficPolicy Cluster and Local',
  'Guard': 'What keeps everyone but the load balancer away',
  'Other teams': 'Gateways, ListenerSets and routes of other namespaces on the same pods: what lists and guards cover there, and what they do not',
  'Ways to install': 'Gateway API, Helm chart, Argo CD Application, IstioOperator: the same answers to the same requests as from our own Deployment; Sail',
  'Argo CD': "Argo CD's own application controller and repository server sync every example, a gateway that Helm owns, a list of 100,000, a rollout of PROXY, and lists that change while clients keep coming",
  'Turning PROXY on': 'At a load balancer in use, with traffic through all phases and after each object: no request fails, and nobody forges a header',
  'Long list': 'A list in several objects: who gets in by each, what a change touches, and what happens until all of them have come',
  'Upgrade': 'From pods without the label that carries their namespace, in two commits',
  'Mutations': 'Deliberate faults in the manifests: each makes "No bypass" fail',
  'Differential': 'Random policies and requests, some malformed, and the bypasses that lint names: `trace` says what Envoy does',
  'Parity': "100,000 texts are addresses, and 1,000 lists as short, as Go's `net/netip` and `netipx` say",
};

const { versions, tests } = JSON.parse(readFileSync(join(ROOT, 'test-reports/conformance.json'), 'utf8'));
const missing = Object.keys(WHAT).filter(suite => !tests.some(test => test.suite === suite));
const failed = tests.filter(test => test.failed);
if (missing.length > 0 || failed.length > 0) {
  console.error(`the last run proves nothing: ${missing.length > 0 ? `without ${missing.join(', ')}` : `${failed.length} failed`}; run npm run conformance`);
  process.exit(1);
}

const rows = Object.entries(WHAT).map(([suite, what]) => {
  const those = tests.filter(test => test.suite === suite);
  const requests = those.reduce((sum, test) => sum + test.requests, 0);
  return `| ${suite} | ${what} | ${those.length} | ${requests > 0 ? requests.toLocaleString('en') : ''} |`;
});
const table = [
  BEGIN,
  `Run on ${Object.entries(versions).map(([program, version]) => `${program} ${version}`).join(', ')}:`,
  '',
  '| suite | what it shows | tests | requests |',
  '|---|---|---|---|',
  ...rows,
  END,
].join('\n');

const before = readFileSync(README, 'utf8');
const after = before.replace(new RegExp(`${BEGIN}[^]*${END}`), () => table);
if (process.argv.includes('--check')) {
  // Figures of requests and patch versions of Debian's packages are the day's.
  const claims = text => text.slice(text.indexOf(BEGIN), text.indexOf(END)).replace(/^Run on .*$/m, '').replace(/ [\d,]* \|$/gm, '');
  if (claims(before) !== claims(after)) {
    console.error(`README.md tells of another run; write npm run conformance:readme. This run:\n${table}`);
    process.exit(1);
  }
} else {
  writeFileSync(README, after);
}
