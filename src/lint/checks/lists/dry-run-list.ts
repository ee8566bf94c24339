import { check } from '../../check';

export const DRY_RUN_LIST = check('dry-run-list', scene => scene.policies.filter(({ dryRun, isList }) => dryRun && isList).map(({ object }) => ({
  object,
  path: ['metadata', 'annotations', 'istio.io/dry-run'],
  what: `${object.name} has no effect`,
})));
