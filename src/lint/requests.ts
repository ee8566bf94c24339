import { HttpRoute } from './routes/http-routes';
import { RouteTable } from './routes/route-table';
import { ScopedList } from './scoped-lists';

/** A request that somebody may send, and a route that takes it. */
export interface Request {
  readonly host: string;
  readonly path: string;
  readonly route: HttpRoute;
}

/** One host for each name that a gateway routes, and those that a list names. */
export function hostsOf({ gateway, operation }: ScopedList): string[] {
  const table = RouteTable.of(gateway);
  const named = operation.values('hosts').filter(host => !/[*:]/.test(host)).map(host => host.toLowerCase());
  return [...new Set([...table.names.map(name => name.replace('*', 'x')), ...named.filter(host => table.routesOf(host).length > 0)])];
}

/** Requests to a host: for these paths, or one for each route. */
export function requestsTo({ gateway }: ScopedList, host: string, paths?: readonly string[]): Request[] {
  const table = RouteTable.of(gateway);
  if (!paths) return table.routesOf(host).map(route => ({ host, path: route.path.example, route }));
  return paths.flatMap(path => table.takers(host, path).map(route => ({ host, path, route })));
}
