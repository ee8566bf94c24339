import { check } from '../../check';
import { loadBalancer } from '../../load-balancer';
import { Problem } from '../../problem';

export const ANNOTATION_WITHOUT_EFFECT = check('annotation-without-effect', scene =>
  scene.services.flatMap(service => loadBalancer(service).withoutEffect.map(({ annotation, because, instead }): Problem => ({
    ...service.at(['metadata', 'annotations', annotation]),
    what: `${annotation} ${because}`,
    instead,
  }))));
