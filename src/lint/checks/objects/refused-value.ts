import { check } from '../../check';
import { fieldsRead } from '../../fields-read';

export const REFUSED_VALUE = check('refused-value', scene => fieldsRead(scene).filter(({ isUnknown }) => !isUnknown)
  .map(({ object, path, what, instead }) => ({ object, path, what, instead })));
