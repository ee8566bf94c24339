import { list, record } from '../../../istio/list';
import { check } from '../../check';
import { LintSeverity } from '../../lint-finding';
import { Problem } from '../../problem';

const GATEWAY_API = 'gateway.networking.k8s.io';

export const TARGET_REFS_IGNORED = check('target-refs-ignored', scene => ['AuthorizationPolicy', 'EnvoyFilter']
  .flatMap(kind => scene.objects.filter(object => object.kind === kind && /istio\.io$/.test(object.group)))
  .flatMap(object => list(object.spec.targetRefs).map(record).flatMap(({ group, kind, name }, index): Problem[] => {
    if (kind !== 'Gateway') return [];
    const isIn = (itsGroup: string) => scene.of(itsGroup, 'Gateway').some(gateway => gateway.name === name && gateway.namespace === object.namespace);
    if (group !== GATEWAY_API) return [{ object, path: ['spec', 'targetRefs', index, 'group'], what: `group ${group || '""'} has no Gateway that could be a target` }];
    if (isIn(GATEWAY_API) || !isIn('networking.istio.io')) return [];
    return [{
      object,
      path: ['spec', 'targetRefs', index, 'name'],
      what: `${name} is an Istio Gateway here, and these manifests have no Gateway of the Kubernetes Gateway API with that name`,
      severity: LintSeverity.WARNING,
    }];
  })));
