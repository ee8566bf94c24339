import { delegatedRoute } from '../../istio/delegated-route';
import { nameOf } from '../../istio/kubernetes-object';
import { list, record } from '../../istio/list';
import { isExported } from '../../istio/virtual-service';
import { ManifestObject } from '../../manifests/manifest-object';
import { Manifests } from '../../manifests/manifests';

/** A route for HTTP as a VirtualService has it. */
export interface HttpRule {
  /** The object in which it is written, in whose namespace its short names are resolved. */
  readonly object: ManifestObject;
  /** Unique in the manifests. */
  readonly id: string;
  /** As messages name it. */
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
      note(`${name} delegates to VirtualService ${namespace}/${its}, which is not among the manifests: it counts as a route`);
      return [{ object: service, id, name, rule: http }];
    }
    const refusal = whyNoDelegate(target, service.namespace);
    if (refusal) {
      note(`istiod leaves ${name} out: it delegates to ${nameOf(target)}, which ${refusal}`);
      return [];
    }
    return list(target.spec.http).map(record).flatMap((inner, place) => {
      const rule = delegatedRoute({ rule: http, namespace: service.namespace }, { rule: inner, namespace: target.namespace });
      const innerName = nameOfRule(target, inner, place);
      if (!rule) note(`istiod leaves ${innerName} out: it has a match that is not a subset of any match of ${name}, which delegates to it`);
      return rule ? [{ object: target, id: `${id}, ${nameOf(target)} ${place}`, name: innerName, rule }] : [];
    });
  });
}

/** @see https://github.com/istio/istio/blob/1.29.1/pilot/pkg/model/virtualservice.go mergeVirtualServicesIfNeeded */
function whyNoDelegate(target: ManifestObject, namespace: string): string | undefined {
  if (list(target.spec.hosts).length > 0) return 'has hosts, and so is not a delegate';
  return isExported(target, namespace) ? undefined : `is not exported to namespace ${namespace}`;
}

function nameOfRule(service: ManifestObject, rule: any, index: number): string {
  return `${nameOf(service)}, ${rule.name ?? `route ${index + 1}`}`;
}
