import { intersection } from '../../istio/host-names';
import { list } from '../../istio/list';
import { ManifestObject } from '../../manifests/manifest-object';
import { Manifests } from '../../manifests/manifests';
import { gatewayApiRoutes } from '../../trace/gateway-api-routes';
import { gatewayId, hostsFor, servicesOf, virtualServiceHosts } from '../../trace/routes';
import { GatewayView } from '../gateway-view';
import { groups } from '../groups';

/** A VirtualService, and the hosts for which it is asked. */
export interface BoundRoutes {
  readonly service: ManifestObject;
  readonly hosts: readonly string[];
}

const bound = new WeakMap<GatewayView, BoundRoutes[]>();

/** Routes that are bound to a gateway, as VirtualServices, with the hosts that reach them. */
export function routesOf(gateway: GatewayView): BoundRoutes[] {
  // Each list of a gateway asks again.
  if (!bound.has(gateway)) bound.set(gateway, findRoutes(gateway));
  return bound.get(gateway)!;
}

function findRoutes({ httpServers, workload, manifests }: GatewayView): BoundRoutes[] {
  const hosts = new Map<ManifestObject, string[]>();
  for (const server of httpServers) {
    const services = servicesOf(server, servicesByGateway(manifests).get(server.gateway) ?? [], workload.namespace);
    const own = new Map([...new Set(services.map(({ namespace }) => namespace))].map(namespace => [namespace, hostsFor(server, namespace)]));
    for (const service of services) {
      hosts.set(service, [...hosts.get(service) ?? [], ...intersection(own.get(service.namespace)!, virtualServiceHosts(service))]);
    }
  }
  return [...hosts].map(([service, names]) => ({ service, hosts: [...new Set(names)] })).filter(one => one.hosts.length > 0);
}

const byGateway = new WeakMap<Manifests, Map<string, ManifestObject[]>>();

/** VirtualServices by the Gateways that they name, as `namespace/name`: with many gateways, looking through all for each takes longest. */
export function servicesByGateway(manifests: Manifests): Map<string, ManifestObject[]> {
  if (!byGateway.has(manifests)) {
    const services = [...manifests._ofKind('networking.istio.io', 'VirtualService'), ...gatewayApiRoutes(manifests)];
    const names = (service: ManifestObject) => list(service.spec.gateways).map(name => gatewayId(String(name), service.namespace).split('#')[0]);
    byGateway.set(manifests, groups(services.flatMap(service => [...new Set(names(service))].map(name => [name, service]))));
  }
  return byGateway.get(manifests)!;
}

/** The hosts that a gateway routes; where nobody has seen routes, those of its servers. */
export function servedHosts(gateway: GatewayView): string[] {
  const routed = routesOf(gateway).flatMap(({ hosts }) => hosts);
  return [...new Set(routed.length ? routed : gateway.httpServers.flatMap(({ hosts }) => hosts).map(host => host.slice(host.indexOf('/') + 1)))];
}
