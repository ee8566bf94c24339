import { LoadBalancerView } from './load-balancer';
import { list, record } from '../istio/list';
import { FieldPlace, GatewayService } from '../manifests/gateway-service';
import { ManifestObject } from '../manifests/manifest-object';
import { Manifests } from '../manifests/manifests';
import { isUnavailable } from '../providers/catalogue/entry';
import { gatewayProxy, ingressProxy } from '../providers/catalogue/ingress';
import { isOn } from '../providers/catalogue/reading';

/** A proxy in front of a gateway that reads HTTP. */
export interface HttpProxyView {
  /** As messages name it. */
  readonly name: string;
  /** How many entries it adds to X-Forwarded-For; undefined: not known. */
  readonly appends?: number;
  /** Whether the entries are `address:port`, unless rules rewrite them. */
  readonly writesPorts?: boolean;
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
      return proxy === undefined ? [] : [{ name: `${proxy.title} of Ingress ${object.name}`, appends: proxy.appends, writesPorts: proxy.writesPorts, at: { object, path: ['spec'] } }];
    }),
    ...manifests._ofKind('gateway.networking.k8s.io', 'Gateway').filter(gateway => routesTo(gateway, service, manifests)).flatMap(gateway => {
      const proxy = gatewayProxy(String(gateway.spec.gatewayClassName));
      return proxy === undefined ? [] : [{ name: `${proxy.title} of Gateway ${gateway.name}`, appends: proxy.appends, at: { object: gateway, path: ['spec'] } }];
    }),
  ]);
}

type Named = Pick<GatewayService, 'namespace' | 'name'>;

/** Whether an HTTPRoute leads from a Gateway to a Service. */
function routesTo(gateway: Named, service: Named, manifests: Manifests): boolean {
  return manifests._ofKind('gateway.networking.k8s.io', 'HTTPRoute').some(({ namespace, spec }) =>
    list(spec.parentRefs).map(record).some(ref => ref.name === gateway.name && (ref.namespace ?? namespace) === gateway.namespace)
    && list(spec.rules).flatMap(rule => list(record(rule).backendRefs)).map(record)
      .some(ref => ref.name === service.name && (ref.namespace ?? namespace) === service.namespace));
}

function leadsTo({ namespace, spec }: ManifestObject, service: Named): boolean {
  const paths = list(spec.rules).flatMap(rule => list(record(record(rule).http).paths));
  const backends = [spec.defaultBackend, ...paths.map(path => record(path).backend)];
  return namespace === service.namespace && backends.some(backend => (backend?.service?.name ?? backend?.serviceName) === service.name);
}
