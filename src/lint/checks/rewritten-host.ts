import { few } from '../../fault';
import { nameOf } from '../../istio/kubernetes-object';
import { Check } from '../check';
import { LintSeverity } from '../lint-finding';
import { Problem } from '../problem';

export const REWRITTEN_HOST: Check = {
  code: 'rewritten-host',
  severity: LintSeverity.WARNING,
  title: 'a route writes the host of a list into requests for another host',
  why: 'policies see the host as the client sent it: under the other one everybody gets in, and whatever stands behind takes the request for one to the protected host',
  find: scene => scene.scopedLists.filter(({ operation }) => operation.values('hosts').length > 0).flatMap((list): Problem[] => {
    const { rule, operation, otherHosts } = list;
    const others = otherHosts.flatMap(host => list.requestsTo(host))
      .filter(({ path, route }) => route.authorities.some(name => list.isAboutHost(name)) && list.isAboutPath(route.path.backendPath(path)))
      .filter(({ host, path }) => list.isOpen(host, path));
    return others.length === 0 ? [] : [{
      object: rule.policy.object,
      path: [...operation.path, 'hosts'],
      what: few([...new Set(others.map(({ route }) => `${route.host} becomes ${route.authorities.join(' or ')} by ${nameOf(route.object!)}`))]),
      instead: 'list the other host, too, or leave its name as it is',
    }];
  }),
};
