import { LintSeverity } from './lint-finding';
import { LintRule } from './lint-rule';
import { Scene } from './scene';
import { ManifestObject } from '../manifests/manifest-object';

/** One thing that may be wrong with a set of manifests. */
export interface Check extends LintRule {
  find(scene: Scene): Problem[];
}

/** A place where it is. */
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

export type FieldPath = readonly (string | number)[];

/** `spec.rules[0].from`. Keys with dots, as annotations have them, stand in brackets. */
export function fieldText(path: FieldPath): string {
  return path.map(key => typeof key === 'number' ? `[${key}]` : /^[\w-]+$/.test(key) ? `.${key}` : `[${key}]`).join('').replace(/^\./, '');
}
