import { inEnvoysSpelling } from '../../../envoy/message';
import { rbacKind } from '../../../envoy/rbac-filter';
import { Patch, valuePath } from '../../../istio/envoy-filter-patches';
import { ManifestObject } from '../../../manifests/manifest-object';
import { check } from '../../check';
import { Problem } from '../../problem';

export const DRY_RUN_LIST = check('dry-run-list', scene => [...scene.policies.filter(({ dryRun, isList }) => dryRun && isList).map(({ object }) => ({
  object,
  path: ['metadata', 'annotations', 'istio.io/dry-run'],
  what: `${object.name} has no effect`,
})), ...scene.policies.filter(({ action, isList }) => action === 'AUDIT' && isList).map(({ object }) => ({
  object,
  path: ['spec', 'action'],
  what: 'AUDIT only marks requests for a plugin that writes logs, and denies nothing',
  instead: 'write action: DENY with the addresses that may not come in, or with notIpBlocks or notRemoteIpBlocks those that may',
})), ...scene.patches.flatMap(ofFilter)]);

/** An RBAC filter that only logs. */
function ofFilter(patch: Patch<ManifestObject>): Problem[] {
  const config = inEnvoysSpelling(inEnvoysSpelling(patch.value).typed_config);
  const shadow = ['shadow_rules', 'shadow_matcher'].find(field => field in config);
  return rbacKind(config) === undefined || shadow === undefined || 'rules' in config || 'matcher' in config ? [] : [{
    object: patch.object,
    path: [...valuePath(patch), 'typed_config', shadow],
    what: `the RBAC filter has ${shadow} only, and no effect`,
    instead: `write ${shadow.replace('shadow_', '')} when the logs show what you expect`,
  }];
}
