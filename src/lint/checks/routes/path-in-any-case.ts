import { summary } from '../../../fault';
import { nameOf } from '../../../istio/kubernetes-object';
import { check } from '../../check';
import { pathsOf } from '../../hosts-and-paths';
import { Problem } from '../../problem';

export const PATH_IN_ANY_CASE = check('path-in-any-case', scene => scene.scopedLists.flatMap((list): Problem[] => {
  const { rule, operation, listedHosts } = list;
  const paths = pathsOf(operation).map(otherCase);
  const others = listedHosts.flatMap(host => list.requestsTo(host, paths))
    .filter(({ host, path, route }) => route.path.ignoresCase && list.isOpen(host, path));
  return others.length === 0 ? [] : [{
    object: rule.policy.object,
    path: [...operation.path, 'paths'],
    what: `${summary([...new Set(others.map(({ path }) => path))])} is routed by ${summary([...new Set(others.map(({ route }) => nameOf(route.object!)))])}, too`,
  }];
}));

function otherCase(path: string): string {
  return path === path.toUpperCase() ? path.toLowerCase() : path.toUpperCase();
}
