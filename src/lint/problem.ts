import { LintSeverity } from './lint-finding';
import { FieldPath } from '../manifests/field-path';
import { ManifestObject } from '../manifests/manifest-object';

/** A place where something is wrong. */
export interface Problem {
  readonly object: ManifestObject;
  readonly path: FieldPath;
  readonly what: string;
  /** Where this one is less certain, or less bad, than the registry says of the check. */
  readonly severity?: LintSeverity;
  /** Where this one matters for another reason. */
  readonly why?: string;
  /** Where more exact words than the remedy are known. */
  readonly instead?: string;
}

/** One for each place, since what is wrong with an object may be found on every gateway on which it acts; the last of them is named. */
export function oncePerPlace(problems: readonly Problem[]): Problem[] {
  return [...new Map(problems.map(problem => [`${problem.object.namespace}/${problem.object.name} ${problem.path}`, problem])).values()];
}
