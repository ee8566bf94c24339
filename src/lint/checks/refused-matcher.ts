import { Unread, inEnvoysSpelling } from '../../envoy/message';
import { rbacKind, readRbacFilter } from '../../envoy/rbac-filter';
import { Patch, patchesOf, valuePath } from '../../istio/envoy-filter-patches';
import { ManifestObject } from '../../manifests/manifest-object';
import { Check } from '../check';
import { LintSeverity } from '../lint-finding';
import { Problem } from '../problem';

export const REFUSED_MATCHER: Check = {
  code: 'refused-matcher',
  severity: LintSeverity.ERROR,
  title: 'an RBAC filter that Envoy refuses',
  why: 'the API server and istiod take it; Envoy then keeps its old configuration: later policies do not come into force and removed addresses stay admitted, '
    + 'and a fresh pod does not open the port',
  find: scene => scene.of('networking.istio.io', 'EnvoyFilter').flatMap(patchesOf<ManifestObject>).flatMap(problem),
};

function problem(patch: Patch<ManifestObject>): Problem[] {
  const config = inEnvoysSpelling(patch.value).typed_config;
  try {
    if (rbacKind(config)) readRbacFilter(config);
  } catch (error) {
    // What is not interpreted may be right.
    if (error instanceof Unread && error.byEnvoy) {
      return [{ object: patch.object, path: valuePath(patch), what: `Envoy refuses ${error.what}`, instead: 'add what is missing, or leave that part out' }];
    }
  }
  return [];
}
