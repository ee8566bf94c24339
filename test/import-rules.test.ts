import { mkdtempSync, rmSync, writeFileSync } from 'fs';
import { join } from 'path';

// ESLint, as `npm test` configures it, on files that break its rules on imports.

process.env.ESLINT_USE_FLAT_CONFIG = 'false';
const { LegacyESLint } = jest.requireActual('eslint/use-at-your-own-risk');
const root = join(__dirname, '..');

// Rules that ask for types would need a program that holds these files; none of those is about imports.
const UNTYPED = { '@typescript-eslint/no-floating-promises': 'off', '@typescript-eslint/return-await': 'off' };
const eslint = (off = {}) => new LegacyESLint({ cwd: root, overrideConfig: { parserOptions: { project: null }, rules: { ...UNTYPED, ...off } } });
const rulesIn = ([{ messages }]: { messages: { ruleId: string }[] }[]) => messages.map(({ ruleId }) => ruleId);

describe('circles', () => {
  // In bench/, since other tests read all of src/ meanwhile.
  const planted = mkdtempSync(join(root, 'bench', 'planted-'));
  afterAll(() => rmSync(planted, { recursive: true }));

  test.each<[string, Record<string, string>, string[]]>([
    ['of values', {
      'a.ts': "import { b } from './b';\n\nexport const a = () => b();\n",
      'b.ts': "import { a } from './a';\n\nexport const b = (): unknown => a();\n",
    }, ['import/no-cycle']],
    ['of types', {
      'c.ts': "import { D } from './d';\n\nexport interface C { readonly d: D }\n",
      'd.ts': "import { C } from './c';\n\nexport interface D { readonly c: C }\n",
    }, ['import/no-cycle']],
    ['through a third file, which exports a type again', {
      'e.ts': "import { F } from './g';\n\nexport interface E { readonly f: F }\n",
      'f.ts': "import { E } from './e';\n\nexport interface F { readonly e: E }\n",
      'g.ts': "export { type F } from './f';\n",
    }, ['import/no-cycle']],
    ['that would not be seen: an import of types only', {
      'h.ts': "import type { C } from './c';\n\nexport interface H { readonly c: C }\n",
    }, ['@typescript-eslint/consistent-type-imports']],
    ['that would not be seen: an import within a type', {
      'i.ts': "export interface I { readonly c: import('./c').C }\n",
    }, ['@typescript-eslint/consistent-type-imports']],
    ['that would not be seen: everything exported again as types only', {
      'j.ts': "export type * from './c';\n",
    }, ['no-restricted-syntax']],
    ['none', {
      'k.ts': "import { C } from './c';\n\nexport interface K { readonly c: C }\n",
    }, []],
  ])('%s', async (_, files, rules) => {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(planted, name), text);
    expect(rulesIn(await eslint().lintFiles(join(planted, Object.keys(files)[0])))).toEqual(rules);
  }, 60_000);

  test.each(['src', 'conformance', 'bench'])('are errors in %s', async folder => {
    const { rules } = await eslint().calculateConfigForFile(join(root, folder, 'any.ts'));
    expect(['import/no-cycle', '@typescript-eslint/consistent-type-imports'].map(rule => rules[rule][0])).toEqual(['error', 'error']);
  });
});

describe('directions', () => {
  const WRONG = ['import/no-restricted-paths'];
  test.each<[string, string, string[]]>([
    ['src/net', '../topology', WRONG],
    ['src/net', '../fault', []],
    ['src/gateway', '../access', WRONG],
    ['src/access', '../gateway', []],
    ['conformance/rig', '../fixtures/lists', WRONG],
    ['conformance/attacks', '../fixtures/play', WRONG],
    ['conformance/fixtures', '../suites/guard.test', WRONG],
    ['conformance/suites', '../fixtures/play', []],
    ['bench/support', '../contests/load', WRONG],
    ['bench/contests', '../support/gateway', []],
  ])('from %s to %s', async (folder, imported, rules) => {
    const text = `import * as other from '${imported}';\n\nexport const all = other;\n`;
    // A file that is not there is in no circle.
    expect(rulesIn(await eslint({ 'import/no-cycle': 'off' }).lintText(text, { filePath: join(root, folder, 'planted.ts') }))).toEqual(rules);
  }, 60_000);
});
