import { Unread } from '../../envoy/message';
import { rbacKind, readRbacFilter } from '../../envoy/rbac-filter';
import { spelled } from '../../trace/patches';
import { Check, Problem } from '../check';
import { LintSeverity } from '../lint-finding';
import { Patch, patchesOf } from '../patches';

export const REFUSED_MATCHER: Check = {
  code: 'refused-matcher',
  severity: LintSeverity.ERROR,
  title: 'an RBAC filter that Envoy refuses',
  why: 'the API server and istiod take it; Envoy then keeps its old configuration: later policies do not come into force and removed addresses stay admitted, '
    + 'and a fresh pod does not open the port',
  find: scene => scene.of('networking.istio.io', 'EnvoyFilter').flatMap(patchesOf).flatMap(problem),
};

function problem({ object, path, value }: Patch): Problem[] {
  const config = spelled(value).typed_config;
  try {
    if (rbacKind(config)) readRbacFilter(config);
  } catch (error) {
    // What is not interpreted may be right.
    if (error instanceof Unread && error.byEnvoy) {
      return [{ object, path, what: `Envoy refuses ${error.what}`, instead: 'add what is missing, or leave that part out' }];
    }
  }
  return [];
}
