import { summary } from '../../../fault';
import { check } from '../../check';
import { denyLists, severityOf } from '../../deny-lists';
import { Operation } from '../../policy-rule';
import { Problem } from '../../problem';
import { servedHosts } from '../../route-table';

export const HOST_LIST_BESIDE_WILDCARD = check('host-list-beside-wildcard', scene => denyLists(scene).flatMap(rule => {
  const gateway = scene.knownGatewaysOf(rule.policy).find(one => servedHosts(one).some(host => host.startsWith('*')));
  const isOpen = (operation: Operation) => operation.values('hosts').some(host => !host.startsWith('*') && severityOf(scene, operation, `user@${host}`));
  return !gateway ? [] : rule.operations.filter(isOpen).map(({ path }): Problem => ({
    object: rule.policy.object,
    path: [...path, 'hosts'],
    what: `gateway ${gateway.id} also serves ${summary(servedHosts(gateway).filter(host => host.startsWith('*')))}`,
  }));
}));
