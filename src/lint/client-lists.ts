import { blocksOf } from './addresses';
import { GatewayView } from './gateway-view';
import { mapsIn } from './maps-in';
import { AddressField } from './policy-rule';
import { OWN_NETWORKS } from '../net/own-networks';

/** What compares clients by their addresses on a gateway. */
export interface ClientList {
  /** As messages name it. */
  readonly name: string;
  /** Whether it compares the packet source, and not what the gateway takes for the client. */
  readonly direct: boolean;
  /** Whether only who is on it gets in. */
  readonly isAllowed: boolean;
}

/** AuthorizationPolicies with addresses, and limits of requests for each address. Guards are none: their addresses are those of proxies. */
export function clientLists({ enforced, model }: GatewayView): ClientList[] {
  const ofPolicies = enforced.flatMap(({ object, action, rules }) => rules.flatMap(({ addresses }) => addresses.filter(isOfClients)
    .map(({ direct, negated }) => ({ name: `AuthorizationPolicy ${object.name}`, direct, isAllowed: action === 'ALLOW' && !negated }))));
  const ofLimits = model.patches.filter(({ value }) => [...mapsIn(value, [])].some(({ map }) => 'remote_address' in map || 'remoteAddress' in map))
    .map(({ from }) => ({ name: `the rate limit of ${from}`, direct: false, isAllowed: false }));
  return [...ofPolicies, ...ofLimits];
}

/** A packet source of an own network is a proxy's, or the load balancer's. */
function isOfClients({ direct, values }: AddressField): boolean {
  const blocks = blocksOf(values);
  return !direct || blocks !== undefined && !OWN_NETWORKS.includesAll(blocks);
}
