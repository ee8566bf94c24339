import {
  ALLOW, AUTHORITY, DENY, DESTINATION, DIRECT, LOG, PORT, SERVER_NAME, SOURCE, and, fits, header, is, isIn, list, map, nested, not, or, trie,
} from './matchers';

/** A request, as far as it is not from 203.0.113.7 by way of 127.0.0.1 to port 18080 there. */
export interface Asked {
  readonly source?: string;
  readonly host?: string;
  readonly path?: string;
  /** Lines of the header x-a. */
  readonly a?: string[];
}

/** Form H of the way round: what is not plainly a host falls under the list. */
const PLAIN = '(?i)([a-z0-9_-]+\\.)*[a-z0-9_-]+(:[0-9]{1,5})?|\\[[0-9a-f:.]+\\](:[0-9]{1,5})?';
const OFFICE = trie([[['198.51.100.0/24'], ALLOW]], DENY);
const H = list([[not(fits(AUTHORITY, PLAIN)), nested(OFFICE)], [fits(AUTHORITY, '(?i)(.*\\.wild|admin)\\.example\\.com(:.*)?'), nested(OFFICE)]], ALLOW);

const A = header('x-a');
const NOTHING = nested(trie([]));
const given = (...a: string[]): Asked => ({ a });
const from = (source: string): Asked => ({ source });
const to = (host: string): Asked => ({ host });
const ask = (predicate: any) => list([[predicate, ALLOW]], DENY);

/** Each was asked of Envoy 1.37.0. */
export const ROWS: readonly [string, any, Asked, boolean][] = [
  ['an allow list admits what is in it', trie([[['203.0.113.0/24'], ALLOW]], DENY), {}, true],
  ['and nothing else', trie([[['203.0.113.0/24'], ALLOW]], DENY), from('203.0.114.1'), false],
  ['without on_no_match nothing matches, which refuses', trie([[['10.0.0.0/8'], ALLOW]]), {}, false],
  ['a matcher that is empty refuses', {}, {}, false],
  ['a matcher that is on_no_match alone', { on_no_match: ALLOW }, {}, true],
  ['a list of no ranges', trie([], DENY), {}, false],
  ['LOG admits', { on_no_match: LOG }, {}, true],
  ['the longest prefix wins, whatever is first', trie([[['203.0.0.0/8'], DENY], [['203.0.113.0/24'], ALLOW]], DENY), {}, true],
  ['of equal prefixes the first', trie([[['203.0.113.0/24'], DENY], [['203.0.113.0/24'], ALLOW]], ALLOW), {}, false],
  ['host bits do not count', trie([[['203.0.113.99/24'], ALLOW]], DENY), {}, true],
  ['everybody of IPv4', trie([[['0.0.0.0/0'], ALLOW]], DENY), {}, true],
  ['is nobody of IPv6', trie([[['0.0.0.0/0'], ALLOW]], DENY), from('2001:db8::1'), false],
  ['IPv4-mapped is IPv6', trie([[['203.0.113.0/24'], ALLOW]], DENY), from('::ffff:203.0.113.7'), false],
  ['and has an IPv4-mapped form of its own', trie([[['::ffff:203.0.113.0/120'], ALLOW]], DENY), from('::ffff:203.0.113.7'), true],
  ['IPv6', trie([[['2001:db8::/32'], ALLOW]], DENY), from('2001:db8:5::1'), true],
  ['where the longest prefix comes to nothing, the next', trie([[['203.0.113.0/24'], NOTHING], [['203.0.0.0/8'], ALLOW]], DENY), {}, true],
  ['but no exclusive one', trie([[['203.0.113.0/24'], NOTHING], [['203.0.0.0/8'], ALLOW, true]], DENY), {}, false],
  ['an exclusive one that is the longest', trie([[['203.0.113.0/24'], ALLOW, true]], DENY), {}, true],
  ['the packet source', trie([[['127.0.0.1/32'], ALLOW]], DENY, DIRECT), {}, true],
  ['where it arrived', trie([[['127.0.0.1/32'], ALLOW]], DENY, DESTINATION), {}, true],
  ['an address in a header', trie([[['10.0.0.0/8'], ALLOW]], DENY, A), given('10.0.0.1'), true],
  ['in capitals', trie([[['2001:db8::/32'], ALLOW]], DENY, A), given('2001:DB8::1'), true],
  ['two in a header are not an address', trie([[['10.0.0.0/8'], ALLOW]], DENY, A), given('10.0.0.1, 10.0.0.2'), false],
  ['nor are two headers', trie([[['10.0.0.0/8'], ALLOW]], DENY, A), given('10.0.0.1', '10.0.0.1'), false],
  ['nor is one with leading zeros', trie([[['10.0.0.0/8'], ALLOW]], DENY, A), given('010.0.0.1'), false],
  ['nor one with a port', trie([[['0.0.0.0/0'], ALLOW]], DENY, A), given('10.0.0.1:80'), false],
  ['a header that is missing has none', trie([[['0.0.0.0/0', '::/0'], ALLOW]], DENY, A), {}, false],
  ['exact', ask(is(A, { exact: 'abc' })), given('abc'), true],
  ['exact: letters count', ask(is(A, { exact: 'abc' })), given('ABC'), false],
  ['exact: unless they do not', ask(is(A, { exact: 'abc', ignore_case: true })), given('ABC'), true],
  ['exact: nothing but empty', ask(is(A, { exact: '' })), given(''), true],
  ['exact: missing is not empty', ask(is(A, { exact: '' })), {}, false],
  ['prefix', ask(is(A, { prefix: 'ab' })), given('abc'), true],
  ['suffix', ask(is(A, { suffix: 'BC', ignore_case: true })), given('abc'), true],
  ['contains', ask(is(A, { contains: 'b' })), given('abc'), true],
  ['an expression is for the whole', ask(fits(A, 'b')), given('abc'), false],
  ['several lines are one text', ask(is(A, { exact: 'a,b' })), given('a', 'b'), true],
  ['the name of a header is in any letters', ask(is(header('X-A'), { exact: '1' })), given('1'), true],
  ['host is :authority', ask(is(header('host'), { exact: 'h' })), to('h'), true],
  [':path has the query', ask(is(header(':path'), { exact: '/a?b=1' })), { path: '/a?b=1' }, true],
  ['a port', ask(is(PORT, { exact: '18080' })), {}, true],
  ['no server name is none', ask(is(SERVER_NAME, { exact: '' })), {}, false],
  ['an address as a text', ask(is(SOURCE, { prefix: '203.0.113.' })), {}, true],
  ['an address among others', ask(isIn(SOURCE, '10.0.0.0/8', '203.0.113.0/24')), {}, true],
  ['an address in a header among others', ask(isIn(A, '10.0.0.0/8')), given('junk'), false],
  ['an address in a header that is missing', ask(isIn(A, '10.0.0.0/8')), {}, false],
  ['not', ask(not(is(A, { exact: '1' }))), given('2'), true],
  ['not: also what is missing', ask(not(is(A, { exact: '1' }))), {}, true],
  ['or', ask(or(is(A, { exact: '1' }), is(A, { exact: '2' }))), given('2'), true],
  ['and', ask(and(is(A, { prefix: '1' }), is(A, { suffix: '2' }))), given('1'), false],
  ['the first that matches', list([[is(A, { prefix: '1' }), DENY], [is(A, { exact: '1' }), ALLOW]], ALLOW), given('1'), false],
  ['the next where the first comes to nothing', list([[is(A, { prefix: '1' }), NOTHING], [is(A, { exact: '1' }), ALLOW]], DENY), given('1'), true],
  ['an exact key', map('exact', A, { a: DENY, ab: ALLOW }, DENY), given('ab'), true],
  ['no key', map('exact', A, { a: ALLOW }, DENY), given('ab'), false],
  ['no text for a key', map('exact', A, { '': ALLOW }, DENY), {}, false],
  ['an exact key that comes to nothing', map('exact', A, { a: NOTHING }, ALLOW), given('a'), true],
  ['the longest prefix', map('prefix', A, { a: DENY, ab: ALLOW }, DENY), given('abc'), true],
  ['the next where the longest comes to nothing', map('prefix', A, { a: ALLOW, ab: NOTHING }, DENY), given('abc'), true],
  ['H: a public host', H, to('www.example.com'), true],
  ['H: a public host with its port', H, to('www.example.com:8080'), true],
  ...['admin.example.com', 'ADMIN.example.com', 'admin.example.com:abc', 'admin.example.com:', 'admin.example.com:-1', 'admin.example.com:80:80', 'a.wild.example.com',
    'a.WILD.example.com:99', 'user@admin.example.com', 'admin.example.com.', 'www.example.com,admin.example.com'].map((host): [string, any, Asked, boolean] => [`H: ${host}`, H, to(host), false]),
  ['H: from the list', H, { host: 'admin.example.com', source: '198.51.100.9' }, true],
  ['H: by another name for it', H, { host: 'www.example.com,admin.example.com', source: '198.51.100.9' }, true],
];
