import { IpBlocks } from '../net';
import { TrustedTopology } from '../topology';

/**
 * The addresses that packets must come from as well during a PROXY rollout, since anybody can write a header then: those of the list, and of the load
 * balancer. For a deny list: must not come from. Also in the last phase, since its guard may be applied after the list or removed before it.
 * Undefined where the header alone is enough.
 */
export function peersOf({ _rollout: rollout }: TrustedTopology, addresses: IpBlocks, admits: boolean): IpBlocks | undefined {
  if (!rollout || rollout.hidesClients || !rollout.seesClients && !rollout.senders) return undefined;
  return admits && rollout.senders ? addresses.union(rollout.senders) : addresses;
}
