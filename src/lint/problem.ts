import { LintSeverity } from './lint-finding';
import { FieldPath } from '../manifests/field-path';
import { ManifestObject } from '../manifests/manifest-object';

/** A place where something is wrong. */
export interface Problem {
  readonly object: ManifestObject;
  readonly path: FieldPath;
  readonly what: string;
  readonly instead: string;
  /** Where this one is less certain, or less bad, than the check in general. */
  readonly severity?: LintSeverity;
  /** Where this one matters for another reason than the check in general. */
  readonly why?: string;
}
