import { Unread, inEnvoysSpelling } from '../../../envoy/message';
import { rbacKind, readRbacFilter } from '../../../envoy/rbac-filter';
import { Patch, valuePath } from '../../../istio/envoy-filter-patches';
import { ManifestObject } from '../../../manifests/manifest-object';
import { check } from '../../check';
import { Problem } from '../../problem';

export const REFUSED_MATCHER = check('refused-matcher', scene => scene.patches.flatMap(problem));

function problem(patch: Patch<ManifestObject>): Problem[] {
  const config = inEnvoysSpelling(patch.value).typed_config;
  try {
    if (rbacKind(config)) readRbacFilter(config);
  } catch (error) {
    // What is not interpreted may be right.
    if (error instanceof Unread && error.byEnvoy) {
      return [{ object: patch.object, path: valuePath(patch), what: `Envoy refuses ${error.what}` }];
    }
  }
  return [];
}
