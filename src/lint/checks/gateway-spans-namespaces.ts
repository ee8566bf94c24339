import { rbacKind } from '../../envoy/rbac-filter';
import { KnownFrom } from '../../manifests/gateway-workloads';
import { Check, Problem } from '../check';
import { GatewayView } from '../gateway-view';
import { LintSeverity } from '../lint-finding';
import { filtersOf } from '../patches';

export const GATEWAY_SPANS_NAMESPACES: Check = {
  code: 'gateway-spans-namespaces',
  severity: LintSeverity.WARNING,
  title: 'an Istio Gateway on the pods of several namespaces, with a list on some of them',
  why: 'a Gateway selects pods by label in every namespace, and a list only those of its own: its hosts are served by the other pods too, without the list',
  find: scene => {
    const pods = scene.gateways.filter(({ workload }) => workload.knownFrom === KnownFrom.PODS);
    return scene.of('networking.istio.io', 'Gateway').flatMap((object): Problem[] => {
      const serving = pods.filter(({ gateways }) => gateways.includes(object));
      const listed = serving.find(hasList);
      const open = serving.find(other => listed && other.workload.namespace !== listed.workload.namespace && !hasList(other));
      return listed && open ? [{
        object,
        path: ['spec', 'selector'],
        what: `it selects the pods of ${listed.id}, which have a list, and those of ${open.id}, which have none`,
        instead: 'give each gateway a label of its own, and select by that; or set PILOT_SCOPE_GATEWAY_TO_NAMESPACE=true for istiod',
      }] : [];
    });
  },
};

/** By policy, or by an RBAC filter, which may be discovered. */
function hasList({ enforced, patches }: GatewayView): boolean {
  return enforced.some(({ isList }) => isList)
    || patches.flatMap(filtersOf).some(({ discovered, config }) => discovered || rbacKind(config) !== undefined);
}
