import { GatewayView } from '../gateway-view';
import { HttpRoute, httpRoutes } from './http-routes';
import { isSubset } from '../../istio/host-names';

const tables = new WeakMap<GatewayView, RouteTable>();

/** The routes of a gateway by host. */
export class RouteTable {
  public static of(gateway: GatewayView): RouteTable {
    // Each list of a gateway asks again.
    if (!tables.has(gateway)) tables.set(gateway, new RouteTable(httpRoutes(gateway)));
    return tables.get(gateway)!;
  }

  private readonly byName = new Map<string, HttpRoute[]>();

  public constructor(routes: readonly HttpRoute[]) {
    for (const route of routes) {
      const others = this.byName.get(route.host);
      if (others) others.push(route);
      else this.byName.set(route.host, [route]);
    }
  }

  /** As routes have them, wildcards among them. */
  public get names(): string[] {
    return [...this.byName.keys()];
  }

  /** The routes that a host has, in the order in which they are tried: those of the most special name that fits. */
  public routesOf(host: string): readonly HttpRoute[] {
    const [wildcard] = this.byName.has(host) ? [] : this.names.filter(name => isSubset(host, name)).sort((a, b) => b.length - a.length);
    return this.byName.get(wildcard ?? host) ?? [];
  }

  /** Those of them that may take a path: all up to the first that asks for nothing else. */
  public takers(host: string, path: string): HttpRoute[] {
    const taking = this.routesOf(host).filter(route => route.path.takes(path));
    const last = taking.findIndex(({ asksMore }) => !asksMore);
    return last < 0 ? taking : taking.slice(0, last + 1);
  }
}
