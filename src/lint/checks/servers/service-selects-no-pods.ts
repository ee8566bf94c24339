import { KnownFrom } from '../../../manifests/known-from';
import { texts } from '../../../manifests/manifest-object';
import { findsPods } from '../../../manifests/pod-selector';
import { check } from '../../check';
import { isMeant } from '../../idle-lists';
import { Problem } from '../../problem';

const KNOWN = [KnownFrom.PODS, KnownFrom.INSTALLED];

export const SERVICE_SELECTS_NO_PODS = check('service-selects-no-pods', scene => scene.of('', 'Service').flatMap((object): Problem[] => {
  const { namespace, spec: { type, selector } } = object;
  if (!['LoadBalancer', 'NodePort'].includes(type) || Object.keys(texts(selector)).length === 0) return [];
  const isSelected = (labels: unknown, its: string) => its === namespace && findsPods(selector, texts(labels));
  if (scene.manifests._pods.some(({ labels, object: { namespace: its } }) => isSelected(labels, its))) return [];
  if (scene.gateways.some(({ workload }) => KNOWN.includes(workload.knownFrom) && isSelected(workload.labels, workload.namespace))) return [];
  const meant = scene.gateways.find(({ workload: { knownFrom, gatewayApi, namespace: its, labels }, loadBalancers }) =>
    knownFrom === KnownFrom.PODS && !gatewayApi && its === namespace && loadBalancers.length === 0 && isMeant(texts(selector), labels));
  return meant === undefined ? [] : [{
    object,
    path: ['spec', 'selector'],
    what: `it selects ${JSON.stringify(selector)}, which no pod has; those of gateway ${meant.id} have ${JSON.stringify(meant.workload.labels)}, and no Service selects them`,
    instead: `where it is for ${meant.id}, write labels that those pods have`,
  }];
}));
