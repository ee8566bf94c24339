import * as fc from 'fast-check';
import { readJson } from '../../src/yaml/json-value';
import { SEED } from '../../test/support/random';
import { yamlTexts } from '../../test/support/yaml-texts';
import { run, TOOLS } from '../rig/programs';

/** CASES=100000 by hand. */
const CASES = Number(process.env.CASES ?? 5_000);

/** What sigs.k8s.io/yaml reads, or why it refuses. See tools/yaml-oracle/README.md. */
type Answer = { readonly json: unknown; readonly error?: undefined } | { readonly error: string };

async function ask(texts: readonly string[]): Promise<Answer[]> {
  const answers: Answer[] = [];
  for (let start = 0; start < texts.length; start += 10_000) {
    const { stdout } = await run(`${TOOLS}/yaml-oracle`, [], texts.slice(start, start + 10_000).map(text => JSON.stringify(text)).join('\n'));
    answers.push(...stdout.trimEnd().split('\n').map(answer => JSON.parse(answer)));
  }
  return answers;
}

const REFUSED = 'refused';

function ours(text: string): string {
  try {
    return sorted(readJson(text).json ?? null);
  } catch {
    return REFUSED;
  }
}

function sorted(json: unknown): string {
  return JSON.stringify(json, (_, value) => typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.fromEntries(Object.entries(value).sort()) : value);
}

const expected = (answer: Answer) => 'json' in answer ? sorted(answer.json) : REFUSED;

describe('Parity', () => {
  test(`${CASES.toLocaleString('en')} documents are read as sigs.k8s.io/yaml reads them (SEED=${SEED})`, async () => {
    const texts = fc.sample(yamlTexts, { numRuns: CASES, seed: SEED });
    const answers = await ask(texts);
    const told = texts.map((text, index) => ({ text, ours: ours(text), expected: expected(answers[index]) }));
    const different = told.filter(one => one.ours !== one.expected);
    // Where a number and a text are one key of JSON, Go takes any of them, by chance.
    const again = await ask(different.flatMap(({ text }) => Array<string>(20).fill(text)));
    const always = different.filter((one, index) => !again.slice(index * 20, index * 20 + 20).some(answer => expected(answer) === one.ours));

    expect(always.slice(0, 5)).toEqual([]);
    expect(different.length).toBeLessThan(CASES / 100);
    // Nothing is shown by texts that all end the same way.
    expect(told.filter(one => one.expected === REFUSED).length).toBeGreaterThan(CASES / 5);
    expect(told.filter(one => one.expected.length > 20).length).toBeGreaterThan(CASES / 5);
  });
});
