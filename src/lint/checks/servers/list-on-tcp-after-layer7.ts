import { ClientAddressSource } from '../../../envoy/client-address-source';
import { check } from '../../check';
import { Problem } from '../../problem';

export const LIST_ON_TCP_AFTER_LAYER7 = check('list-on-tcp-after-layer7', scene =>
  scene.lists.flatMap(({ policy, path, everything, addresses }) => {
    const gateway = scene.knownGatewaysOf(policy)
      .find(({ addressFrom, tcpServers }) => addressFrom === ClientAddressSource.X_FORWARDED_FOR && tcpServers.length > 0);
    if (!everything || addresses.some(({ direct }) => direct)) return [];
    return gateway === undefined ? [] : [{
      object: policy.object,
      path,
      what: `it also acts on the ${gateway.tcpServers[0].name}`,
    } satisfies Problem];
  }));
