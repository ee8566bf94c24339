import { ApiObject } from 'cdk8s';
import { policyScope, validateScope } from './policy-scope';
import { AuthorizationPolicy, AuthorizationPolicySpec } from '../../../imports/security.istio.io';
import { GatewayServer } from '../../gateway/gateway-server';
import { selectionOf } from '../../gateway/referenced-gateway';
import { allowListed, denyListed, denyOthers } from '../../istio/authorization-policy';
import { DRY_RUN } from '../../istio/dry-run';
import { withinBudget } from '../../istio/object-size';
import { prunedLast } from '../../istio/sync-options';
import { IpBlocks } from '../../net';
import { AllowListForm } from '../allow-list-form';
import { List, ListEngine } from '../list';
import { otherAllows, validateNoAutoPassthrough, validateNoWildcards } from '../neighbours';
import { peersOf } from '../peers';

/** Istio's AuthorizationPolicy: one object, which compares entry by entry. */
export const POLICY_ENGINE: ListEngine = {
  validate: list => {
    validateScope(list);
    validateNoAutoPassthrough(list, 'engine: MatchEngine.ipTrie()');
    if (list.hosts) validateNoWildcards(list);
  },

  emit: (list, covered) => {
    const { construct, gateway, dryRun, metadata, form } = list;
    const object = new ApiObject(construct, 'Resource', withinBudget(construct, prunedLast({
      ...AuthorizationPolicy.GVK,
      metadata: {
        ...metadata,
        namespace: gateway.namespace,
        ...dryRun ? { annotations: { ...metadata?.annotations, [DRY_RUN]: 'true' } } : {},
      },
      spec: specOf(list, covered),
    })));
    if (form === AllowListForm.ALLOW) construct.node.addValidation({ validate: () => otherAllows(list, object) });
    return [{ object, space: IpBlocks.all() }];
  },
};

function specOf(list: List, covered: readonly GatewayServer[] | undefined): AuthorizationPolicySpec {
  const { gateway, compared: blocks, admits, form } = list;
  const { topology } = gateway;
  const clients = { blocks, source: topology.clientAddressSource, peers: peersOf(topology, blocks, admits) };
  const on = selectionOf(gateway);
  if (form === AllowListForm.ALLOW) return allowListed(clients, on);
  return (admits ? denyOthers : denyListed)(clients, policyScope(list, covered), on);
}
