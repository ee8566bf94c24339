import { check } from '../../check';
import { cidrsOf } from '../../cidrs';
import { Problem } from '../../problem';

export const PREFIX_LEN_MISSING = check('prefix-len-missing', scene =>
  cidrsOf(scene).filter(({ address, length }) => length === undefined && !['0.0.0.0', '::'].includes(address)).map(({ object, path, address }): Problem => ({
    object,
    path,
    what: `${address} has no prefix_len`,
    instead: `write prefix_len: ${address.includes(':') ? 128 : 32} for the one address`,
  })));
