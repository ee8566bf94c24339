import { rangeOf } from '../../envoy/condition';
import { Check } from '../check';
import { LintSeverity } from '../lint-finding';
import { unreadable } from '../unreadable';

export const BAD_ADDRESS: Check = {
  code: 'bad-address',
  severity: LintSeverity.ERROR,
  title: 'something in a list that is no address or block',
  why: "istiod's webhook refuses the policy; where no webhook is asked, istiod leaves the entry or the whole rule out",
  // What the library refuses for other reasons, Istio takes.
  find: scene => unreadable(scene).filter(({ value }) => !rangeOf(value))
    .map(({ object, path, mistake: { what, instead } }) => ({ object, path, what, instead })),
};
