import { LoadBalancerView } from './load-balancer';
import { list, record } from '../istio/list';
import { FieldPlace } from '../manifests/gateway-service';
import { ManifestObject } from '../manifests/manifest-object';
import { Manifests } from '../manifests/manifests';
import { isUnavailable } from '../providers/catalogue/entry';
import { ingressProxy } from '../providers/catalogue/ingress';
import { isOn } from '../providers/catalogue/reading';

/** A proxy in front of a gateway that reads HTTP. */
export interface HttpProxyView {
  /** As messages name it. */
  readonly name: string;
  /** How many entries it adds to X-Forwarded-For; undefined: not known. */
  readonly appends?: number;
  readonly at: FieldPlace;
}

/** Those that Services and Ingresses ask for. */
export function httpProxies(loadBalancers: readonly LoadBalancerView[], manifests: Manifests): HttpProxyView[] {
  return loadBalancers.flatMap(({ service, asked }) => [
    ...asked.filter(({ http }) => isOn(http)).slice(0, 1).map(({ entry }) => ({
      name: `${entry.title} of Service ${service.name}`,
      appends: isUnavailable(entry.http) ? undefined : entry.http.appends,
      at: service.at(['metadata', 'annotations']),
    })),
    ...manifests._ofKind('networking.k8s.io', 'Ingress').filter(ingress => leadsTo(ingress, service)).flatMap(object => {
      const proxy = ingressProxy(object);
      return proxy === undefined ? [] : [{ name: `${proxy.title} of Ingress ${object.name}`, appends: proxy.appends, at: { object, path: ['spec'] } }];
    }),
  ]);
}

function leadsTo({ namespace, spec }: ManifestObject, service: { readonly namespace: string; readonly name: string }): boolean {
  const paths = list(spec.rules).flatMap(rule => list(record(record(rule).http).paths));
  const backends = [spec.defaultBackend, ...paths.map(path => record(path).backend)];
  return namespace === service.namespace && backends.some(backend => (backend?.service?.name ?? backend?.serviceName) === service.name);
}
