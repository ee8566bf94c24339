import { Check } from '../check';
import { LintSeverity } from '../lint-finding';
import { PROXY_ANNOTATIONS, isIgnored } from '../load-balancer';
import { Problem } from '../problem';

const OFF = /^(|0|f|false|off|none|no)$/i;

export const ANNOTATION_WITHOUT_EFFECT: Check = {
  code: 'annotation-without-effect',
  severity: LintSeverity.WARNING,
  title: 'an annotation that should make the load balancer send PROXY, and does not',
  why: 'the load balancer sends no PROXY header, and the gateway does not see clients, or resets every connection where it waits for one',
  find: scene => scene.of('', 'Service').flatMap(object => PROXY_ANNOTATIONS
    .filter(({ key }) => key in object.annotations && !/target-group-attributes|load-balancer-config|enable-features|pool-protocol/.test(key))
    .flatMap(({ key, values }): Problem[] => {
      const value = object.annotations[key];
      if (isIgnored(object, key)) {
        return [{
          object,
          path: ['metadata', 'annotations', key],
          what: `${key} is for Classic ELBs, and the type is nlb`,
          instead: 'write service.beta.kubernetes.io/aws-load-balancer-target-group-attributes: proxy_protocol_v2.enabled=true',
        }];
      }
      return values.test(value) || OFF.test(value) ? [] : [{
        object,
        path: ['metadata', 'annotations', key],
        what: `${key} is "${value}", which is not one of its values`,
        instead: key.endsWith('aws-load-balancer-proxy-protocol') ? 'write "*"' : "write a value from the vendor's documentation",
      }];
    })),
};
