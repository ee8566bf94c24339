import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { runCli } from '../../src/cli/run-cli';

const checks = join('test', 'lint', 'checks');
const ERROR = join(checks, 'bad-address', 'bad.yaml');
const WARNING = join(checks, 'path-list', 'bad.yaml');
const INFO = join(checks, 'dry-run-list', 'bad.yaml');
const NOTHING = join(checks, 'path-list', 'good.yaml');

/** What a command line prints, and how it ends. */
function run(args: readonly string[], colours = false): { status: number; out: string; error: string } {
  let out = '';
  let error = '';
  const status = runCli(['lint', ...args], { out: text => void (out += text), error: text => void (error += text), colours });
  return { status, out, error };
}

const scratch = mkdtempSync(join(tmpdir(), 'lint-'));
const file = (name: string, text: string | Buffer) => {
  writeFileSync(join(scratch, name), text);
  return join(scratch, name);
};
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

describe('the exit status', () => {
  test.each<[string, string[], number, RegExp]>([
    ['0: nothing', [NOTHING], 0, /^no errors, no warnings\n$/],
    ['0: warnings', [WARNING], 0, /^warning path-list {2}.*\n\nno errors, 1 warning\n$/s],
    ['0: for information', [INFO], 0, /\n\nno errors, no warnings, 1 for information\n$/],
    ['1: errors', [ERROR], 1, /\n\n2 errors, no warnings\n$/],
    ['1: errors among others', [join(checks, 'annotation-not-text', 'bad.yaml'), WARNING], 1, /\n2 errors, \d+ warnings(, \d+ for information)?\n$/],
    ['0: errors that are left out', [ERROR, '--ignore', 'bad-address'], 0, /^no errors, no warnings\n$/],
    ['0: the list of checks', ['--rules'], 0, /^warning {2}allow-beside-allow {16}an ALLOW with a list/],
  ])('%s', (_, args, status, text) => {
    const { status: ends, out, error } = run(args);
    expect([ends, error]).toEqual([status, '']);
    expect(out).toMatch(text);
  });

  test.each<[string, string[], string]>([
    ['an unknown option', [NOTHING, '--fix'], "Unknown option '--fix'"],
    ['an unknown format', [NOTHING, '--format', 'xml'], '--format "xml" is none of text, json, sarif'],
  ])('2: %s', (_, args, message) => {
    expect(run(args)).toEqual({
      status: 2, out: '', error: `cdk8s-istio-source-ip: ${message}\ncdk8s-istio-source-ip lint --help shows all options and examples.\n`,
    });
  });

  test.each<[string, () => string[], string]>([
    ['a missing file', () => ['/nowhere'], '[unreadable-file] /nowhere cannot be read'],
    ['no path', () => [], '[no-manifests] no path was given'],
    ['an empty folder', () => {
      mkdirSync(join(scratch, 'empty'));
      return [join(scratch, 'empty')];
    }, '[no-manifests] there is no .yaml, .yml or .json file in '],
    ['an empty file', () => [file('empty.yaml', '# nothing\n')], '[no-manifests] there is no Kubernetes object in '],
    ['broken YAML', () => [file('broken.yaml', 'kind: Gateway\napiVersion: networking.istio.io/v1\nspec: [\n')], '[broken-yaml] '],
    ['a template', () => [file('template.yaml', 'kind: {{ .Values.kind }}\n')], 'render the template first'],
    ['50 MB', () => [file('large.yaml', Buffer.concat([Buffer.from('kind: Service\n'), Buffer.alloc(50 * 1024 * 1024, '#')]))], '[manifests-too-large] '],
    ['a check that does not exist', () => [NOTHING, '--ignore', 'x'], '[unknown-check] there is no check "x"'],
  ])('2: %s', (_, args, message) => {
    const { status, out, error } = run(args());
    expect([status, out]).toEqual([2, '']);
    expect(error).toContain(message);
    expect(error.split('\n')).toHaveLength(2);
  });
});

describe('what cannot be read among others', () => {
  const GOOD = 'apiVersion: v1\nkind: Service\nmetadata: {name: a}\n';
  const BROKEN = 'apiVersion: v1\nkind: Service\nspec: [\n';
  const TEMPLATE = '{{- if .Values.on }}\napiVersion: v1\nkind: Service\n{{- end }}\n';
  const tree = (name: string, files: Record<string, string>) => {
    mkdirSync(join(scratch, name, 'chart/templates'), { recursive: true });
    Object.entries(files).forEach(([path, text]) => file(join(name, path), text));
    return join(scratch, name);
  };
  test.each<[string, Record<string, string>, string[], number, RegExp]>([
    ['0: templates are no manifests', { 'a.yaml': GOOD, 'chart/templates/b.yaml': TEMPLATE }, [], 0, /^note: 1 file is a template, to be rendered first, and left out: \S+b\.yaml\nno errors, no warnings\n$/],
    ['2: a broken file', { 'a.yaml': GOOD, 'b.yaml': BROKEN }, [], 2, /^note: 1 file cannot be read, and what it says is missing: .*\nno errors, no warnings\n$/],
    ['1: errors beside a broken file', { 'a.yaml': readFileSync(ERROR, 'utf8'), 'b.yaml': BROKEN }, [], 1, /\n2 errors, no warnings\n$/],
    ['0: a broken file that is left out', { 'a.yaml': GOOD, 'chart/templates/b.yaml': BROKEN }, ['--exclude', 'b.yaml'], 0, /^no errors, no warnings\n$/],
    ['0: a folder that is left out', { 'a.yaml': GOOD, 'chart/templates/b.yaml': BROKEN }, ['--exclude', 'templates'], 0, /^no errors, no warnings\n$/],
    ['0: a path that is left out', { 'a.yaml': GOOD, 'chart/templates/b.yaml': BROKEN }, ['--exclude', 'x', '--exclude', 'chart/*/'], 0, /^no errors, no warnings\n$/],
    ['0: paths that are left out at any depth', { 'a.yaml': GOOD, 'chart/templates/b.yaml': BROKEN }, ['--exclude', '**/*.y?ml', '--exclude', '!a'], 2, /^$/],
  ])('%s', (name, files, options, status, text) => {
    const { status: ends, out } = run([tree(name.replace(/\W/g, ''), files), ...options]);
    expect(ends).toBe(status);
    expect(out).toMatch(text);
  });
});

describe('objects that name no namespace', () => {
  const path = join('test', 'data', 'strangers', 'helm-template.yaml');
  test('are most likely where the others are', () => {
    expect(run([path]).out).toMatch(/^warning unguarded-trust .* show no guard, if objects without a namespace are where the others are\n.*note: 1 object names no namespace and counts as in edge \(EnvoyFilter proxy-protocol\), while others are in edge: [^\n]*\nno errors, 1 warning\n$/s);
  });
  test('--namespace says where', () => {
    expect(run([path, '--namespace', 'edge'])).toMatchObject({ status: 0, out: expect.stringMatching(/^warning unguarded-trust .* show no guard\n.*\nno errors, 1 warning\n$/s) });
    expect(run([path, '--namespace', 'default'])).toMatchObject({ status: 0, out: expect.stringMatching(/^warning proxy-header-not-read/) });
  });
});

test('unknown kinds and duplicates are no faults, and duplicates that differ are noted', () => {
  const widget = (kind: string, size: number) => `apiVersion: v1\nkind: ${kind}\nmetadata:\n  name: a\nspec:\n  size: ${size}\n`;
  const path = file('widgets.yaml', [widget('Widget', 1), widget('Widget', 2), widget('ConfigMap', 1), widget('ConfigMap', 2)].join('---\n'));
  expect(run([path])).toEqual({
    status: 0, error: '', out: `note: ConfigMap default/a is there twice (${path}, ${path}), and differs: the last one counts\nno errors, no warnings\n`,
  });
});

describe('text', () => {
  test('says what, where, why and what to write instead', () => {
    expect(run([WARNING]).out.split('\n').slice(0, 5)).toEqual([
      expect.stringMatching(/^warning path-list {2}test\/lint\/checks\/path-list\/bad\.yaml:\d+$/),
      '  AuthorizationPolicy edge/office, spec.rules[0].to[0].operation.paths',
      '  the list is about /admin, /admin/* only',
      expect.stringMatching(/^ {2}why: spellings of a path/),
      expect.stringMatching(/^ {2}instead: give what is to be protected its own host/),
    ]);
  });

  test('has colours on a terminal only', () => {
    expect(run([ERROR], true).out).toContain('\x1b[1;31merror\x1b[0m bad-address');
    expect(run([ERROR]).out).not.toContain('\x1b');
  });

  test('counts what is accepted, and knows findings of whole objects and without a line', () => {
    const path = file('accepted.yaml', `apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata:
  name: a
  annotations:
    cdk8s-istio-source-ip/accept.dry-run-list: tried out until Monday
    istio.io/dry-run: "true"
spec: { rules: [{ from: [{ source: { ipBlocks: [203.0.113.7] } }] }] }
`);
    expect(run([path]).out).toBe('no errors, no warnings, 1 accepted\n');
    const deployment = (spec: string) => `apiVersion: apps/v1
kind: Deployment
metadata:
  name: a
  annotations: { proxy.istio.io/config: "gatewayTopology: { proxyProtocol: {} }" }
spec: ${spec}
`;
    const halves = [file('part.yaml', deployment('{ template: {} }')), file('whole.yaml', deployment('{ selector: { matchLabels: { a: b } } }'))];
    expect(run(halves).out).toMatch(/^error topology-on-deployment {2}\S*whole.yaml and \S*part.yaml\n {2}Deployment default\/a, metadata/);
    expect(JSON.parse(run([...halves, '--format', 'sarif']).out).runs[0].results[0].locations[0].physicalLocation).not.toHaveProperty('region');
    const policy = (bytes: number) => JSON.stringify({
      apiVersion: 'security.istio.io/v1',
      kind: 'AuthorizationPolicy',
      metadata: { name: 'a', annotations: { note: 'x'.repeat(bytes) } },
      spec: { rules: [{ from: [{ source: { ipBlocks: ['10.0.0.0/8'] } }] }] },
    });
    const large = file('large.json', policy(300_000));
    expect(run([large]).out).toMatch(/warning object-size {2}\S*large.json:1\n {2}AuthorizationPolicy default\/a\n {2}it has \d+ bytes/);
    const [{ locations: [{ logicalLocations: [place] }] }] = JSON.parse(run([large, '--format', 'sarif']).out).runs[0].results
      .filter(({ ruleId }: any) => ruleId === 'object-size');
    expect(place).toEqual({ name: 'AuthorizationPolicy default/a', fullyQualifiedName: 'AuthorizationPolicy default/a', kind: 'object' });
    expect(run([file('larger.json', policy(2_000_000))]).out).toMatch(/^error object-size {2}/);
  });
});

test('JSON is the report', () => {
  const { findings, accepted, notes } = JSON.parse(run([ERROR, '--format', 'json']).out);
  expect(findings).toHaveLength(2);
  expect(findings[0]).toMatchObject({ code: 'bad-address', severity: 'error', origin: ERROR, line: expect.any(Number) });
  expect([accepted, notes]).toEqual([[], []]);
});

describe('SARIF 2.1.0', () => {
  const path = file('sarif.yaml', `apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata:
  name: a
  annotations:
    cdk8s-istio-source-ip/accept.dry-run-list: tried out until Monday
    istio.io/dry-run: "true"
spec: { rules: [{ from: [{ source: { ipBlocks: [203.0.113.7, x] } }] }] }
`);
  const log = JSON.parse(run([path, WARNING, '--format', 'sarif']).out);
  const [{ tool: { driver }, results }] = log.runs;

  test('has what its schema requires', () => {
    expect(log).toMatchObject({ version: '2.1.0', $schema: expect.stringContaining('sarif-2.1.0'), runs: [expect.anything()] });
    expect(driver.name).toBe('cdk8s-istio-source-ip');
    for (const rule of driver.rules) {
      expect(rule).toEqual({
        id: expect.stringMatching(/^[a-z0-9-]+$/),
        shortDescription: { text: expect.stringMatching(/./) },
        fullDescription: { text: expect.stringMatching(/./) },
        helpUri: expect.stringMatching(/^https:\/\/\S+\.md$/),
        defaultConfiguration: { level: expect.stringMatching(/^(error|warning|note)$/) },
      });
    }
    for (const result of results) {
      expect(result.message.text).toMatch(/./);
      expect(result.level).toMatch(/^(error|warning|note)$/);
      expect(driver.rules[result.ruleIndex].id).toBe(result.ruleId);
      const [{ physicalLocation, logicalLocations }] = result.locations;
      expect(physicalLocation.artifactLocation.uri).toMatch(/^\S+$/);
      expect(physicalLocation.region.startLine).toBeGreaterThan(0);
      expect(logicalLocations[0].name).toMatch(/^AuthorizationPolicy /);
    }
  });

  test('has every finding, and the accepted ones with their reasons', () => {
    expect(results.map(({ ruleId, level, suppressions = [] }: any) => [ruleId, level, ...suppressions])).toEqual([
      ['bad-address', 'error'], ['path-list', 'warning'],
      ['dry-run-list', 'note', { kind: 'inSource', justification: 'tried out until Monday' }],
    ]);
  });
});

test('--help has examples', () => {
  expect(run(['--help'])).toMatchObject({ status: 0, error: '', out: expect.stringMatching(/^Usage: cdk8s-istio-source-ip lint PATH[^]*Examples:\n/) });
});
