import { GatewayView } from './gateway-view';
import { virtualHostFor } from '../envoy/host';
import { withoutNamespace } from '../istio/host-names';
import { groups } from '../manifests/groups';
import { Route } from '../model/envoy-model';

/** A route of a virtual host. */
export interface HostRoute extends Route {
  /** In lower case; may begin with a wildcard. */
  readonly host: string;
}

const tables = new WeakMap<GatewayView, RouteTable>();

/** The routes of a gateway by host, as far as they are among the manifests. */
export class RouteTable {
  public static of(gateway: GatewayView): RouteTable {
    // Each list of a gateway asks again.
    if (!tables.has(gateway)) tables.set(gateway, new RouteTable(routesOf(gateway)));
    return tables.get(gateway)!;
  }

  private readonly byName: ReadonlyMap<string, readonly HostRoute[]>;

  public constructor(routes: readonly HostRoute[]) {
    this.byName = groups(routes.map(route => [route.host, route]));
  }

  /** As routes have them, wildcards among them. */
  public get names(): string[] {
    return [...this.byName.keys()];
  }

  /** The routes that a host has, in the order in which they are tried: those of the most special name that fits. */
  public routesOf(host: string): readonly HostRoute[] {
    const own = this.byName.get(host);
    if (own) return own;
    const name = virtualHostFor(host, this.names);
    return name === undefined ? [] : this.byName.get(name)!;
  }

  /** Those of them that may take a path: all up to the first that asks for nothing else. */
  public takers(host: string, path: string): HostRoute[] {
    const taking = this.routesOf(host).filter(route => route.path.takes(path));
    const last = taking.findIndex(({ asksMore }) => !asksMore);
    return last < 0 ? taking : taking.slice(0, last + 1);
  }
}

/** Of all servers that serve requests; a route is there once, though several servers may have it. */
function routesOf({ model, httpServers }: GatewayView): HostRoute[] {
  const serving = new Set(httpServers.map(({ name }) => name));
  const found = new Map<string, HostRoute>();
  for (const { virtualHosts = [], servers } of model.listeners.flatMap(({ chains }) => chains)) {
    if (!servers.some(name => serving.has(name))) continue;
    for (const { domain, routes, isAssumed } of virtualHosts) {
      if (isAssumed) continue;
      routes.forEach(route => found.set(`${domain} ${route.id}`, { ...route, host: domain }));
    }
  }
  return [...found.values()];
}

/** The hosts that a gateway routes; where nobody has seen routes, those of its servers. */
export function servedHosts(gateway: GatewayView): string[] {
  const table = RouteTable.of(gateway);
  // A host that is only redirected shows nothing.
  const routed = table.names.filter(name => table.routesOf(name).some(({ action: { status } }) => status === undefined));
  return routed.length ? routed : [...new Set(gateway.httpServers.flatMap(({ hosts }) => hosts).map(withoutNamespace))];
}
