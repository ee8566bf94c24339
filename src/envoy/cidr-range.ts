import { rangeOf } from './condition';
import { fields, unread } from './message';

/** Envoy's CidrRange, as a block. What Envoy cuts to fit is not guessed at: a length that the family does not have, a zone. */
export function readCidrRange(range: unknown): string {
  const { address_prefix: address, prefix_len: length = 0 } = fields(range, ['address_prefix', 'prefix_len']);
  // Left out, the length is 0: everybody of that family.
  const block = `${address}/${length}`;
  return rangeOf(block) ? block : unread(`the range ${block}`);
}
