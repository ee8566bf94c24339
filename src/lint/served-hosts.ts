import { GatewayView } from './gateway-view';
import { intersection } from '../istio/host-names';
import { ManifestObject } from '../manifests/manifest-object';
import { gatewayApiRoutes } from '../trace/gateway-api-routes';
import { hostsFor, servicesOf, virtualServiceHosts } from '../trace/routes';

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
  const services = [...manifests._ofKind('networking.istio.io', 'VirtualService'), ...gatewayApiRoutes(manifests)];
  return httpServers.flatMap(server => servicesOf(server, services, workload.namespace)
    .map(service => ({ service, hosts: intersection(hostsFor(server, service.namespace), virtualServiceHosts(service)) })))
    .filter(({ hosts }) => hosts.length > 0);
}

/** The hosts that a gateway routes; where nobody has seen routes, those of its servers. */
export function servedHosts(gateway: GatewayView): string[] {
  const routed = routesOf(gateway).flatMap(({ hosts }) => hosts);
  return [...new Set(routed.length ? routed : gateway.httpServers.flatMap(({ hosts }) => hosts).map(host => host.slice(host.indexOf('/') + 1)))];
}
