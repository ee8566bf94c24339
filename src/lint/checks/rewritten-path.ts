import { nameOf } from '../../manifests/manifest-object';
import { Check, Problem, some } from '../check';
import { LintSeverity } from '../lint-finding';
import { isOpen } from '../openness';
import { Request, hostsOf, requestsTo } from '../requests';
import { sharedBackend } from '../routes/http-routes';
import { RouteTable } from '../routes/route-table';
import { ScopedList, isAboutHost, isAboutPath, pathsOf, scopedLists } from '../scoped-lists';

export const REWRITTEN_PATH: Check = {
  code: 'rewritten-path',
  severity: LintSeverity.WARNING,
  title: 'a route rewrites a path that is open into one that a list is about',
  why: 'policies see the path as the client sent it, and the backend the other one: everybody gets the protected page by the path that is open',
  find: scene => scopedLists(scene).flatMap((list): Problem[] => {
    const field = ['paths', 'notPaths'].find(name => list.operation.values(name).length > 0);
    const others = field ? waysRound(list) : [];
    return others.length === 0 ? [] : [{
      object: list.rule.policy.object,
      path: [...list.operation.path, field!],
      what: some([...new Set(others.map(({ path, route }) => `${route.host}${path} arrives as ${route.path.arrival(path)} by ${nameOf(route.object)}`))]),
      instead: 'list the paths as clients send them, too, or give what is to be protected its own host, and the list that host',
    }];
  }),
};

function waysRound(list: ScopedList): Request[] {
  const { operation, gateway } = list;
  const table = RouteTable.of(gateway);
  const hosts = hostsOf(list);
  const all = hosts.flatMap(host => table.routesOf(host).map(route => ({ host, route })));
  if (!all.some(({ route }) => route.path.rewrites)) return [];
  const paths = operation.values('paths').length ? pathsOf(operation) : ['/', ...all.map(({ route }) => route.path.example)];
  const wanted = [...new Set(paths)].filter(path => isAboutPath(operation, path));
  const direct = hosts.filter(host => isAboutHost(operation, host)).flatMap(host => requestsTo(list, host, wanted));
  const listed = direct.filter(({ host, path }) => !isOpen(list, host, path));
  // A list may name paths that only backends see.
  const unrouted = operation.values('paths').length ? wanted.filter(path => !direct.some(one => one.path === path)) : [];
  return all.flatMap(({ host, route }): Request[] => {
    const { rewrites } = route.path;
    const same = listed.filter(to => (rewrites || to.route.path.rewrites) && sharedBackend(route, to.route));
    const arrivals = [...same.map(to => to.route.path.arrival(to.path)), ...rewrites && isAboutHost(operation, host) ? unrouted : []];
    const open = arrivals.flatMap(arrival => route.path.sourcesOf(arrival))
      .find(path => table.takers(host, path).includes(route) && isOpen(list, host, path));
    return open === undefined ? [] : [{ host, path: open, route }];
  });
}
