import { few } from '../../fault';
import { nameOf } from '../../manifests/manifest-object';
import { Arrivals } from '../arrivals';
import { Check, Problem } from '../check';
import { LintSeverity } from '../lint-finding';
import { pathsOf } from '../scope';
import { ScopedList } from '../scoped-list';

export const SHARED_BACKEND: Check = {
  code: 'shared-backend',
  severity: LintSeverity.WARNING,
  title: 'a backend that a list protects under one host is reached under another',
  why: 'the list is about the host: the same pages are there under the other one, for everybody, unless the backend tells its hosts apart',
  find: scene => scene.scopedLists.flatMap((list): Problem[] => {
    const others = waysRound(list);
    return others.length === 0 ? [] : [{
      object: list.rule.policy.object,
      path: [...list.operation.path, list.operation.values('hosts').length ? 'hosts' : 'notHosts'],
      what: few([...new Set(others)]),
      instead: 'list all hosts that lead there, or give the protected host a backend of its own',
    }];
  }),
};

function waysRound(list: ScopedList): string[] {
  const { operation, listedHosts, otherHosts } = list;
  if (otherHosts.length === 0) return [];
  const paths = operation.values('paths').length ? pathsOf(operation) : undefined;
  const listed = new Arrivals(listedHosts.flatMap(host => list.requestsTo(host, paths)).filter(request => list.protects(request)));
  return otherHosts.flatMap(host => list.requestsTo(host, paths)).flatMap(({ host, path: sent, route }) => {
    // One exact path is meant to be open.
    if (!paths && route.path.isExact) return [];
    const same = listed.sharing(route).find(({ request }) => !paths || route.path.arrival(sent) === request.route.path.arrival(request.path));
    return same && list.isOpen(host, sent) ? [`${route.host}${sent.replace(/^\/$/, '')} leads to ${same.backend}, too, by ${nameOf(route.object)}`] : [];
  });
}
