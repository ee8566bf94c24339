import { summary } from '../../fault';
import { Check } from '../check';
import { denyLists, severityOf } from '../deny-lists';
import { LintSeverity } from '../lint-finding';
import { Operation } from '../policy-rule';
import { Problem } from '../problem';
import { servedHosts } from '../route-table';

export const HOST_LIST_BESIDE_WILDCARD: Check = {
  code: 'host-list-beside-wildcard',
  severity: LintSeverity.WARNING,
  title: 'a list on a host, and a wildcard route beside it',
  why: 'the wildcard route takes spellings that are not on the list\'s host and that backends read as it: "user@admin.example.com", "admin.example.com,public", '
    + 'for "*" also "admin.example.com."',
  find: scene => denyLists(scene).flatMap(rule => {
    const gateway = scene.knownGatewaysOf(rule.policy).find(one => servedHosts(one).some(host => host.startsWith('*')));
    const isOpen = (operation: Operation) => operation.values('hosts').some(host => !host.startsWith('*') && severityOf(scene, operation, `user@${host}`));
    return !gateway ? [] : rule.operations.filter(isOpen).map(({ path }): Problem => ({
      object: rule.policy.object,
      path: [...path, 'hosts'],
      what: `gateway ${gateway.id} also serves ${summary(servedHosts(gateway).filter(host => host.startsWith('*')))}`,
      instead: 'name every host that the gateway serves, or give what is to be protected a gateway of its own, with a list on all of it. Nothing is wrong where no backend '
        + 'of the wildcard routes serves that host',
    }));
  }),
};
