import { parseAllDocuments } from 'yaml';
import { marked, changes } from './marks';
import { pages } from './pages';

test.each<[string, string, string, string]>([
  ['a line in the place of another', 'a b c', 'a x c', 'a|b # <-- instead|c'],
  ['a line more', 'a b', 'a', 'a|b # <-- instead'],
  ['several lines', 'a b c d e', 'a e', 'a|b # <-- instead: from here|c|d # <-- to here|e'],
  ['two places', 'a b c d', 'a c', 'a|b # <-- instead|c|d # <-- instead'],
  ['a line that is gone', 'a c', 'a b c', 'a # <-- what followed is gone|c'],
  ['the last line is gone', 'a', 'a b', 'a # <-- what followed is gone'],
  ['no difference', 'a b', 'a b', 'a|b'],
])('%s', (_, lines, others, expected) => {
  const own = lines.split(' ');
  expect(marked(own, changes(own, others.split(' '))).join('|')).toBe(expected);
});

const EXAMPLES = Object.entries(pages()).flatMap(([path, text]) => [...text.matchAll(/^## (Bad|Good)\n\n```yaml\n([^]*?)```/gm)].map(([, kind, yaml]) => [path, kind, yaml] as const));

test.each(EXAMPLES)('%s, %s: it is valid YAML with its marks, repeated keys and all', (_, __, yaml) => {
  expect(parseAllDocuments(yaml, { uniqueKeys: false }).flatMap(({ errors }) => errors)).toEqual([]);
});

test.each(EXAMPLES)('%s, %s: a line is marked', (path, kind, yaml) => {
  // Of long lists only the beginning is shown.
  if (!/# and so on/.test(yaml)) expect([path, kind, /# <-- /.test(yaml)]).toEqual([path, kind, true]);
});
