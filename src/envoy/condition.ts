import { mayBeSecret } from './secret-headers';
import { Seen, header } from './seen';
import { TextPattern } from './text-pattern';
import { WireAddress } from './wire-address';
import { summary } from '../fault';
import { parseAddress, width } from '../net/address';
import { Range, Ranges, blockAround, covers, merge } from '../net/ranges';

/** A condition on a connection or a request, with its answer in words. */
export interface Condition {
  holds(seen: Seen): boolean;
  /** What is true, whether or not the condition holds: `10.0.0.1 is not in 203.0.113.0/24`. */
  fact(seen: Seen): string;
}

export const ANY: Condition = { holds: () => true, fact: () => 'any' };
export const NEVER: Condition = { holds: () => false, fact: () => 'never' };

export function not(condition: Condition): Condition {
  return { holds: seen => !condition.holds(seen), fact: seen => condition.fact(seen) };
}

/** All of these; in words, the first that does not hold, or all of them. */
export function all(conditions: readonly Condition[]): Condition {
  if (conditions.length === 1) return conditions[0];
  return {
    holds: seen => conditions.every(condition => condition.holds(seen)),
    fact: seen => (conditions.find(condition => !condition.holds(seen)) ?? together(conditions)).fact(seen),
  };
}

/** One of these; in words, the first that holds, or why none does. */
export function any(conditions: readonly Condition[]): Condition {
  if (conditions.length === 1) return conditions[0];
  return {
    holds: seen => conditions.some(condition => condition.holds(seen)),
    fact: seen => (conditions.find(condition => condition.holds(seen)) ?? together(conditions)).fact(seen),
  };
}

/** The same with the name of the field. */
export function named(field: string, condition: Condition): Condition {
  return { holds: seen => condition.holds(seen), fact: seen => `${field}: ${condition.fact(seen)}` };
}

export function addressIn(subject: (seen: Seen) => WireAddress | undefined, blocks: readonly string[]): Condition {
  const ranges: Ranges = merge(blocks.map(block => rangeOf(block)!));
  const holds = (seen: Seen): boolean => {
    const address = subject(seen);
    return address !== undefined && covers(ranges, { first: address.number, last: address.number });
  };
  const entryOf = ({ number }: WireAddress) => blocks.find(block => covers(merge([rangeOf(block)!]), { first: number, last: number }));
  return {
    holds,
    fact: seen => {
      const address = subject(seen);
      return `${address?.text ?? 'an unknown address'} is ${holds(seen) ? `in ${entryOf(address!)}` : `not in ${summary(blocks)}`}`;
    },
  };
}

/** The addresses of a block as Go and Envoy together read it: bits beyond the prefix do not count. A zone is not valid. */
export function rangeOf(block: string): Range | undefined {
  const [, text, length] = /^([^/]*)(?:\/(0|[1-9]\d{0,2}))?$/.exec(block) ?? [];
  const address = text === undefined ? undefined : parseAddress(text);
  if (address === undefined || Number(length) > width(address)) return undefined;
  return blockAround(address, length === undefined ? width(address) : Number(length));
}

export function portIn(ports: readonly number[]): Condition {
  const holds = (seen: Seen) => ports.includes(seen.port);
  return { holds, fact: seen => `port ${seen.port} is ${holds(seen) ? '' : 'not '}${summary(ports.map(String))}` };
}

/** A text that may be missing: then no pattern matches. What may be a secret is not told. */
export function textMatches(subject: (seen: Seen) => string | undefined, patterns: readonly TextPattern[], secret = false): Condition {
  const fits = (text: string | undefined, { readsBytes }: Seen) =>
    text === undefined ? undefined : patterns.find(pattern => pattern.matches(text, readsBytes));
  return {
    holds: seen => fits(subject(seen), seen) !== undefined,
    fact: seen => {
      const text = subject(seen);
      const fitting = fits(text, seen);
      if (secret) return text === undefined ? 'the header is missing' : `its value ${fitting ? 'matches' : 'does not match'}`;
      const shown = text === undefined ? 'a missing value' : JSON.stringify(text);
      return fitting ? `${shown} matches ${fitting.written}` : `${shown} does not match ${summary(patterns.map(pattern => pattern.written))}`;
    },
  };
}

export function headerMatches(name: string, patterns: readonly TextPattern[]): Condition {
  return textMatches(seen => header(seen, name), patterns, mayBeSecret(name));
}

function together(conditions: readonly Condition[]): Pick<Condition, 'fact'> {
  return { fact: seen => [...new Set(conditions.map(condition => condition.fact(seen)))].join('; ') };
}
