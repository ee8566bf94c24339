import { Check } from '../check';
import { LintSeverity } from '../lint-finding';
import { loadBalancer } from '../load-balancer';
import { Problem } from '../problem';

export const ANNOTATION_WITHOUT_EFFECT: Check = {
  code: 'annotation-without-effect',
  severity: LintSeverity.WARNING,
  title: 'an annotation that should make the load balancer send PROXY, and does not',
  why: 'the load balancer sends no PROXY header, and the gateway does not see clients, or resets every connection where it waits for one',
  find: scene => scene.of('', 'Service').flatMap(object => loadBalancer(object).withoutEffect.map(({ annotation, because, instead }): Problem => ({
    object,
    path: ['metadata', 'annotations', annotation],
    what: `${annotation} ${because}`,
    instead: instead ?? "write a value from the vendor's documentation",
  }))),
};
