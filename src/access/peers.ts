import { IpBlocks } from '../net';
import { TrustedTopology } from '../topology';

/**
 * Whom the packets must come from too while PROXY is being turned on, since anybody can write himself a header then: who is on the list, and the load
 * balancer. Of a deny list: must not. Undefined where the header is demanded.
 */
export function peersOf({ _rollout: rollout }: TrustedTopology, addresses: IpBlocks, admits: boolean): IpBlocks | undefined {
  if (!rollout?.seesClients) return undefined;
  return admits && rollout.senders ? addresses.union(rollout.senders) : addresses;
}
