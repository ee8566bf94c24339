import { ClientAddressSource } from '../../../envoy/client-address-source';
import { summary } from '../../../fault';
import { nameOf } from '../../../istio/kubernetes-object';
import { groups } from '../../../manifests/groups';
import { ManifestObject } from '../../../manifests/manifest-object';
import { ListenerFilterKind } from '../../../model/envoy-model';
import { POD_NETWORKS } from '../../../net/own-networks';
import { STRANGERS } from '../../../net/strangers';
import { blocksOf } from '../../addresses';
import { check } from '../../check';
import { filteredServers } from '../../filtered-server';
import { GatewayView } from '../../gateway-view';
import { OwnRoute, routesToItself } from '../../own-routes';
import { PolicyRule } from '../../policy-rule';
import { Problem } from '../../problem';
import { refusedBy } from '../../refusal';
import { Scene } from '../../scene';

export const ROUTE_TO_ITSELF = check('route-to-itself', scene => scene.gateways.flatMap(gateway => byObject(gateway).flatMap(([object, routes]) => {
  const lists = listsThatOpen(scene, gateway, routes);
  return lists.length === 0 ? [] : [{
    object,
    path: routes[0].path,
    what: `it leads to ${summary([...new Set(routes.map(({ service }) => service))])}, the Service of gateway ${gateway.id} itself, and ${summary(lists)} may admit `
      + 'requests from its pods',
  } satisfies Problem];
})));

function byObject(gateway: GatewayView): [ManifestObject, OwnRoute[]][] {
  return [...groups(routesToItself(gateway).map(route => [route.object, route]))];
}

/** A list for everything refuses a stranger the first time, whatever it says the second time. */
function listsThatOpen(scene: Scene, gateway: GatewayView, routes: readonly OwnRoute[]): string[] {
  const { model, proxyFilters, enforced } = gateway;
  const demandsHeader = model.topology.proxyProtocol || proxyFilters.some(({ kind }) => kind === ListenerFilterKind.PROXY);
  // No route makes Envoy send one.
  if (demandsHeader) return [];
  const rules = enforced.flatMap(policy => policy.rules).filter(({ addresses }) => addresses.length > 0);
  const open = rules.filter(rule => rule.everything ? isOpenGuard(rule, gateway, routes) : admitsPods(rule));
  return [...new Set([...open.map(({ policy }) => nameOf(policy.object)), ...filtersThatOpen(scene, gateway)])];
}

function admitsPods(rule: PolicyRule): boolean {
  const refused = refusedBy(rule);
  return !refused?.allBut || refused.blocks.overlaps(POD_NETWORKS);
}

/** The guard of a proxy takes the pods for that proxy, and their X-Forwarded-For for its word. */
function isOpenGuard({ addresses }: PolicyRule, { addressFrom }: GatewayView, routes: readonly OwnRoute[]): boolean {
  return addressFrom === ClientAddressSource.X_FORWARDED_FOR && routes.some(({ writesForwardedFor }) => writesForwardedFor)
    && addresses.some(({ direct, values }) => direct && blocksOf(values)?.overlaps(POD_NETWORKS));
}

/** By what the filters say about strangers and about those whom they name, host by host. */
function filtersThatOpen(scene: Scene, gateway: GatewayView): string[] {
  return filteredServers(scene).filter(server => server.gateway === gateway).flatMap(server => {
    const hosts = ['', ...server.hosts];
    const isRefused = (client: string, host: string) => server.refusing(client, host) !== undefined;
    const isScoped = (client: string) => hosts.some(host => !isRefused(client, host));
    return hosts.flatMap(host => {
      const stranger = server.refusing(STRANGERS.ipv4, host);
      // An allow list that holds a private address, or a deny list.
      const others = server.clients.filter(client => isRefused(client, host) === !stranger);
      const opens = stranger ? isScoped(STRANGERS.ipv4) && others.some(client => blocksOf([client])?.overlaps(POD_NETWORKS)) : others.some(isScoped);
      return opens ? [nameOf((stranger ?? server.refusing(others[0], host)!).holder.object)] : [];
    });
  });
}
