import { PROXY_CONFIG } from '../../istio/proxy-config';
import { Check } from '../check';
import { LintSeverity } from '../lint-finding';

export const TOPOLOGY_ON_DEPLOYMENT: Check = {
  code: 'topology-on-deployment',
  severity: LintSeverity.ERROR,
  title: 'proxy.istio.io/config stands on the Deployment and not on its pod template',
  why: 'it is read from pods only: here it does nothing',
  find: scene => scene.manifests._pods
    .filter(({ object, annotations }) => object.kind !== 'Pod' && PROXY_CONFIG in object.annotations && !(PROXY_CONFIG in annotations))
    .map(({ object }) => ({
      object,
      path: ['metadata', 'annotations', PROXY_CONFIG],
      what: `the annotation of ${object.kind} ${object.name} reaches no pod`,
      instead: 'move it to spec.template.metadata.annotations',
    })),
};
