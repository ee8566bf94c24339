import { rangeOf } from '../../envoy/condition';
import { printBlock } from '../../net/ranges';
import { isMistake, readBlock } from '../../net/read-block';
import { Check, Problem } from '../check';
import { LintSeverity } from '../lint-finding';

export const HOST_BITS: Check = {
  code: 'host-bits',
  severity: LintSeverity.WARNING,
  title: 'a block with bits set behind its prefix length',
  why: 'they do not count: 2.2.2.2/24 is 256 addresses, where perhaps one was meant',
  find: scene => scene.policies.flatMap(({ rules }) => rules).flatMap(({ policy, addresses }) => addresses.flatMap(({ values, path }) => values
    .map((value, index) => ({ value, index, read: readBlock(value) }))
    .flatMap(({ value, index, read }): Problem[] => isMistake(read) && read.code === 'host-bits' ? [{
      object: policy.object,
      path: [...path, index],
      what: `"${value}" means ${printBlock(rangeOf(value)!)}`,
      instead: read.instead,
    }] : []))),
};
