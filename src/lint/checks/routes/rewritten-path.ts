import { summary } from '../../../fault';
import { nameOf } from '../../../istio/kubernetes-object';
import { check } from '../../check';
import { pathsOf } from '../../hosts-and-paths';
import { Problem } from '../../problem';
import { RequestsByBackend } from '../../requests-by-backend';
import { Request, ScopedList } from '../../scoped-list';

export const REWRITTEN_PATH = check('rewritten-path', scene => scene.scopedLists.flatMap((list): Problem[] => {
  const field = ['paths', 'notPaths'].find(name => list.operation.values(name).length > 0);
  const others = field ? bypassesOf(list) : [];
  return others.length === 0 ? [] : [{
    object: list.rule.policy.object,
    path: [...list.operation.path, field!],
    what: summary([...new Set(others.map(({ path, route }) => `${route.host}${path} arrives as ${route.path.backendPath(path)} by ${nameOf(route.object!)}`))]),
  }];
}));

function bypassesOf(list: ScopedList): Request[] {
  const { operation, listedHosts, otherHosts, table } = list;
  const all = [...listedHosts, ...otherHosts].flatMap(host => list.requestsTo(host));
  if (!all.some(({ route }) => route.path.rewrites)) return [];
  const paths = operation.values('paths').length ? pathsOf(operation) : undefined;
  const direct = listedHosts.flatMap(host => [...list.requestsTo(host, paths ?? ['/']), ...paths ? [] : list.requestsTo(host)]);
  const listed = new RequestsByBackend(direct.filter(request => list.protects(request)));
  // A list may name paths that only backends see.
  const unrouted = (paths ?? []).filter(path => !direct.some(one => one.path === path));
  return all.flatMap(({ host, route }): Request[] => {
    const { rewrites } = route.path;
    const same = listed.sharing(route).map(({ request }) => request).filter(to => rewrites || to.route.path.rewrites);
    const backendPaths = [...same.map(to => to.route.path.backendPath(to.path)), ...rewrites && listedHosts.includes(host) ? unrouted : []];
    const sources = backendPaths.flatMap(path => route.path.sourcesOf(path));
    const open = sources.find(path => table.takers(host, path).includes(route) && list.isOpen(host, path));
    return open === undefined ? [] : [{ host, path: open, route }];
  });
}
