import * as fc from 'fast-check';

/** A value as text, at an indentation; `flow` where only flow style may stand. */
type Written = (indent: number, flow: boolean) => string;

const pick = <T>(...values: T[]) => fc.constantFrom(...values);

/** Texts that some YAML takes for something else. */
const confusing = pick(
  'e7973912', '1e3', '1E-3', '09:30', '9:30:15', '2001:10:20:30:40:50:1:2', 'e2', '0e2', '12e03', '1e400', '0x1F', '0xFFFFFFFFFFFFFFFF', '0x1FFFFFFFFFFFFFFFF', '0o17', '0O17', '017',
  '08', '0b101', '-0b101', '0b-101', '0b+1', '0b2', '1_000', '1__0', '_1', '-_1', '0x_1F', '+12', '-12', '+.5', '.5', '.5e3', '5.', '.', '..', '...a', '-.', '+', '1.5.2', '1_0.5',
  '9223372036854775807', '9223372036854775808', '-9223372036854775808', '-9223372036854775809', '18446744073709551615', '18446744073709551616', '+9223372036854775808',
  'y', 'Y', 'yes', 'Yes', 'YES', 'yEs', 'n', 'N', 'no', 'NO', 'on', 'On', 'ON', 'oN', 'off', 'OFF', 'true', 'True', 'TRUE', 'tRue', 'false', '~', '~a', 'null', 'Null', 'nULL', '.inf', '-.Inf', '+.INF', '.nan', '.NaN',
  '2001-01-01', '2001-1-1', '2001-12-14t21:59:43.10Z', '2001-12-14 21:59:43', '1.0', '1.10', '1.30', '10.0.0.0/8', '::1', '2001:db8::/32', '0', '00', '-0', '+0', '0.0', '-0.0', '100000000000000000000', '1e21', '1e6', '123456.7', '0.00001', '16777217.0', 'a b', 'a  b', 'a:b', 'a?b',
  '80', '8080', '443', '203.0.113.0/24', '203.0.113.7', '*.example.com', '/admin/*', 'v1', 'apps/v1', 'Gateway', 'istio', 'RULE', '0777', '0644', '1:30', '1:2:3', '190:20:30.15', 'a#b',
);
/** Texts that need quotes, mostly. */
const nasty = pick(
  '<<', '=', '<', 'a: b', '-a', ':a', '?a', '%a', '@a', '`a', '-', '{{ .Values.x }}', '${A}', 'a,b', '[a]', '{a}', '&a', '*a', '!a', '|', '>', '"', "'", '#a', '😀', 'é', '\u2028', '\u0085', '\t',
);
const number = fc.tuple(pick('', '-', '+'), pick('', '0', '0x', '0b', '0o'), fc.stringMatching(/^[0-9a-f_.eE+-]{1,9}$/)).map(parts => parts.join(''));
const word = pick('a', 'b', 'c', 'app', 'istio', 'name', 'kind', 'spec', 'from', 'to', 'y', '80', '1.5', 'true', 'x-y', 'k8s.io/x');
const plainText = fc.oneof(
  { weight: 20, arbitrary: confusing }, { weight: 8, arbitrary: number }, { weight: 20, arbitrary: word }, { weight: 1, arbitrary: nasty },
  { weight: 1, arbitrary: fc.string({ maxLength: 8 }) },
);
/** One of them, seldom another than the first. */
const mostly = <T>(usual: T, ...others: T[]) => fc.oneof({ weight: 12, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: pick(...others) });

const LINES = /[\r\n\u0085\u2028\u2029]/;
const escaped = (text: string) => JSON.stringify(text).replace(/\\\//g, '/');

const scalar: fc.Arbitrary<Written> = fc.record({
  text: plainText,
  style: pick('plain', 'plain', 'plain', 'plain', 'plain', 'plain', 'single', 'double', 'literal', 'folded', 'spread'),
  tag: mostly('', '!!str ', '!!int ', '!!float ', '!!bool ', '!!null ', '!!binary ', '!!timestamp ', '! ', '!a ', '!!a ', '!<tag:yaml.org,2002:int> ', '!e!x '),
  anchor: mostly('', '&a ', '&b '),
  chomp: pick('', '', '-', '+', '2', '4-', '+1'),
  second: word,
  dedent: fc.nat(3),
}).map(({ text, style, tag, anchor, chomp, second, dedent }) => (indent, flow) => {
  const pad = ' '.repeat(Math.max(indent - dedent, 0));
  const head = anchor + tag;
  if (style === 'single') return `${head}'${text.replace(/'/g, "''")}'`;
  if (style === 'double') return `${head}${escaped(text)}`;
  // Texts that go on at the column of their key, or before it.
  if (style === 'spread') return `${head}${pick2(chomp)}${text.replace(/['"\\]/g, '')}\n${pad}${second}${chomp.length > 1 ? `\n\n${pad}${second}` : ''}${pick2(chomp)}`;
  if ((style === 'literal' || style === 'folded') && !flow) {
    const inner = ' '.repeat(Math.max(indent + 2, 1));
    const lines = [text, second, '', `  ${second}`, text].slice(0, 1 + dedent + chomp.length).map(line => line === '' ? '' : inner + line.replace(LINES, ' '));
    return `${head}${style === 'literal' ? '|' : '>'}${/\d/.test(chomp) ? chomp.replace(/\d/, '2') : chomp}\n${lines.join('\n')}${chomp === '+' ? '\n\n' : ''}`;
  }
  return head + text;
});

/** The quote of a text that is spread over lines; none for some. */
function pick2(chomp: string): string {
  return chomp === '' ? '' : chomp === '-' ? '"' : "'";
}

const alias: fc.Arbitrary<Written> = pick('*a', '*b', '*a').map(name => () => name);

const key: fc.Arbitrary<Written> = fc.oneof(
  { weight: 30, arbitrary: word.map((text): Written => () => text) },
  { weight: 4, arbitrary: confusing.map((text): Written => () => text) },
  { weight: 1, arbitrary: confusing.map((text): Written => () => escaped(text)) },
  { weight: 1, arbitrary: pick<Written>(() => '<<', () => '!!merge <<', () => '"<<"', () => '!!str <<', () => '? a\n', () => '*a ', () => '&b b', () => '[a]', () => '{a: b}', () => '') },
);

const comment = mostly('', ' # note', ' #', '\t# tab', '#no');

const { node } = fc.letrec<{ node: Written }>(tie => ({
  node: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    { weight: 16, arbitrary: scalar },
    { weight: 1, arbitrary: alias },
    {
      weight: 16,
      arbitrary: fc.record({
        entries: fc.array(fc.tuple(key, tie('node'), comment), { minLength: 0, maxLength: 4 }),
        flow: pick(false, false, false, true),
        anchor: mostly('', '&a ', '&b ', '!!map ', '!x &a '),
        step: pick(2, 2, 2, 1, 4),
        space: mostly(' ', '', '  ', '\t'),
        trail: mostly('', ','),
      }).map(({ entries, flow: isFlow, anchor, step, space, trail }): Written => (indent, flow) => {
        if (isFlow || flow || entries.length === 0) {
          return `${anchor}{${entries.map(([name, value]) => `${name(0, true)}:${space}${value(indent, true)}`).join(', ')}${trail}}`;
        }
        const inner = Math.max(indent + step, 0);
        const pad = ' '.repeat(inner);
        return `${anchor}\n${entries.map(([name, value, note]) => `${pad}${name(inner, false)}:${space}${value(inner, false)}${note}`).join('\n')}`;
      }),
    },
    {
      weight: 12,
      arbitrary: fc.record({
        items: fc.array(tie('node'), { maxLength: 4 }),
        flow: pick(false, false, false, true),
        anchor: mostly('', '&b ', '!!seq '),
        step: pick(0, 0, 2, 2, 1),
        compact: pick(true, false),
        trail: mostly('', ','),
      }).map(({ items, flow: isFlow, anchor, step, compact, trail }): Written => (indent, flow) => {
        if (isFlow || flow || items.length === 0) return `${anchor}[${items.map(item => item(indent, true)).join(', ')}${trail}]`;
        const inner = Math.max(indent + step, 0);
        const pad = ' '.repeat(inner);
        return `${anchor}\n${items.map(item => {
          const text = item(inner + (compact ? 0 : 2), false);
          // A collection that begins on the line of its dash.
          return `${pad}- ${compact ? text.replace(/^\n +(?=\S)/, '') : text}`;
        }).join('\n')}`;
      }),
    },
  ),
}));

const structure = fc.record({
  node,
  before: mostly('', '---\n', '--- \n', '# note\n', '\n', '%YAML 1.1\n---\n', '%YAML 1.2\n---\n', '%TAG !e! tag:e,1:\n---\n', '--- # note\n', '\ufeff'),
  after: mostly('', '\n', '\n...\n', '\n---\na: b\n', '\n# end', '\n\t\n', '\nrest'),
  column: pick(-2, -2, -2, 0),
}).map(({ node: written, before, after, column }) => before + written(column, false).replace(/^\n/, '') + after);

/** What people store: objects with metadata, rules, values and texts. */
const manifest = fc.record({
  kind: pick('AuthorizationPolicy', 'Gateway', 'EnvoyFilter', 'Service', 'ConfigMap', 'Deployment'),
  labels: fc.array(fc.tuple(word, plainText), { maxLength: 4 }),
  name: plainText,
  namespace: plainText,
  addresses: fc.array(plainText, { maxLength: 4 }),
  text: scalar,
  extra: node,
  at: pick(0, 2),
}).map(({ kind, labels, name, namespace, addresses, text, extra, at }) => [
  'apiVersion: v1', `kind: ${kind}`, 'metadata:', `  name: ${name}`, `  namespace: ${namespace}`,
  ...labels.length ? ['  labels: &l', ...labels.map(([label, value]) => `    ${label}: ${value}`), '  annotations:', '    !!merge <<: *l', ...labels.map(([label, value]) => `    ${label}: ${value}`)] : [],
  'spec:', '  rules:', `${' '.repeat(at)}  - from:`, `${' '.repeat(at)}    - source:`, `${' '.repeat(at)}        ipBlocks:`,
  ...addresses.map(address => `${' '.repeat(at)}        - ${address}`),
  `  text: ${text(2, false)}`, `  extra: ${extra(2, false)}`, '',
].join('\n'));

const pieces = pick(
  '- ', '? ', ': ', ':', '-', '?', ',', '[', ']', '{', '}', '#', ' #', '&a ', '*a', '!', '!!str ', '|', '>', '|-\n', '>+\n', '\'', '"', '%', '@', '`', '\n', '\n', '\n', '\n  ', '\n    ', '\n- ', ' ', '  ', '\t', '\n\t', '---', '\n---\n', '\n...\n', '...',
  'a', 'b', 'key', 'key: ', 'a: b', '\\', '\\n', '\\x41', '\\u00e9', '\\/', '\\\n', '\r\n', '\r', '\u0085', '\u2028', '😀', '<<: ', '~', '1', '.', '{}', '[]', "''", '""', '=', '\0', '\x07', 'a: &a\n', '<<: *a\n', '!<', '!<x>', '!e!a ', '%41',
);
const edit = fc.record({ at: fc.nat(10_000), length: fc.nat(3), piece: fc.oneof({ weight: 4, arbitrary: pieces }, { weight: 1, arbitrary: fc.constant('') }) });
const edited = fc.tuple(fc.oneof(structure, manifest), fc.array(edit, { minLength: 1, maxLength: 4 }))
  .map(([text, edits]) => edits.reduce((before, { at, length, piece }) => {
    const start = at % (before.length + 1);
    return before.slice(0, start) + piece + before.slice(start + length);
  }, text).replace(/\p{Cs}|(?<!^)\ufeff/gu, ''));
const scrambled = fc.array(pieces, { maxLength: 14 }).map(parts => parts.join(''));
const long = fc.tuple(pieces.filter(piece => !/[\0\x07]/.test(piece)), fc.integer({ min: 1, max: 990 }), pick('', 'a', ': b', '\n')).map(([piece, times, last]) => `${piece.repeat(times)}${last}`);

/** YAML as people and tools write it, the same with mistakes, and texts that are meant to break a reader. */
export const yamlTexts = fc.oneof(
  { weight: 35, arbitrary: structure }, { weight: 25, arbitrary: manifest }, { weight: 28, arbitrary: edited },
  { weight: 10, arbitrary: scrambled }, { weight: 2, arbitrary: long },
);
