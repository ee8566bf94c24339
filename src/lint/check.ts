import { LintRule } from './lint-rule';
import { Problem } from './problem';
import { Scene } from './scene';

/** One thing that may be wrong with a set of manifests. */
export interface Check extends LintRule {
  find(scene: Scene): Problem[];
}
