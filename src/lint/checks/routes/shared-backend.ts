import { summary } from '../../../fault';
import { nameOf } from '../../../istio/kubernetes-object';
import { groups } from '../../../manifests/groups';
import { ExtraFilter } from '../../../model/envoy-model';
import { check } from '../../check';
import { FilteredServer, filteredServers, placeOf } from '../../filtered-server';
import { pathsOf } from '../../hosts-and-paths';
import { Problem } from '../../problem';
import { RequestsByBackend } from '../../requests-by-backend';
import { HostRoute, RouteTable } from '../../route-table';
import { Request, ScopedList } from '../../scoped-list';

export const SHARED_BACKEND = check('shared-backend', scene => [
  ...scene.scopedLists.flatMap(list => problems(bypassesOf(list), {
    object: list.rule.policy.object, path: [...list.operation.path, list.operation.values('hosts').length ? 'hosts' : 'notHosts'],
  })),
  ...[...groups(filteredServers(scene).flatMap(bypassesOfFilters))].flatMap(([filter, others]) => problems(others, placeOf(filter))),
]);

function problems(others: readonly Bypass[], at: Pick<Problem, 'object' | 'path'>): Problem[] {
  const [direct, copied] = [false, true].map(copies => [...new Set(others.filter(other => other.copied === copies).map(textOf))]);
  return [
    ...direct.length === 0 ? [] : [{ ...at, what: summary(direct) }],
    ...copied.length === 0 ? [] : [{
      ...at,
      what: summary(copied),
      why: 'a mirror sends a copy of what anybody asks for under the other host: nobody gets to see the answer, but what the request does is done',
      instead: 'list all hosts that are mirrored there, or mirror to a backend that no list protects',
    }],
  ];
}

interface Bypass {
  readonly route: HostRoute;
  readonly path: string;
  readonly backend: string;
  /** Whether a copy goes there, and the request itself elsewhere. */
  readonly copied: boolean;
}

function textOf({ route, path, backend, copied }: Bypass): string {
  const source = `${route.host}${path.replace(/^\/$/, '')}`;
  return copied ? `a copy of requests to ${source} goes to ${backend}, by ${nameOf(route.object!)}` : `${source} leads to ${backend}, too, by ${nameOf(route.object!)}`;
}

function bypassesOf(list: ScopedList): Bypass[] {
  const { operation, listedHosts, otherHosts } = list;
  if (otherHosts.length === 0) return [];
  const paths = operation.values('paths').length ? pathsOf(operation) : undefined;
  const listed = new RequestsByBackend(listedHosts.flatMap(host => list.requestsTo(host, paths)).filter(request => list.protects(request)));
  return otherHosts.flatMap(host => list.requestsTo(host, paths)).flatMap(({ host, path, route }) => {
    // One exact path is meant to be open.
    if (!paths && route.path.isExact || !list.isOpen(host, path)) return [];
    return listed.sharing(route).filter(({ request }) => !paths || route.path.backendPath(path) === request.route.path.backendPath(request.path))
      .map(({ backend, copied }) => ({ route, path, backend, copied }));
  });
}

/** The same for what filters refuse: whoever is refused under one host, and not under another. */
function bypassesOfFilters(server: FilteredServer): [ExtraFilter, Bypass][] {
  const table = RouteTable.of(server.gateway);
  const requests = server.hosts.flatMap(host => table.routesOf(host).map(route => ({ host, path: route.path.example, route })));
  return server.clients.flatMap(client => {
    const isRefused = ({ host, path }: Request) => server.refusing(client, host, path);
    const listed = new RequestsByBackend(requests.filter(isRefused));
    return requests.filter(request => !isRefused(request)).flatMap(({ host, path, route }) => listed.sharing(route)
      // Of one host some paths may be exempt, and one exact path is meant to be open.
      .filter(({ request }) => request.host !== host && !route.path.isExact)
      .map(({ backend, copied, request }): [ExtraFilter, Bypass] => [isRefused(request)!, { route, path, backend, copied }]));
  });
}
