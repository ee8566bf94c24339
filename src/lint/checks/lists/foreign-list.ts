import { record } from '../../../istio/list';
import { ManifestObject } from '../../../manifests/manifest-object';
import { check } from '../../check';
import { Problem } from '../../problem';

/** Lists of other proxies, by annotations that only their controllers read, on Ingresses. */
const LISTS = new RegExp('^((nginx|haproxy|alb|appgw|traefik)\\.ingress\\.kubernetes\\.io|ingress\\.kubernetes\\.io|nginx\\.org|haproxy\\.org|haproxy-ingress\\.github\\.io|konghq\\.com)/'
  + '.*(white-?list|allow-?list|deny-?list|black-?list|source-range|inbound-cidrs)', 'i');
const OLD_CLASS = 'kubernetes.io/ingress.class';

export const FOREIGN_LIST = check('foreign-list', scene => scene.gateways.length === 0 ? [] : scene.objects
  .filter(({ kind, spec, annotations }) => kind !== 'Ingress' || (spec.ingressClassName ?? annotations[OLD_CLASS]) === 'istio')
  .flatMap(object => annotationsOf(object).filter(({ name }) => LISTS.test(name)).map(({ name, path }): Problem => ({
    object,
    path,
    what: `nothing reads ${name} on ${object.kind === 'Ingress' ? 'an Ingress of class istio' : `a ${object.kind}`}`,
  }))));

/** Its own, and those that a Gateway gives to what istiod makes of it. */
function annotationsOf({ annotations, spec }: ManifestObject) {
  const own = ['metadata', 'annotations'];
  const made = ['spec', 'infrastructure', 'annotations'];
  return [
    ...Object.keys(annotations).map(name => ({ name, path: [...own, name] })),
    ...Object.keys(record(record(spec.infrastructure).annotations)).map(name => ({ name, path: [...made, name] })),
  ];
}
