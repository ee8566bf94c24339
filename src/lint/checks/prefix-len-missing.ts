import { Check } from '../check';
import { cidrsOf } from '../cidrs';
import { LintSeverity } from '../lint-finding';
import { Problem } from '../problem';

export const PREFIX_LEN_MISSING: Check = {
  code: 'prefix-len-missing',
  severity: LintSeverity.ERROR,
  title: 'an address in an EnvoyFilter without prefix_len',
  why: 'left out it is 0, which is every address of that family: an allow list admits everybody, a deny list refuses everybody',
  find: scene => cidrsOf(scene).filter(({ address, length }) => length === undefined && !['0.0.0.0', '::'].includes(address)).map(({ object, path, address }): Problem => ({
    object,
    path,
    what: `${address} has no prefix_len`,
    instead: `write prefix_len: ${address.includes(':') ? 128 : 32} for the one address`,
  })),
};
