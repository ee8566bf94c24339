import { Linter } from '../../src/analysis';
import { CHECKS } from '../../src/lint/checks';
import { REGISTRY } from '../../src/lint/registry';

test('every code of the registry has one check, and every check a code of the registry', () => {
  expect(CHECKS.map(({ code }) => code)).toEqual(Object.keys(REGISTRY));
});

test('codes are sorted, and in lower case', () => {
  const codes = Object.keys(REGISTRY);
  expect(codes).toEqual([...codes].sort());
  expect(codes.filter(code => !/^[a-z]+(-[a-z0-9]+)*$/.test(code))).toEqual([]);
});

test('the rules are what the registry says', () => {
  expect(Linter.rules()).toEqual(Object.entries(REGISTRY).map(([code, entry]) => ({ code, ...entry })));
});

test.each(Object.entries(REGISTRY))('%s: texts that a sentence can go on with', (_, { title, why, remedy }) => {
  for (const text of [title, why, remedy]) expect(text).toMatch(/^\S.*[^.\s]$/);
});
