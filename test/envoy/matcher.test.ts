import { ROWS } from './matcher-rows';
import { ALLOW, AUTHORITY, DENY, SOURCE, extension, fits, header, is, isIn, list, map, nested, not, single, trie } from './matchers';
import { Unread } from '../../src/envoy/message';
import { Judge, readRbacFilter } from '../../src/envoy/rbac-filter';
import { Seen } from '../../src/envoy/seen';
import { wireAddress } from '../../src/envoy/wire-address';
import { joinLines } from '../../src/envoy/x-forwarded-for';

const type = (kind: string) => `type.googleapis.com/envoy.extensions.filters.${kind}.rbac.v3.RBAC`;
const judge = (matcher: any): Judge => readRbacFilter({ '@type': type('http'), matcher }).enforced!;
const HOME = wireAddress('127.0.0.1')!;

function seen({ source = '203.0.113.7', host = 'h', path = '/', a = [] as string[] }): Seen {
  const headers = new Map([[':authority', host], [':path', path], ...a.length ? [['x-a', a.length === 1 ? a[0] : joinLines(a)!] as const] : []]);
  return { direct: HOME, remote: wireAddress(source)!, destination: HOME, port: 18080, serverName: '', headers };
}

describe('what a matcher decides', () => {
  test.each(ROWS)('%s', (_, matcher, asked, passes) => {
    expect(judge(matcher)(seen(asked)).passes).toBe(passes);
  });

  test('either spelling of names is read', () => {
    const camel = JSON.parse(JSON.stringify(ROWS.map(([, matcher]) => matcher), (key, value) => (
      Array.isArray(value) || typeof value !== 'object' || ['map', 'typed_config'].includes(key) ? value
        : Object.fromEntries(Object.entries(value).map(([name, one]) => [name.replace(/_(\w)/g, (__, letter) => letter.toUpperCase()), one])))));
    expect(camel.map((matcher: any, index: number) => judge(matcher)(seen(ROWS[index][2])).passes)).toEqual(ROWS.map(([, , , passes]) => passes));
    expect(JSON.stringify(camel)).toContain('singlePredicate');
  });
});

describe('and why', () => {
  const office = trie([[['203.0.113.0/24', '198.51.100.0/24'], ALLOW]], DENY);
  const admin = list([[not(fits(AUTHORITY, 'admin')), ALLOW]], nested(office));
  test.each<[string, any, any, string[]]>([
    ['the entry', office, {}, ['source_ip: 203.0.113.7 is in 203.0.113.0/24']],
    ['none of the entries', office, { source: '9.9.9.9' }, ['source_ip: 9.9.9.9 is not in 203.0.113.0/24, 198.51.100.0/24']],
    ['no entry at all', trie([], DENY), {}, ['source_ip: 203.0.113.7 is not in any block']],
    ['no address', trie([], DENY, header('x-a')), { a: ['junk'] }, ['header x-a: "junk" is not an address']],
    ['no header', trie([], DENY, header('x-a')), {}, ['header x-a: a missing value is not an address']],
    ['the host, and then the entry', admin, { host: 'admin' }, ['header :authority: "admin" matches admin', 'source_ip: 203.0.113.7 is in 203.0.113.0/24']],
    ['the host alone', admin, { host: 'www' }, ['header :authority: "www" does not match admin']],
    ['a key', map('exact', AUTHORITY, { h: DENY }), {}, ['header :authority: "h" matches h']],
    ['no key, and nothing else', map('exact', AUTHORITY, { x: DENY }), {}, ['header :authority: "h" does not match x', 'nothing matches']],
    ['no text for a key', map('prefix', header('x-a'), { x: DENY }, DENY), {}, ['header x-a: a missing value does not match']],
    ['nothing', {}, {}, ['nothing matches']],
  ])('%s', (_, matcher, asked, why) => {
    expect(judge(matcher)(seen(asked)).why).toEqual(why);
  });
});

describe('a filter that a matcher skips', () => {
  const skip = { action: extension('envoy.extensions.filters.common.matcher.action.v3.SkipFilter') };
  const skipped = (rbac: any, ...skipper: any[]) => readRbacFilter({
    '@type': 'type.googleapis.com/envoy.extensions.common.matching.v3.ExtensionWithMatcher',
    'extension_config': { name: 'x', typed_config: { '@type': type('http'), ...rbac } },
    ...skipper.length ? { xds_matcher: skipper[0] } : {},
  });
  const closed = { matcher: { on_no_match: DENY } };

  // Each was asked of Envoy 1.37.0 and 1.36.2.
  test.each<[string, any[], boolean, string[]]>([
    ['passes whom the matcher skips it for', [list([[isIn(SOURCE, '203.0.113.0/24'), skip]])], true, ['source_ip: 203.0.113.7 is in 203.0.113.0/24']],
    ['decides about all others', [list([[isIn(SOURCE, '198.51.100.0/24'), skip]])], false, ['source_ip: 203.0.113.7 is not in 198.51.100.0/24']],
    ['decides about everybody where the matcher is empty', [{}], false, []],
    ['is skipped for everybody where there is none', [], true, ['it has no xds_matcher']],
  ])('%s', (_, skipper, passes, why) => {
    expect(skipped(closed, ...skipper).enforced!(seen({}))).toEqual({ passes, why });
    expect(skipped({ shadow_matcher: closed.matcher }, ...skipper).shadow!(seen({})).passes).toBe(passes);
    expect(skipped({ shadow_matcher: closed.matcher }, ...skipper).enforced).toBeUndefined();
  });

  test.each<[string, any, string, boolean]>([
    ['an action of RBAC', list([[isIn(SOURCE, '::/0'), ALLOW]]), 'an action of RBAC where a filter is skipped', true],
    ['another action', { on_no_match: { action: extension('x.y.Z') } }, 'the action x.y.Z', false],
  ])('%s does not skip it', (_, skipper, what, byEnvoy) => {
    expect(() => skipped(closed, skipper)).toThrow(expect.objectContaining({ what, byEnvoy }));
  });
});

const unread = (matcher: any, kind = 'http'): Unread => {
  try {
    readRbacFilter({ '@type': type(kind), matcher });
  } catch (error) {
    return error as Unread;
  }
  throw new Error('it is read');
};

describe('what is not understood is named', () => {
  const action = (config: any, kind = 'envoy.config.rbac.v3.Action') => ({ on_no_match: { action: extension(kind, config) } });
  const ask = (predicate: any) => list([[predicate, ALLOW]]);
  test.each<[string, any, string]>([
    ['a text in the place of a matcher', 'x', '"x"'],
    ['an unknown field', { matcher_list: {}, matcher_forest: {} }, 'matcher_forest'],
    ['two kinds at once', { matcher_list: {}, matcher_tree: {} }, 'several fields where one is expected'],
    ['another action', action({}, 'envoy.extensions.filters.common.matcher.action.v3.SkipFilter'), 'the action envoy.extensions.filters.common.matcher.action.v3.SkipFilter'],
    ['an unknown verdict', action({ name: 'x', action: 'MAYBE' }), 'the action "MAYBE"'],
    ['another input', ask(is(extension('envoy.extensions.matching.common_inputs.network.v3.SourcePortInput'), { exact: '1' })),
      'the input envoy.extensions.matching.common_inputs.network.v3.SourcePortInput'],
    ['an input of no type', ask(is({ name: 'x' }, { exact: '1' })), 'the input undefined'],
    ['a header without a name', ask(is(header(''), { exact: '1' })), 'a header without a name'],
    ['another matcher of inputs', ask(single(SOURCE, { custom_match: extension('a.b.C') })), 'the matcher a.b.C'],
    ['another tree', { matcher_tree: { input: SOURCE, custom_match: extension('xds.type.matcher.v3.ServerNameMatcher') } }, 'the matcher xds.type.matcher.v3.ServerNameMatcher'],
    ['an expression', ask(fits(AUTHORITY, '\\C')), 'the expression \\C'],
    ['an address', ask(isIn(SOURCE, 'x/8')), 'the range x/8'],
    ['a zone', trie([[['fe80::1%eth0/64'], ALLOW]]), 'the range fe80::1%eth0/64'],
    ['a length that is none', trie([[['10.0.0.0/x'], ALLOW]]), 'the range 10.0.0.0/NaN'],
    ['a length that the family does not have', trie([[['10.0.0.0/33'], ALLOW]]), 'the range 10.0.0.0/33'],
  ])('%s', (_, matcher, what) => {
    expect(unread(matcher)).toEqual(new Unread(what, false));
  });
});

describe('what Envoy 1.37.0 refuses is told apart', () => {
  const lonely = { predicate: [is(SOURCE, { exact: '1' })] };
  const anonymous = (config: any) => ({ action: extension('envoy.config.rbac.v3.Action', config) });
  test.each<[string, any, string]>([
    ['an expression that does not name its engine', list([[is(AUTHORITY, { safe_regex: { regex: 'a' } }), ALLOW]]), 'a safe_regex without google_re2'],
    ['letter case beside an expression', list([[is(AUTHORITY, { safe_regex: { google_re2: {}, regex: 'a' }, ignore_case: true }), ALLOW]]), 'ignore_case beside safe_regex'],
    ['an expression that is missing', list([[is(AUTHORITY, { safe_regex: { google_re2: {}, regex: '' } }), ALLOW]]), 'an empty text to look for'],
    ['an empty prefix', list([[is(AUTHORITY, { prefix: '' }), ALLOW]]), 'an empty text to look for'],
    ['no question', list([[is(AUTHORITY, {}), ALLOW]]), 'an empty message'],
    ['a list of one', list([[{ or_matcher: lonely }, ALLOW]]), 'a list of 1 where at least 2 are needed'],
    ['an empty list', list([], ALLOW), 'an empty list'],
    ['an empty map', map('exact', AUTHORITY, {}, ALLOW), 'an empty list'],
    ['no ranges', trie([[[], ALLOW]]), 'an empty list'],
    ['more ranges than the trie holds', trie([[['10.0.0.0/8'], ALLOW], [Array<string>(262_144).fill('10.0.0.0/8'), ALLOW]]), 'more than 262144 ranges in one trie'],
    ['ranges without on_match: it crashes', trie([[['10.0.0.0/8'], undefined]]), 'ranges without on_match'],
    ['an on_match that is empty', list([[is(AUTHORITY, { exact: 'a' }), {}]]), 'an empty message'],
    ['keep_matching', { on_no_match: { keep_matching: true } }, 'keep_matching'],
    ['an action without a name', { on_no_match: anonymous({ action: 'ALLOW' }) }, 'an action without a name'],
    ['an extension without a name', { on_no_match: { action: { typed_config: {} } } }, 'an extension without a name'],
    ['a list without a name for its numbers', list([[single(SOURCE, {
      custom_match: extension('envoy.extensions.matching.input_matchers.ip.v3.Ip', { cidr_ranges: [{ address_prefix: '10.0.0.0', prefix_len: 8 }] }),
    }), ALLOW]]), 'an Ip matcher without stat_prefix'],
  ])('%s', (_, matcher, what) => {
    expect(unread(matcher)).toEqual(new Unread(what, true));
  });

  test('a header in front of HTTP', () => {
    expect(unread(list([[is(AUTHORITY, { exact: 'a' }), ALLOW]]), 'network')).toEqual(new Unread('a header as input of a network filter', true));
  });
});

test('a range without its length is everybody of the family, and an action without its kind is ALLOW', () => {
  const anywhere = trie([[['203.0.113.7/32'], { action: extension('envoy.config.rbac.v3.Action', { name: 'x' }) }]]);
  delete anywhere.matcher_tree.custom_match.typed_config.range_matchers[0].ranges[0].prefix_len;
  expect(judge(anywhere)(seen({ source: '9.9.9.9' })).passes).toBe(true);
  expect(judge(anywhere)(seen({ source: '2001:db8::1' })).passes).toBe(false);
});
