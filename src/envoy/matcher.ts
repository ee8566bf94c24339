import { readCidrRange } from './cidr-range';
import { any } from './condition';
import { IpTrie } from './ip-trie';
import { MatcherInput, MatcherOwner, readInput } from './matcher-input';
import { readPredicate } from './matcher-predicate';
import { fields, readChoice, readEach, readExtension, refused, unread } from './message';
import { Seen } from './seen';
import { wireAddress } from './wire-address';
import { summary } from '../fault';

/** The result of a matcher. */
export interface Outcome {
  /** Undefined where nothing matches. */
  readonly action?: 'ALLOW' | 'DENY' | 'LOG' | 'SKIP';
  /** What was true on the way to it. */
  readonly facts: readonly string[];
}

export type Matcher = (seen: Seen) => Outcome;

/** Something that matches, and what follows. */
interface Candidate {
  readonly fact: string;
  readonly then: Matcher;
}

const ACTION = 'envoy.config.rbac.v3.Action';
const SKIP = 'envoy.extensions.filters.common.matcher.action.v3.SkipFilter';
const IP_MATCHER = 'xds.type.matcher.v3.IPMatcher';
const MAX_RANGES = 262144;

/**
 * A matcher as it is written in YAML. Throws Unread.
 *
 * @see https://github.com/envoyproxy/envoy/blob/v1.37.0/source/common/matcher/matcher.h
 */
export function readMatcher(matcher: unknown, owner: MatcherOwner): Matcher {
  const { on_no_match: last, ...kind } = fields(matcher, ['matcher_list', 'matcher_tree', 'on_no_match']);
  const otherwise: Matcher = last === undefined ? () => ({ facts: [] }) : readOnMatch(last, owner);
  if (Object.keys(kind).length === 0) return otherwise;
  return readChoice(kind, {
    matcher_list: list => readList(list, otherwise, owner),
    matcher_tree: tree => readTree(tree, otherwise, owner),
  });
}

function readOnMatch(onMatch: unknown, owner: MatcherOwner): Matcher {
  return readChoice(onMatch, {
    matcher: matcher => readMatcher(matcher, owner),
    action: extension => owner === 'skip' ? readSkip(extension) : readAction(extension),
    keep_matching: () => refused('keep_matching'),
  });
}

function readAction(extension: unknown): Matcher {
  const { type, config } = readExtension(extension);
  if (type !== ACTION) return unread(`the action ${type}`);
  const { name, action = 'ALLOW' } = fields(config, ['name', 'action']);
  if (!['ALLOW', 'DENY', 'LOG'].includes(action)) return unread(`the action ${JSON.stringify(action)}`);
  return name ? () => ({ action, facts: [] }) : refused('an action without a name');
}

function readSkip(extension: unknown): Matcher {
  const { type } = readExtension(extension);
  if (type === ACTION) return refused('an action of RBAC where a filter is skipped');
  return type === SKIP ? () => ({ action: 'SKIP', facts: [] }) : unread(`the action ${type}`);
}

/** The first candidate that ends in an action; where none does, on_no_match. */
function decide(candidates: readonly Candidate[], seen: Seen, otherwise: Matcher, otherFact: string): Outcome {
  for (const { fact, then } of candidates) {
    const { action, facts } = then(seen);
    if (action) return { action, facts: [fact, ...facts] };
  }
  const { action, facts } = otherwise(seen);
  return { action, facts: [otherFact, ...facts] };
}

function readList(list: unknown, otherwise: Matcher, owner: MatcherOwner): Matcher {
  const rows = readEach(fields(list, ['matchers']).matchers, row => {
    const { predicate, on_match: onMatch } = fields(row, ['predicate', 'on_match']);
    return { predicate: readPredicate(predicate, owner), then: readOnMatch(onMatch, owner) };
  });
  const anyOf = any(rows.map(({ predicate }) => predicate));
  return seen => {
    const matching = rows.filter(({ predicate }) => predicate.holds(seen)).map(({ predicate, then }) => ({ fact: predicate.fact(seen), then }));
    return decide(matching, seen, otherwise, anyOf.fact(seen));
  };
}

function readTree(tree: unknown, otherwise: Matcher, owner: MatcherOwner): Matcher {
  const { input: extension, ...kind } = fields(tree, ['input', 'exact_match_map', 'prefix_match_map', 'custom_match']);
  const input = readInput(extension, owner);
  return readChoice(kind, {
    exact_match_map: map => textTree(readMap(map, owner), (text, key) => text === key, input, otherwise),
    prefix_match_map: map => textTree(readMap(map, owner), (text, key) => text.startsWith(key), input, otherwise),
    custom_match: custom => readIpTree(custom, input, otherwise, owner),
  });
}

interface Key {
  readonly key: string;
  readonly then: Matcher;
}

/** The longest first. */
function readMap(message: unknown, owner: MatcherOwner): Key[] {
  const { map } = fields(message, ['map']);
  const keys = Object.keys(Object(map)).sort((a, b) => b.length - a.length);
  return readEach(keys, key => ({ key: String(key), then: readOnMatch(map[String(key)], owner) }));
}

function textTree(
  keys: readonly Key[], fits: (text: string, key: string) => boolean, { name, of, secret }: MatcherInput, otherwise: Matcher,
): Matcher {
  return seen => {
    const text = of(seen);
    const shown = `${name}: ${text === undefined ? 'a missing value' : secret ? 'its value' : JSON.stringify(text)}`;
    const matching = text === undefined ? [] : keys.filter(({ key }) => fits(text, key));
    return decide(
      matching.map(({ key, then }) => ({ fact: `${shown} matches${secret ? '' : ` ${key}`}`, then })), seen, otherwise,
      `${shown} does not match${secret ? '' : ` ${summary(keys.map(({ key }) => key))}`}`,
    );
  };
}

function readIpTree(extension: unknown, { name, of }: MatcherInput, otherwise: Matcher, owner: MatcherOwner): Matcher {
  const { type, config } = readExtension(extension);
  if (type !== IP_MATCHER) return unread(`the matcher ${type}`);
  const trie = new IpTrie<{ block: string; exclusive: boolean; then: Matcher }>();
  const blocks: string[] = [];
  readEach(fields(config, ['range_matchers']).range_matchers, rangeMatcher => {
    const { ranges, on_match: onMatch, exclusive = false } = fields(rangeMatcher, ['ranges', 'on_match', 'exclusive']);
    // Envoy crashes on it.
    if (onMatch === undefined) refused('ranges without on_match');
    if (blocks.length + Object(ranges).length > MAX_RANGES) refused(`more than ${MAX_RANGES} ranges in one trie`);
    const then = readOnMatch(onMatch, owner);
    for (const range of readEach(ranges, readCidrRange)) {
      trie.add(range, { block: range.text, exclusive, then });
      blocks.push(range.text);
    }
  }, 0);
  return seen => {
    const text = of(seen);
    const address = wireAddress(text ?? '');
    // An exclusive block is for addresses that no longer prefix contains.
    const around = address ? trie.around(address.number).filter(({ exclusive }, index) => index === 0 || !exclusive) : [];
    const shown = `${name}: ${address?.text ?? (text === undefined ? 'a missing value' : JSON.stringify(text))}`;
    return decide(
      around.map(({ block, then }) => ({ fact: `${shown} is in ${block}`, then })), seen, otherwise,
      address ? `${shown} is not in ${blocks.length ? summary(blocks) : 'any block'}` : `${shown} is not an address`,
    );
  };
}
