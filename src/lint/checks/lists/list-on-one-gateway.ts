import { check } from '../../check';
import { GatewayView } from '../../gateway-view';
import { isExternal } from '../../load-balancer';
import { Policy } from '../../policy-rule';
import { Problem, oncePerPlace } from '../../problem';

export const LIST_ON_ONE_GATEWAY = check('list-on-one-gateway', scene => oncePerPlace(scene.policies.filter(isList).flatMap(policy => {
  const own = scene.knownGatewaysOf(policy);
  const served = new Set(own.flatMap(({ gateways }) => gateways));
  const other = scene.gateways.find(one => !own.includes(one) && one.isSure && isOpen(one) && one.gateways.some(gateway => served.has(gateway)));
  return other === undefined ? [] : [{
    object: policy.object,
    path: ['spec', 'selector'],
    what: `Gateway ${other.gateways.find(gateway => served.has(gateway))!.name} is also on the pods of gateway ${other.id}, which have no list: whoever comes by that load balancer gets in`,
    instead: `write labels that the pods of ${own.map(({ id }) => id).join(', ')} and ${other.id} have and no others, or a list for ${other.id}, too`,
  } satisfies Problem];
})));

function isList({ isList: asks, dryRun, action }: Policy): boolean {
  return asks && !dryRun && ['ALLOW', 'DENY'].includes(action);
}

/** Whether clients from outside reach it, and nothing asks who they are. */
function isOpen({ enforced, loadBalancers }: GatewayView): boolean {
  return loadBalancers.some(isExternal) && !enforced.some(({ isList: asks, action }) => asks || action === 'CUSTOM');
}
