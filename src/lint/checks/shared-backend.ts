import { few } from '../../fault';
import { nameOf } from '../../istio/kubernetes-object';
import { groups } from '../../manifests/groups';
import { ExtraFilter } from '../../model/envoy-model';
import { Arrivals } from '../arrivals';
import { Check } from '../check';
import { FilteredServer, filteredServers, placeOf } from '../filtered-server';
import { LintSeverity } from '../lint-finding';
import { Problem } from '../problem';
import { HostRoute, RouteTable } from '../route-table';
import { pathsOf } from '../scope';
import { Request, ScopedList } from '../scoped-list';

export const SHARED_BACKEND: Check = {
  code: 'shared-backend',
  severity: LintSeverity.WARNING,
  title: 'a backend that a list protects under one host is reached under another, or gets copies of its requests',
  why: 'the list is about the host: the same pages are there under the other one, for everybody, unless the backend tells its hosts apart',
  find: scene => [
    ...scene.scopedLists.flatMap(list => problems(waysRound(list), {
      object: list.rule.policy.object, path: [...list.operation.path, list.operation.values('hosts').length ? 'hosts' : 'notHosts'],
    })),
    ...[...groups(filteredServers(scene).flatMap(waysRoundFilters))].flatMap(([filter, others]) => problems(others, placeOf(filter))),
  ],
};

function problems(others: readonly WayRound[], at: Pick<Problem, 'object' | 'path'>): Problem[] {
  const [direct, copied] = [false, true].map(copies => [...new Set(others.filter(other => other.copied === copies).map(textOf))]);
  return [
    ...direct.length === 0 ? [] : [{ ...at, what: few(direct), instead: 'list all hosts that lead there, or give the protected host a backend of its own' }],
    ...copied.length === 0 ? [] : [{
      ...at,
      what: few(copied),
      why: 'a mirror sends a copy of what anybody asks for under the other host: nobody gets to see the answer, but what the request does is done',
      instead: 'list all hosts that are mirrored there, or mirror to a backend that no list protects',
    }],
  ];
}

interface WayRound {
  readonly route: HostRoute;
  readonly path: string;
  readonly backend: string;
  /** Whether a copy goes there, and the request itself elsewhere. */
  readonly copied: boolean;
}

function textOf({ route, path, backend, copied }: WayRound): string {
  const source = `${route.host}${path.replace(/^\/$/, '')}`;
  return copied ? `a copy of requests to ${source} goes to ${backend}, by ${nameOf(route.object!)}` : `${source} leads to ${backend}, too, by ${nameOf(route.object!)}`;
}

function waysRound(list: ScopedList): WayRound[] {
  const { operation, listedHosts, otherHosts } = list;
  if (otherHosts.length === 0) return [];
  const paths = operation.values('paths').length ? pathsOf(operation) : undefined;
  const listed = new Arrivals(listedHosts.flatMap(host => list.requestsTo(host, paths)).filter(request => list.protects(request)));
  return otherHosts.flatMap(host => list.requestsTo(host, paths)).flatMap(({ host, path, route }) => {
    // One exact path is meant to be open.
    if (!paths && route.path.isExact || !list.isOpen(host, path)) return [];
    return listed.sharing(route).filter(({ request }) => !paths || route.path.backendPath(path) === request.route.path.backendPath(request.path))
      .map(({ backend, copied }) => ({ route, path, backend, copied }));
  });
}

/** The same for what filters refuse: whoever is refused under one host, and not under another. */
function waysRoundFilters(server: FilteredServer): [ExtraFilter, WayRound][] {
  const table = RouteTable.of(server.gateway);
  const requests = server.hosts.flatMap(host => table.routesOf(host).map(route => ({ host, path: route.path.example, route })));
  return server.clients.flatMap(client => {
    const isRefused = ({ host, path }: Request) => server.refusing(client, host, path);
    const listed = new Arrivals(requests.filter(isRefused));
    return requests.filter(request => !isRefused(request)).flatMap(({ host, path, route }) => listed.sharing(route)
      // Of one host some paths may be exempt, and one exact path is meant to be open.
      .filter(({ request }) => request.host !== host && !route.path.isExact)
      .map(({ backend, copied, request }): [ExtraFilter, WayRound] => [isRefused(request)!, { route, path, backend, copied }]));
  });
}
