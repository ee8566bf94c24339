import { rangeOf } from '../../envoy/condition';
import { isMistake, readBlock } from '../../net/read-block';
import { Check, Problem } from '../check';
import { LintSeverity } from '../lint-finding';

export const BAD_ADDRESS: Check = {
  code: 'bad-address',
  severity: LintSeverity.ERROR,
  title: 'something in a list that is no address or block',
  why: "istiod's webhook refuses the policy; where no webhook is asked, istiod leaves the entry or the whole rule out",
  find: scene => scene.policies.flatMap(({ rules }) => rules).flatMap(({ policy, addresses }) => addresses.flatMap(({ values, path }) => values
    .map((value, index) => ({ value, index, read: readBlock(value) }))
    .flatMap(({ value, index, read }): Problem[] => isMistake(read) && !rangeOf(value) ? [{
      object: policy.object,
      path: [...path, index],
      what: read.what,
      instead: read.instead,
    }] : []))),
};
