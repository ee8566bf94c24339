import { check } from '../../check';
import { GatewayView } from '../../gateway-view';
import { LintSeverity } from '../../lint-finding';
import { LoadBalancerView } from '../../load-balancer';
import { Problem } from '../../problem';
import { proxyPorts } from '../../proxy-ports';

export const PROXY_HEADER_NOT_READ = check('proxy-header-not-read', scene => scene.gateways.filter(({ isSure }) => isSure)
  .flatMap(gateway => gateway.loadBalancers.flatMap(one => find(gateway, one))));

function find(gateway: GatewayView, one: LoadBalancerView): Problem[] {
  const { id, workload, readsProxy, proxyFilters } = gateway;
  const { service, proxyAnnotation, proxySender, surelySendsProxy } = one;
  if (proxyAnnotation === undefined) return [];
  const { unread, all } = proxyPorts(gateway, one);
  // Where the ports of the gateway are not known, it reads PROXY or it does not.
  if (all.length > 0 ? unread.length === 0 : readsProxy || proxyFilters.length > 0) return [];
  const sender = proxySender === undefined ? 'the load balancer' : `${proxySender}, where that is made,`;
  const ports = readsProxy ? ` on port ${unread.join(', ')}` : '';
  return [{
    ...service.at(['metadata', 'annotations', proxyAnnotation]),
    what: `${proxyAnnotation} makes ${proxySender === undefined ? `${sender} of gateway ${id}` : sender} send PROXY${ports}; `
      + (readsProxy ? `gateway ${id} does not read it there` : `the gateway's topology is ${JSON.stringify(workload.topology)} (${workload.topologyFrom})`),
    // Whoever writes a topology on the pods themselves means all of it; the mesh, or an EnvoyFilter beside it, may be written elsewhere; and
    // not every controller reads every annotation.
    severity: surelySendsProxy && workload.topologyFrom.startsWith('annotation') && !readsProxy ? undefined : LintSeverity.WARNING,
  }];
}
