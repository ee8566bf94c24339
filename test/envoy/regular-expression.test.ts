import { readFileSync } from 'fs';
import { join } from 'path';
import { byteExpression, inBytes, regularExpression } from '../../src/envoy/regular-expression';

const { matches, refused, inLatin1 } = JSON.parse(readFileSync(join(__dirname, '..', 'data', 'envoy', 'expressions.json'), 'utf8'));

test.each<[string, string[], string[]]>(matches)('%s matches what it matches in RE2', (expression, matching, others) => {
  const whole = regularExpression(expression)!;
  expect(matching.filter(text => !whole.test(text))).toEqual([]);
  expect(others.filter(text => whole.test(text))).toEqual([]);
});

test.each<[string]>([...refused, 'a{1001}', '[[:vowel:]]', '[]', '\\'].map((expression: string) => [expression]))('RE2 refuses %s, and so it is refused', expression => {
  expect(regularExpression(expression)).toBeUndefined();
});

test.each<[string, string, string, boolean]>([
  ['it is for the whole text', 'a|b', 'ab', false],
  ['a dot matches no byte that is no UTF-8', '/admin.*', '/admin?\udcff', false],
  ['nor does what is negated', '[^/]*', '\udcff', false],
  ['a dot matches other ends of lines', '.', '\u2028', true],
  ['but not a line feed', '.', '\n', false],
  ['unless it may', '(?s).', '\n', true],
  ['white space is that of ASCII', '\\s', '\u00a0', false],
  ['a vertical tab is none', '\\s', '\v', false],
  ['without letter case, the sign of Kelvin is a k', '(?i)k', '\u212a', true],
  ['groups have names', '(?P<n>a)(?<m>b)', 'ab', true],
  ['flags end with their group', '(a(?s).)|.', '\n', false],
  ['with m, lines begin', '(?m)a$\n^b', 'a\nb', true],
  ['without it, they do not', 'a$\n^b', 'a\nb', false],
  ['a brace may be a brace', 'a{,2}', 'a{,2}', true],
])('%s', (_, expression, text, does) => {
  expect(regularExpression(expression)!.test(text)).toBe(does);
});

test.each<[string, string, string, boolean]>([
  ['classes of Unicode', '\\pL+', 'é', true],
  ['negated classes of POSIX in a class', '[[:^alpha:]]', '1', true],
  ['quotes', '\\Qa.b\\E', 'a.b', true],
  ['letter case in the middle', 'a(?i)b', 'aB', true],
  ['word boundaries without letter case', '(?i)\\bA\\b', 'a', true],
  ['swapped greed', '(?U)a*', 'aa', true],
])('%s are read', (_, expression, text, does) => {
  expect(regularExpression(expression)!.test(text)).toBe(does);
});

test('what matches any byte is not read', () => {
  expect(regularExpression('\\C')).toBeUndefined();
});

test.each(['(a+)+(b+)+(c|c|c)*$', '(a|a)*b', '(.*)*x', '(?:a?){100}a{100}', '((a*)*)*b'])('%s takes no longer than its text', expression => {
  const start = performance.now();
  expect(regularExpression(expression)!.test(`${'a'.repeat(100_000)}d`)).toBe(false);
  expect(performance.now() - start).toBeLessThan(3_000);
});

test.each<[string, string[], string[]]>(inLatin1)('in bytes, %s matches what it matches in RE2', (expression, matching, others) => {
  const does = (text: string) => byteExpression(expression).test(inBytes(text));
  expect(matching.filter(text => !does(text))).toEqual([]);
  expect(others.filter(does)).toEqual([]);
});

// Answers of Envoy 1.39.3 on 2026-11-27, to a header with these bytes.
test.each<[string, string[], string[]]>([
  ['a.*', ['a\udcff', 'a\udcffb', 'aé', 'a\udce9', 'aéb'], ['\u212a']],
  ['a.b', ['a\udcffb'], ['a\udcff', 'aé', 'aéb']],
  ['a..', ['a\udcffb', 'aé', 'aÉ'], ['a\udce9', 'aéb']],
  ['aé', ['aé'], ['aÉ', 'a\udce9', 'aéb']],
  ['(?i)aé', ['aé'], ['aÉ', 'a\udce9', 'a\udcc9']],
  ['a[é]', [], ['aé', 'a\udce9', 'a\udcff']],
  ['(?i)a\\xe9', ['a\udce9'], ['a\udcc9', 'aé']],
  ['a\\x{e9}', ['a\udce9'], ['a\udcc9', 'aé']],
  ['a[^b]', ['a\udcff', 'a\udce9'], ['a\udcffb', 'aé']],
  ['a\\w*', [], ['a\udcff', 'aé', 'a\udce9']],
  ['(?i)k', [], ['\u212a']],
])('in bytes, %s matches what it matches in RE2', (expression, matching, others) => {
  const does = (text: string) => byteExpression(expression).test(inBytes(text));
  expect(matching.filter(text => !does(text))).toEqual([]);
  expect(others.filter(does)).toEqual([]);
});
