import { mkdtempSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { LintValidation } from '../../src';

const ERROR = join('test', 'lint', 'checks', 'bad-address', 'bad.yaml');
const WARNING = join('test', 'lint', 'checks', 'path-list', 'bad.yaml');
const NOTHING = join('test', 'lint', 'checks', 'refused-address', 'good.yaml');

/** The context that cdk8s hands to plugins, and what was submitted to it. */
async function validated(manifests: string[], props?: ConstructorParameters<typeof LintValidation>[0]) {
  const violations: any[] = [];
  const submitted: any[] = [];
  const report = { addViolation: (one: any) => violations.push(one), submit: (...all: any[]) => submitted.push(all) };
  await new LintValidation(props).validate({ manifests, report });
  return { violations, submitted };
}

test.each<[string, string[], ConstructorParameters<typeof LintValidation>[0], string, number]>([
  ['errors fail', [NOTHING, ERROR], {}, 'failure', 2],
  ['warnings are reported', [WARNING], {}, 'success', 1],
  ['warnings fail where that is asked for', [WARNING], { failOnWarnings: true }, 'failure', 1],
  ['what is left out, is left out', [ERROR], { ignore: ['bad-address'] }, 'success', 0],
  ['nothing to find', [NOTHING], undefined, 'success', 0],
  ['nothing at all', [], undefined, 'success', 0],
])('%s', async (_, manifests, props, status, count) => {
  const { violations, submitted } = await validated(manifests, props);
  expect(submitted).toMatchObject([[status, {}]]);
  expect(violations).toHaveLength(count);
});

test('a violation has all that the finding has', async () => {
  const { violations: [violation] } = await validated([WARNING]);
  expect(violation).toEqual({
    ruleName: 'warning path-list',
    recommendation: expect.stringMatching(/^the list is about \/admin, \/admin\/\* only; spellings of a path/),
    fix: expect.stringContaining('its own host'),
    violatingResources: [{
      resourceName: 'office',
      locations: [expect.stringMatching(/^AuthorizationPolicy edge\/office, spec\.rules\[0\]\.to\[0\]\.operation\.paths, line \d+$/)],
      manifestPath: WARNING,
    }],
  });
});

const scratch = mkdtempSync(join(tmpdir(), 'lint-'));
afterAll(() => rmSync(scratch, { recursive: true }));

function file(name: string, text: string): string {
  writeFileSync(join(scratch, name), text);
  return join(scratch, name);
}

test('what several files make together has no line', async () => {
  const deployment = (spec: string) => `{apiVersion: apps/v1, kind: Deployment, metadata: {name: a, annotations: {proxy.istio.io/config: ""}}, spec: ${spec}}`;
  const { violations } = await validated([file('whole.yaml', deployment('{selector: {}}')), file('part.yaml', deployment('{template: {}}'))]);
  expect(violations.map(({ violatingResources: [{ locations }] }) => locations)).toEqual([['Deployment default/a, metadata.annotations[proxy.istio.io/config]']]);
});

test('what is no YAML is an error', async () => {
  await expect(validated([file('broken.yaml', 'kind: Service\na: [')])).rejects.toThrow('[broken-yaml]');
});

test('a file beside others that is no YAML fails', async () => {
  expect((await validated([file('bad.yaml', 'kind: Service\na: ['), file('good.yaml', 'kind: Service\napiVersion: v1\n')])).submitted).toEqual([['failure', { errors: '0', warnings: '0' }]]);
});
