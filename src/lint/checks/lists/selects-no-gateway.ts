import { selects } from '../../../istio/policy-attachment';
import { KnownFrom } from '../../../manifests/known-from';
import { texts } from '../../../manifests/manifest-object';
import { check } from '../../check';
import { Problem } from '../../problem';

export const SELECTS_NO_GATEWAY = check('selects-no-gateway', scene => scene.policies.filter(({ isList }) => isList).flatMap((policy): Problem[] => {
  const { object } = policy;
  const labels = texts(object.spec.selector?.matchLabels);
  if (Object.keys(labels).length === 0 || scene.gatewaysOf(policy).length > 0 || scene.applicationsOf(policy).length > 0) return [];
  const pods = scene.gateways.filter(({ workload }) => workload.knownFrom === KnownFrom.PODS);
  const elsewhere = pods.find(({ workload }) => selects(labels, workload.labels));
  const here = pods.find(({ workload }) => workload.namespace === object.namespace);
  if (elsewhere === undefined && here === undefined) return [];
  return [{
    object,
    path: elsewhere ? ['metadata', 'namespace'] : ['spec', 'selector', 'matchLabels'],
    what: elsewhere
      ? `it lies in namespace ${object.namespace}, and the pods with its labels are those of gateway ${elsewhere.id}`
      : `no pod has ${JSON.stringify(labels)}; those of gateway ${here!.id} have ${JSON.stringify(here!.workload.labels)}`,
    instead: elsewhere ? `write namespace: ${elsewhere.workload.namespace}` : 'write labels that the pods have',
  }];
}));
