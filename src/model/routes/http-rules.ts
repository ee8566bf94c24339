import { delegatedRoute } from '../../istio/delegated-route';
import { nameOf } from '../../istio/kubernetes-object';
import { list, record } from '../../istio/list';
import { ManifestObject } from '../../manifests/manifest-object';
import { Manifests } from '../../manifests/manifests';

/** A route for HTTP as a VirtualService has it. */
export interface HttpRule {
  /** Where it is written, which is where its short names are resolved. */
  readonly object: ManifestObject;
  /** Unlike any other's. */
  readonly id: string;
  /** In words. */
  readonly name: string;
  readonly rule: any;
}

/** The routes of a VirtualService with those that it delegates to others. */
export function rulesOf(service: ManifestObject, manifests: Manifests, note: (text: string) => void): HttpRule[] {
  return list(service.spec.http).map(record).flatMap((http, index): HttpRule[] => {
    const name = nameOfRule(service, http, index);
    const id = `${nameOf(service)} ${index}`;
    if (!http.delegate) return [{ object: service, id, name, rule: http }];
    const { name: its, namespace = service.namespace } = record(http.delegate);
    const target = manifests._ofKind('networking.istio.io', 'VirtualService').find(one => one.name === its && one.namespace === namespace);
    if (!target) {
      note(`${name} is delegated to VirtualService ${namespace}/${its}, which is not among the manifests: it counts as a route`);
      return [{ object: service, id, name, rule: http }];
    }
    return list(target.spec.http).map(record).flatMap((inner, place) => {
      const rule = delegatedRoute(http, inner);
      if (!rule) note(`istiod leaves ${nameOfRule(target, inner, place)} out: its matches are no part of those of ${name}, which delegates to it`);
      return rule ? [{ object: target, id: `${id}, ${nameOf(target)} ${place}`, name: nameOfRule(target, inner, place), rule }] : [];
    });
  });
}

function nameOfRule(service: ManifestObject, rule: any, index: number): string {
  return `${nameOf(service)}, ${rule.name ?? `route ${index + 1}`}`;
}
