import { summary } from '../../../fault';
import { check } from '../../check';
import { denyLists, severityOf } from '../../deny-lists';
import { Problem } from '../../problem';

export const WILDCARD_HOST = check('wildcard-host', scene => denyLists(scene).flatMap(rule => rule.operations.flatMap((operation): Problem[] => {
  const hosts = operation.values('hosts').filter(host => host.startsWith('*') && host !== '*');
  const [example] = hosts.map(host => host.replace('*', 'x').replace(/(:\*)?$/, ':8443'));
  const severity = example && !operation.values('hosts').includes('*') ? severityOf(scene, operation, example) : undefined;
  return severity === undefined ? [] : [{
    object: rule.policy.object,
    path: [...operation.path, 'hosts'],
    what: `${summary(hosts)} cannot hold every spelling with a port`,
    severity,
  }];
})));
