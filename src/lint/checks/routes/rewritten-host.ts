import { summary } from '../../../fault';
import { nameOf } from '../../../istio/kubernetes-object';
import { check } from '../../check';
import { Problem } from '../../problem';

export const REWRITTEN_HOST = check('rewritten-host', scene =>
  scene.scopedLists.filter(({ operation }) => operation.values('hosts').length > 0).flatMap((list): Problem[] => {
    const { rule, operation, otherHosts } = list;
    const others = otherHosts.flatMap(host => list.requestsTo(host))
      .filter(({ path, route }) => route.authorities.some(name => list.isAboutHost(name)) && list.isAboutPath(route.path.backendPath(path)))
      .filter(({ host, path }) => list.isOpen(host, path));
    return others.length === 0 ? [] : [{
      object: rule.policy.object,
      path: [...operation.path, 'hosts'],
      what: summary([...new Set(others.map(({ route }) => `${route.host} becomes ${route.authorities.join(' or ')} by ${nameOf(route.object!)}`))]),
    }];
  }));
