import { LoadBalancerView } from './load-balancer';
import { list, record } from '../istio/list';
import { FieldPlace } from '../manifests/gateway-service';
import { groups } from '../manifests/groups';
import { ManifestObject } from '../manifests/manifest-object';
import { Manifests } from '../manifests/manifests';
import { isUnavailable } from '../providers/catalogue/entry';
import { IngressProxy, gatewayProxy, ingressProxy } from '../providers/catalogue/ingress';
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
    ...byService(manifests).get(`${service.namespace}/${service.name}`) ?? [],
  ]);
}

const known = new WeakMap<Manifests, ReadonlyMap<string, readonly HttpProxyView[]>>();

/** Those of Ingresses and of other vendors' Gateways, by the Services to which they lead. Read once: a cluster has many of all of them. */
function byService(manifests: Manifests): ReadonlyMap<string, readonly HttpProxyView[]> {
  if (!known.has(manifests)) known.set(manifests, groups([...ofIngresses(manifests), ...ofGateways(manifests)]));
  return known.get(manifests)!;
}

type OfService = [service: string, proxy: HttpProxyView];

function ofIngresses(manifests: Manifests): OfService[] {
  return manifests._ofKind('networking.k8s.io', 'Ingress').flatMap((object): OfService[] => {
    const proxy = ingressProxy(object);
    return proxy === undefined ? [] : backendsOf(object).map(name => [`${object.namespace}/${name}`, viewOf(proxy, object)]);
  });
}

function backendsOf({ spec }: ManifestObject): string[] {
  const paths = list(spec.rules).flatMap(rule => list(record(record(rule).http).paths));
  const backends = [spec.defaultBackend, ...paths.map(path => record(path).backend)].map(record);
  return [...new Set(backends.map(backend => record(backend.service).name ?? backend.serviceName).filter(name => name !== undefined).map(String))];
}

function ofGateways(manifests: Manifests): OfService[] {
  const gateways = manifests._ofKind('gateway.networking.k8s.io', 'Gateway').flatMap(object => {
    const proxy = gatewayProxy(String(object.spec.gatewayClassName));
    return proxy === undefined ? [] : [viewOf(proxy, object)];
  });
  return gateways.length === 0 ? [] : manifests._ofKind('gateway.networking.k8s.io', 'HTTPRoute').flatMap(({ namespace, spec }): OfService[] => {
    const parents = list(spec.parentRefs).map(record).map(ref => `${ref.namespace ?? namespace}/${ref.name}`);
    const proxies = gateways.filter(({ at: { object } }) => parents.includes(`${object.namespace}/${object.name}`));
    const services = list(spec.rules).flatMap(rule => list(record(rule).backendRefs)).map(record).map(ref => `${ref.namespace ?? namespace}/${ref.name}`);
    return [...new Set(services)].flatMap(service => proxies.map((proxy): OfService => [service, proxy]));
  });
}

function viewOf({ title, appends, writesPorts }: IngressProxy, object: ManifestObject): HttpProxyView {
  return { name: `${title} of ${object.kind} ${object.name}`, appends, writesPorts, at: { object, path: ['spec'] } };
}
