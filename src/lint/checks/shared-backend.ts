import { nameOf } from '../../manifests/manifest-object';
import { Check, Problem, some } from '../check';
import { LintSeverity } from '../lint-finding';
import { isOpen } from '../openness';
import { hostsOf, requestsTo } from '../requests';
import { sharedBackend } from '../routes/http-routes';
import { ScopedList, isAboutHost, isAboutPath, pathsOf, scopedLists } from '../scoped-lists';

export const SHARED_BACKEND: Check = {
  code: 'shared-backend',
  severity: LintSeverity.WARNING,
  title: 'a backend that a list protects under one host is reached under another',
  why: 'the list is about the host: the same pages are there under the other one, for everybody, unless the backend tells its hosts apart',
  find: scene => scopedLists(scene).flatMap((list): Problem[] => {
    const others = waysRound(list);
    return others.length === 0 ? [] : [{
      object: list.rule.policy.object,
      path: [...list.operation.path, list.operation.values('hosts').length ? 'hosts' : 'notHosts'],
      what: some([...new Set(others)]),
      instead: 'list all hosts that lead there, or give the protected host a backend of its own',
    }];
  }),
};

function waysRound(list: ScopedList): string[] {
  const { operation } = list;
  const paths = operation.values('paths').length ? pathsOf(operation) : undefined;
  const hosts = hostsOf(list);
  const others = hosts.filter(host => !isAboutHost(operation, host));
  if (others.length === 0) return [];
  const listed = hosts.filter(host => isAboutHost(operation, host)).flatMap(host => requestsTo(list, host, paths))
    .filter(({ host, path }) => isAboutPath(operation, path) && !isOpen(list, host, path));
  return others.flatMap(host => requestsTo(list, host, paths)).flatMap(one => {
    const { route: { path, host, object }, path: sent } = one;
    // One exact path is meant to be open.
    if (!paths && path.isExact) return [];
    const same = listed.filter(other => !paths || path.arrival(sent) === other.route.path.arrival(other.path));
    const [backend] = same.flatMap(other => sharedBackend(one.route, other.route) ?? []);
    return backend && isOpen(list, one.host, sent) ? [`${host}${sent.replace(/^\/$/, '')} leads to ${backend}, too, by ${nameOf(object)}`] : [];
  });
}
