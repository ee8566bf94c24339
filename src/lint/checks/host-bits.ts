import { rangeOf } from '../../envoy/condition';
import { printBlock } from '../../net/ranges';
import { Check } from '../check';
import { LintSeverity } from '../lint-finding';
import { unreadable } from '../unreadable';

export const HOST_BITS: Check = {
  code: 'host-bits',
  severity: LintSeverity.WARNING,
  title: 'a block with bits set behind its prefix length',
  why: 'they do not count: 2.2.2.2/24 is 256 addresses, where perhaps one was meant',
  find: scene => unreadable(scene).filter(({ mistake }) => mistake.code === 'host-bits').map(({ object, path, value, mistake }) => ({
    object,
    path,
    what: `"${value}" means ${printBlock(rangeOf(value)!)}`,
    instead: mistake.instead,
  })),
};
