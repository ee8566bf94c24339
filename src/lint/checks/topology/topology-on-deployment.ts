import { PROXY_CONFIG } from '../../../istio/proxy-config';
import { check } from '../../check';

export const TOPOLOGY_ON_DEPLOYMENT = check('topology-on-deployment', scene => scene.manifests._pods
  .filter(({ object, annotations }) => object.kind !== 'Pod' && PROXY_CONFIG in object.annotations && !(PROXY_CONFIG in annotations))
  .map(({ object }) => ({
    object,
    path: ['metadata', 'annotations', PROXY_CONFIG],
    what: `the annotation of ${object.kind} ${object.name} reaches no pod`,
  })));
