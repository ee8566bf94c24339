import { Check, Problem } from '../check';
import { certainOf, denyLists, stripsPort } from '../deny-lists';
import { LintSeverity } from '../lint-finding';

export const HOST_WITHOUT_PORT: Check = {
  code: 'host-without-port',
  severity: LintSeverity.ERROR,
  title: 'a list on a host without the same host with any port',
  why: 'Envoy compares the Host header with its port, routing ignores it: with "Host: admin.example.com:8443" the request is not on the list\'s host, and gets in',
  find: scene => denyLists(scene).flatMap(rule => rule.operations.flatMap(({ values, path }): Problem[] => {
    // The twin may stand in another rule.
    const all = rule.policy.rules.flatMap(({ operations }) => operations).flatMap(operation => operation.values('hosts'));
    const open = values('hosts').filter(host => !host.includes('*') && !/:\d+$/.test(host) && !all.some(other => covers(other, host)));
    return open.length === 0 || scene.gatewaysOf(rule.policy).some(stripsPort) ? [] : [{
      object: rule.policy.object,
      path: [...path, 'hosts'],
      what: `${open.join(', ')} is there, and not ${open.map(host => `${host}:*`).join(', ')}`,
      instead: `write both: ${open.map(host => `"${host}", "${host}:*"`).join(', ')}`,
      severity: certainOf(scene, rule, LintSeverity.ERROR),
    }];
  })),
};

/** Whether a prefix takes the host with any port. */
function covers(prefix: string, host: string): boolean {
  return prefix.endsWith('*') && `${host}:`.toLowerCase().startsWith(prefix.slice(0, -1).toLowerCase());
}
