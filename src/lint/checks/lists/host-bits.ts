import { rangeOf } from '../../../envoy/condition';
import { printBlock } from '../../../net/ranges';
import { check } from '../../check';
import { unreadable } from '../../unreadable';

export const HOST_BITS = check('host-bits', scene =>
  unreadable(scene).filter(({ mistake }) => mistake.code === 'host-bits').map(({ object, path, value, mistake }) => ({
    object,
    path,
    what: `"${value}" means ${printBlock(rangeOf(value)!)}`,
    instead: mistake.instead,
  })));
