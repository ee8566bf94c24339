import { gatewayApiRoutes } from './gateway-api-routes';
import { byAge } from '../../istio/kubernetes-object';
import { gatewaysOf, isExported } from '../../istio/virtual-service';
import { groups } from '../../manifests/groups';
import { ManifestObject } from '../../manifests/manifest-object';
import { Manifests } from '../../manifests/manifests';

/** A server of a Gateway, as routes name it. */
export interface RoutedServer {
  /** `namespace/name` of its Gateway. */
  readonly gateway: string;
  /** Its name within the Gateway. */
  readonly portName: string;
}

const byGateway = new WeakMap<Manifests, Map<string, ManifestObject[]>>();

/** VirtualServices, and routes of the Gateway API as such, that name a Gateway, in the order in which istiod takes them. */
export function boundRoutes(gateway: string, manifests: Manifests): readonly ManifestObject[] {
  if (!byGateway.has(manifests)) {
    // With many gateways, looking through all for each takes longest.
    const services = [...manifests._ofKind('networking.istio.io', 'VirtualService').sort(byAge), ...gatewayApiRoutes(manifests)];
    byGateway.set(manifests, groups(services.flatMap(service => [...new Set(gatewaysOf(service).map(name => name.split('#')[0]))].map(name => [name, service]))));
  }
  return byGateway.get(manifests)!.get(gateway) ?? [];
}

/** Those that a server may use, on pods of a namespace. */
export function routesFor({ gateway, portName }: RoutedServer, manifests: Manifests, namespace: string): ManifestObject[] {
  return boundRoutes(gateway, manifests).filter(service => isExported(service, namespace)
    && gatewaysOf(service).some(name => name === gateway || name === `${gateway}#${portName}`));
}

/** Whether any is bound to the Gateway, by whatever server of it: then those that are not among the manifests are not taken to exist. */
export function hasRoutes(gateway: string, manifests: Manifests, namespace: string): boolean {
  return boundRoutes(gateway, manifests).some(service => isExported(service, namespace));
}
