import { mkdtempSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { App, ApiObject, Chart } from 'cdk8s';
import { Linter, LintSeverity, Manifests } from '../../src/analysis';

const FILTER = `apiVersion: networking.istio.io/v1alpha3
kind: EnvoyFilter
metadata:
  name: proxy-protocol
spec:
  configPatches:
    - applyTo: LISTENER
      patch:
        operation: MERGE
        value:
          listener_filters:
            - name: envoy.filters.listener.proxy_protocol
`;

const accepting = (reason: string) => FILTER.replace('metadata:', `metadata:\n  annotations:\n    cdk8s-istio-source-ip/accept.filter-without-typed-config: "${reason}"`);

test('a finding says all that a person needs', () => {
  expect(new Linter().lint(Manifests.fromText(FILTER)).toJson()).toEqual({
    findings: [{
      code: 'filter-without-typed-config',
      severity: LintSeverity.ERROR,
      object: 'EnvoyFilter default/proxy-protocol',
      origin: 'the text',
      line: 12,
      field: 'spec.configPatches[0].patch.value.listener_filters[0].name',
      what: 'the filter envoy.filters.listener.proxy_protocol has no typed_config',
      why: expect.stringContaining('Envoy finds filters by the type'),
      instead: expect.stringContaining('gatewayTopology: { proxyProtocol: {} }'),
    }],
    accepted: [],
    notes: [],
    unread: [],
  });
});

describe('lines', () => {
  test.each<[string, string, number | undefined]>([
    ['after other documents and comments', `# a\n---\n# b\n${FILTER}`, 15],
    ['in lists', `kind: List\napiVersion: v1\nitems:\n${FILTER.replace(/^(?=.)/gm, '    ').replace('    a', '  - a')}`, 15],
    ['in JSON', JSON.stringify({ kind: 'EnvoyFilter', apiVersion: 'networking.istio.io/v1alpha3', spec: { configPatches: [{ applyTo: 'HTTP_FILTER', patch: { operation: 'ADD', value: { name: 'x' } } }] } }), 1],
    ['of the nearest field around one that is not written out', accepting('').replace('default', 'x').replace('            - name: envoy.filters.listener.proxy_protocol', '            - {"name": envoy.filters.listener.proxy_protocol}'), 14],
  ])('%s', (_, text, line) => {
    expect(new Linter().lint(Manifests.fromText(text)).findings[0].line).toBe(line);
  });

  test('are unknown in charts', () => {
    const chart = new Chart(new App(), 'edge');
    new ApiObject(chart, 'filter', {
      apiVersion: 'networking.istio.io/v1alpha3',
      kind: 'EnvoyFilter',
      spec: { configPatches: [{ applyTo: 'HTTP_FILTER', patch: { operation: 'ADD', value: { name: 'x' } } }] },
    });
    const [finding] = new Linter().lint(Manifests.fromCharts(chart)).findings;
    expect(finding).toMatchObject({ origin: 'chart edge', field: 'spec.configPatches[0].patch.value.name' });
    expect(finding).not.toHaveProperty('line');
  });
});

test('errors come first, then warnings, each in the order of files and lines', () => {
  const policy = (address: string) => `apiVersion: security.istio.io/v1\nkind: AuthorizationPolicy\nmetadata: { name: "${address}" }\nspec: { rules: [{ from: [{ source: { ipBlocks: ["${address}"] } }] }] }\n`;
  const report = new Linter().lint(Manifests.fromText(['1.1.1.1/8', 'x', '2.2.2.2/8', 'y'].map(policy).join('---\n')));
  expect(report.findings.filter(({ code }) => /bits|address$/.test(code)).map(({ severity, object }) => `${severity} ${object}`)).toEqual([
    'error AuthorizationPolicy default/x', 'error AuthorizationPolicy default/y',
    'warning AuthorizationPolicy default/1.1.1.1/8', 'warning AuthorizationPolicy default/2.2.2.2/8',
  ]);
  expect([report.errors, report.warnings]).toEqual([2, 2]);
});

describe('what somebody knows already', () => {
  test('an annotation with a reason accepts findings of its object', () => {
    const report = new Linter().lint(Manifests.fromText(accepting('goes away with EDGE-12')));
    expect(report.findings).toEqual([]);
    expect(report.accepted).toMatchObject([{ code: 'filter-without-typed-config', why: 'goes away with EDGE-12' }]);
  });

  test('without a reason it accepts nothing', () => {
    expect(new Linter().lint(Manifests.fromText(accepting(' '))).errors).toBe(1);
  });

  test('a check can be left out', () => {
    expect(new Linter({ ignore: ['filter-without-typed-config'] }).lint(Manifests.fromText(FILTER)).findings).toEqual([]);
  });

  test('but not one that is none', () => {
    expect(() => new Linter({ ignore: ['filter'] })).toThrow(/^\[unknown-check\] there is no check "filter"; leaving it out changes nothing, .*; write one of allow-beside-allow, /);
  });
});

test('what was noticed while reading is handed on', () => {
  expect(new Linter().lint(Manifests.fromText(`${FILTER}---\nmeshConfig: 1\n`)).notes).toEqual(['the text: a document without kind and apiVersion is not a manifest and is left out']);
});

describe('two objects of one name', () => {
  const scratch = mkdtempSync(join(tmpdir(), 'linter-'));
  afterAll(() => rmSync(scratch, { recursive: true }));
  const policy = (address: string) => ({
    apiVersion: 'security.istio.io/v1',
    kind: 'AuthorizationPolicy',
    metadata: { name: 'list', namespace: 'edge' },
    spec: { action: 'DENY', rules: [{ from: [{ source: { notIpBlocks: [address] } }] }] },
  });
  const [ONE, TWO] = ['203.0.113.7/32', '203.0.113.8/32'].map(policy);
  const GATEWAY = (hosts: string) => ({
    apiVersion: 'networking.istio.io/v1', kind: 'Gateway', metadata: { name: 'edge', namespace: 'edge' }, spec: { selector: { istio: 'edge' }, servers: [{ hosts: [hosts] }] },
  });

  function found(files: Record<string, object[]>): string[] {
    const paths = Object.entries(files).map(([name, objects]) => {
      writeFileSync(join(scratch, name), objects.map(object => JSON.stringify(object)).join('\n---\n'));
      return join(scratch, name);
    });
    return new Linter().lint(Manifests.fromPaths(...paths)).findings.filter(({ code }) => code === 'duplicate-object')
      .map(({ severity, what }) => `${severity} ${what.replace(scratch, '')}`);
  }

  test.each<[string, Record<string, object[]>, string[]]>([
    ['in a file', { 'a.yaml': [ONE, TWO] }, ['error it replaces the AuthorizationPolicy edge/list in line 1']],
    ['in two files: only if they go to one cluster', { 'a.yaml': [ONE], 'b.yaml': [TWO] }, ['warning it replaces the AuthorizationPolicy edge/list in /a.yaml, line 1, if both go to one cluster']],
    ['in two files, one of which has the gateway', { 'a.yaml': [ONE, GATEWAY('a')], 'b.yaml': [TWO] },
      ['warning it replaces the AuthorizationPolicy edge/list in /a.yaml, line 1, if both go to one cluster']],
    ['in two files that each have the gateway: one for each cluster', { 'a.yaml': [ONE, GATEWAY('a')], 'b.yaml': [TWO, GATEWAY('a')] }, []],
    ['the same in both', { 'a.yaml': [ONE], 'b.yaml': [ONE] }, []],
  ])('%s', (_, files, expected) => {
    expect(found(files)).toEqual(expected);
  });

  test('in a chart, where lines are unknown', () => {
    const chart = new Chart(new App(), 'edge');
    [ONE, TWO].forEach((json, index) => new ApiObject(chart, `list-${index}`, json));
    expect(new Linter().lint(Manifests.fromCharts(chart)).findings.filter(({ code }) => code === 'duplicate-object').map(({ what }) => what))
      .toEqual(['it replaces the AuthorizationPolicy edge/list in chart edge']);
  });
});
