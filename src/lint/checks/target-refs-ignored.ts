import { list, record } from '../../istio/list';
import { Check } from '../check';
import { LintSeverity } from '../lint-finding';
import { Problem } from '../problem';

const GATEWAY_API = 'gateway.networking.k8s.io';

export const TARGET_REFS_IGNORED: Check = {
  code: 'target-refs-ignored',
  severity: LintSeverity.ERROR,
  title: 'targetRefs name an Istio Gateway, not one of the Kubernetes Gateway API',
  why: 'only a Gateway of gateway.networking.k8s.io can be a target: a policy on any other acts on nothing, or is refused',
  find: scene => ['AuthorizationPolicy', 'EnvoyFilter'].flatMap(kind => scene.manifests._objects.filter(object => object.kind === kind && /istio\.io$/.test(object.group)))
    .flatMap(object => list(object.spec.targetRefs).map(record).flatMap(({ group, kind, name }, index): Problem[] => {
      if (kind !== 'Gateway') return [];
      const isIn = (itsGroup: string) => scene.of(itsGroup, 'Gateway').some(gateway => gateway.name === name && gateway.namespace === object.namespace);
      const problem = { object, instead: 'select the pods: selector.matchLabels (AuthorizationPolicy), workloadSelector.labels (EnvoyFilter)' };
      if (group !== GATEWAY_API) return [{ ...problem, path: ['spec', 'targetRefs', index, 'group'], what: `group ${group || '""'} has no Gateway that could be a target` }];
      if (isIn(GATEWAY_API) || !isIn('networking.istio.io')) return [];
      return [{
        ...problem,
        path: ['spec', 'targetRefs', index, 'name'],
        what: `${name} is an Istio Gateway here, and these manifests have no Gateway of the Kubernetes Gateway API with that name`,
        severity: LintSeverity.WARNING,
      }];
    })),
};
