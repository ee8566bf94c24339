import { IpBlocks } from '../net';
import { TrustedTopology } from '../topology';

/**
 * Whom the packets must come from too during a PROXY rollout, since anybody can write themselves a header then: who is on the list, and the load
 * balancer. Of a deny list: must not. Still in the last phase, whose guard may arrive after the list or leave before it. Undefined where the word of
 * the header is enough.
 */
export function peersOf({ _rollout: rollout }: TrustedTopology, addresses: IpBlocks, admits: boolean): IpBlocks | undefined {
  if (!rollout || rollout.hidesClients || !rollout.seesClients && !rollout.senders) return undefined;
  return admits && rollout.senders ? addresses.union(rollout.senders) : addresses;
}
