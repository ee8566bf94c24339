import { Check, Problem } from '../check';
import { certainOf, denyLists } from '../deny-lists';
import { LintSeverity } from '../lint-finding';

export const WILDCARD_HOST: Check = {
  code: 'wildcard-host',
  severity: LintSeverity.ERROR,
  title: 'a list on a wildcard host',
  why: 'a host may have a wildcard at one end only: "*.example.com" does not match "a.example.com:99", "*.example.com:*" matches nothing, and routing ignores the port, so '
    + 'the request gets in',
  find: scene => denyLists(scene).flatMap(rule => rule.operations.flatMap(({ values, path }): Problem[] => {
    const open = values('hosts').filter(host => host.startsWith('*') && host !== '*');
    return open.length === 0 || values('hosts').includes('*') ? [] : [{
      object: rule.policy.object,
      path: [...path, 'hosts'],
      what: `${open.join(', ')} cannot hold every spelling with a port`,
      instead: 'name every host, each with its twin "host:*", or put the list on the whole gateway',
      severity: certainOf(scene, rule, LintSeverity.ERROR),
    }];
  })),
};
