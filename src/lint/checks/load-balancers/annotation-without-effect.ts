import { check } from '../../check';
import { loadBalancer } from '../../load-balancer';
import { Problem } from '../../problem';

export const ANNOTATION_WITHOUT_EFFECT = check('annotation-without-effect', scene =>
  scene.of('', 'Service').flatMap(object => loadBalancer(object).withoutEffect.map(({ annotation, because, instead }): Problem => ({
    object,
    path: ['metadata', 'annotations', annotation],
    what: `${annotation} ${because}`,
    instead,
  }))));
