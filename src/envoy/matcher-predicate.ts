import { readCidrRange } from './cidr-range';
import { Condition, addressIn, all, any, named, not, textMatches } from './condition';
import { MatcherInput, MatcherOwner, readInput } from './matcher-input';
import { fields, readChoice, readEach, readExtension, refused, unread } from './message';
import { readStringMatcher } from './string-matcher';
import { wireAddress } from './wire-address';

const IP = 'envoy.extensions.matching.input_matchers.ip.v3.Ip';

/** A predicate in a list of matchers. An absent input matches nothing. */
export function readPredicate(predicate: unknown, owner: MatcherOwner): Condition {
  const several = (list: unknown) => readEach(fields(list, ['predicate']).predicate, one => readPredicate(one, owner), 2);
  return readChoice(predicate, {
    single_predicate: single => readSingle(single, owner),
    or_matcher: list => any(several(list)),
    and_matcher: list => all(several(list)),
    not_matcher: one => not(readPredicate(one, owner)),
  });
}

function readSingle(single: unknown, owner: MatcherOwner): Condition {
  const { input: extension, ...match } = fields(single, ['input', 'value_match', 'custom_match']);
  const input = readInput(extension, owner);
  return named(input.name, readChoice(match, {
    value_match: matcher => textMatches(input.of, [readStringMatcher(matcher, true)], input.secret),
    custom_match: matcher => readIp(matcher, input),
  }));
}

function readIp(extension: unknown, input: MatcherInput): Condition {
  const { type, config } = readExtension(extension);
  if (type !== IP) return unread(`the matcher ${type}`);
  const { cidr_ranges: ranges, stat_prefix: prefix } = fields(config, ['cidr_ranges', 'stat_prefix']);
  const blocks = readEach(ranges, readCidrRange).map(({ text }) => text);
  return prefix ? addressIn(seen => wireAddress(input.of(seen) ?? ''), blocks) : refused('an Ip matcher without stat_prefix');
}
