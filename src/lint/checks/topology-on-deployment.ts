import { podTemplates } from '../../manifests/pod-template';
import { Check } from '../check';
import { LintSeverity } from '../lint-finding';

const CONFIG = 'proxy.istio.io/config';

export const TOPOLOGY_ON_DEPLOYMENT: Check = {
  code: 'topology-on-deployment',
  severity: LintSeverity.ERROR,
  title: 'proxy.istio.io/config stands on the Deployment and not on its pod template',
  why: 'it is read from pods only: here it does nothing',
  find: scene => podTemplates(scene.objects)
    .filter(({ object, annotations }) => object.kind !== 'Pod' && CONFIG in object.annotations && !(CONFIG in annotations))
    .map(({ object }) => ({
      object,
      path: ['metadata', 'annotations', CONFIG],
      what: `the annotation of ${object.kind} ${object.name} reaches no pod`,
      instead: 'move it to spec.template.metadata.annotations',
    })),
};
