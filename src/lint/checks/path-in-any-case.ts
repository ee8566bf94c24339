import { summary } from '../../fault';
import { nameOf } from '../../istio/kubernetes-object';
import { Check } from '../check';
import { LintSeverity } from '../lint-finding';
import { Problem } from '../problem';
import { pathsOf } from '../scope';

export const PATH_IN_ANY_CASE: Check = {
  code: 'path-in-any-case',
  severity: LintSeverity.WARNING,
  title: 'a list on a path that a route takes in any case (ignoreUriCase)',
  why: 'policies compare paths letter by letter: with /ADMIN the request is not on the list\'s path, goes to the same backend, and gets in',
  find: scene => scene.scopedLists.flatMap((list): Problem[] => {
    const { rule, operation, listedHosts } = list;
    const paths = pathsOf(operation).map(otherCase);
    const others = listedHosts.flatMap(host => list.requestsTo(host, paths))
      .filter(({ host, path, route }) => route.path.ignoresCase && list.isOpen(host, path));
    return others.length === 0 ? [] : [{
      object: rule.policy.object,
      path: [...operation.path, 'paths'],
      what: `${summary([...new Set(others.map(({ path }) => path))])} is taken by ${summary([...new Set(others.map(({ route }) => nameOf(route.object!)))])}, too`,
      instead: 'take ignoreUriCase off the route',
    }];
  }),
};

function otherCase(path: string): string {
  return path === path.toUpperCase() ? path.toLowerCase() : path.toUpperCase();
}
