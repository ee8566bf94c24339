import { gatewayApiRoutes } from './gateway-api-routes';
import { byAge } from '../../istio/kubernetes-object';
import { gatewayIdsOf, isExported } from '../../istio/virtual-service';
import { groups } from '../../manifests/groups';
import { ManifestObject } from '../../manifests/manifest-object';
import { Manifests } from '../../manifests/manifests';

/** A server of a Gateway, by the names that routes use. */
export interface RoutedServer {
  /** `namespace/name` of its Gateway. */
  readonly gateway: string;
  /** Its name within the Gateway. */
  readonly portName: string;
}

const byGateway = new WeakMap<Manifests, Map<string, ManifestObject[]>>();

/** VirtualServices, and routes of the Gateway API as VirtualServices, that name a Gateway, in istiod's order. */
export function boundRoutes(gateway: string, manifests: Manifests): readonly ManifestObject[] {
  if (!byGateway.has(manifests)) {
    // With many gateways, a search through all routes for each would take the most time.
    const services = [...manifests._ofKind('networking.istio.io', 'VirtualService').sort(byAge), ...gatewayApiRoutes(manifests)];
    const gateways = (service: ManifestObject) => [...new Set(gatewayIdsOf(service).map(name => name.split('#')[0]))];
    byGateway.set(manifests, groups(services.flatMap(service => gateways(service).map(name => [name, service] as const))));
  }
  return byGateway.get(manifests)!.get(gateway) ?? [];
}

/** Those for a server on pods of a namespace. */
export function routesFor({ gateway, portName }: RoutedServer, manifests: Manifests, namespace: string): ManifestObject[] {
  return boundRoutes(gateway, manifests).filter(service => isExported(service, namespace)
    && gatewayIdsOf(service).some(name => name === gateway || name === `${gateway}#${portName}`));
}

/** Whether any is bound to the Gateway or a server of it: then no routes are assumed. */
export function hasRoutes(gateway: string, manifests: Manifests, namespace: string): boolean {
  return boundRoutes(gateway, manifests).some(service => isExported(service, namespace));
}
