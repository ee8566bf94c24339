import { ClientAddressSource } from '../../envoy/client-address-source';
import { Check } from '../check';
import { LintSeverity } from '../lint-finding';
import { Problem } from '../problem';

export const LIST_ON_TCP_BEHIND_LAYER7: Check = {
  code: 'list-on-tcp-behind-layer7',
  severity: LintSeverity.WARNING,
  title: 'a list by X-Forwarded-For also acts on TCP servers',
  why: 'connections of TCP and passthrough servers have no X-Forwarded-For: the list there compares whoever opened the connection, such as the load balancer',
  find: scene => scene.lists.flatMap(({ policy, path, everything, addresses }) => {
    const gateway = scene.knownGatewaysOf(policy)
      .find(({ addressFrom, tcpServers }) => addressFrom === ClientAddressSource.X_FORWARDED_FOR && tcpServers.length > 0);
    if (!everything || addresses.some(({ direct }) => direct)) return [];
    return gateway === undefined ? [] : [{
      object: policy.object,
      path,
      what: `it also acts on the ${gateway.tcpServers[0].name}`,
      instead: "add notPorts with the TCP servers' ports, and give those servers a gateway of their own that reads PROXY or sees the packet source",
    } satisfies Problem];
  }),
};
