import { Check } from '../check';
import { LintSeverity } from '../lint-finding';

export const DRY_RUN_LIST: Check = {
  code: 'dry-run-list',
  severity: LintSeverity.INFO,
  title: 'a list that is only tried out',
  why: 'with istio.io/dry-run Envoy writes down what it would do, and refuses nobody',
  find: scene => scene.policies.filter(({ dryRun, isList }) => dryRun && isList).map(({ object }) => ({
    object,
    path: ['metadata', 'annotations', 'istio.io/dry-run'],
    what: `${object.name} has no effect`,
    instead: 'take the annotation away when the logs show what you expect',
  })),
};
