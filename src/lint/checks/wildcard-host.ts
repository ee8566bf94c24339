import { summary } from '../../fault';
import { Check } from '../check';
import { denyLists, severityOf } from '../deny-lists';
import { LintSeverity } from '../lint-finding';
import { Problem } from '../problem';

export const WILDCARD_HOST: Check = {
  code: 'wildcard-host',
  severity: LintSeverity.ERROR,
  title: 'a list on a wildcard host',
  why: 'a host may have a wildcard at one end only: "*.example.com" does not match "a.example.com:99", "*.example.com:*" matches nothing, and routing ignores the port, so '
    + 'the request gets in',
  find: scene => denyLists(scene).flatMap(rule => rule.operations.flatMap((operation): Problem[] => {
    const hosts = operation.values('hosts').filter(host => host.startsWith('*') && host !== '*');
    const [example] = hosts.map(host => host.replace('*', 'x').replace(/(:\*)?$/, ':8443'));
    const severity = example && !operation.values('hosts').includes('*') ? severityOf(scene, operation, example) : undefined;
    return severity === undefined ? [] : [{
      object: rule.policy.object,
      path: [...operation.path, 'hosts'],
      what: `${summary(hosts)} cannot hold every spelling with a port`,
      instead: 'name every host, each with its twin "host:*", or put the list on the whole gateway',
      severity,
    }];
  })),
};
