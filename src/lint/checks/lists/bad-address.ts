import { rangeOf } from '../../../envoy/condition';
import { check } from '../../check';
import { unreadable } from '../../unreadable';

// What the library refuses for other reasons, Istio takes.
export const BAD_ADDRESS = check('bad-address', scene => unreadable(scene).filter(({ value }) => !rangeOf(value))
  .map(({ object, path, mistake: { what, instead } }) => ({ object, path, what, instead })));
