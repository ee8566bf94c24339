import { check } from '../../check';
import { idleLists } from '../../idle-lists';
import { Problem } from '../../problem';

export const SELECTS_NO_GATEWAY = check('selects-no-gateway', scene => idleLists(scene).flatMap(({ policy: { object }, labels, elsewhere, here }): Problem[] => elsewhere || here ? [{
  object,
  path: elsewhere ? ['metadata', 'namespace'] : ['spec', 'selector', 'matchLabels'],
  what: elsewhere
    ? `it lies in namespace ${object.namespace}, and the pods with its labels are those of gateway ${elsewhere.id}`
    : `no pod has ${JSON.stringify(labels)}; those of gateway ${here!.id} have ${JSON.stringify(here!.workload.labels)}`,
  instead: elsewhere ? `write namespace: ${elsewhere.workload.namespace}` : 'write labels that the pods have',
}] : []));
