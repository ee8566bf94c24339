import { rangeOf } from './condition';
import { fields, unread } from './message';
import { Range } from '../net/ranges';

/** Envoy's CidrRange. */
export interface CidrRange {
  readonly text: string;
  readonly range: Range;
  readonly prefixLength: number;
}

/** What Envoy truncates is not interpreted: a length that the family does not have, a zone. */
export function readCidrRange(message: unknown): CidrRange {
  // Without a length it is 0: every address of that family.
  const { address_prefix: address, prefix_len: length = 0 } = fields(message, ['address_prefix', 'prefix_len']);
  const text = `${address}/${length}`;
  const range = rangeOf(text) ?? unread(`the range ${text}`);
  return { text, range, prefixLength: Number(length) };
}
