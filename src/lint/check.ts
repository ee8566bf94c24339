import { Problem } from './problem';
import { LintCode } from './registry';
import { Scene } from './scene';

/** One thing that may be wrong with a set of manifests; the registry says what and why. */
export interface Check {
  readonly code: LintCode;
  find(scene: Scene): Problem[];
}

export function check(code: LintCode, find: (scene: Scene) => Problem[]): Check {
  return { code, find };
}
