import { ListenerFilterKind } from '../../../model/envoy-model';
import { check } from '../../check';
import { GatewayView } from '../../gateway-view';
import { LoadBalancerView, isExternal } from '../../load-balancer';
import { Problem } from '../../problem';
import { proxyPorts } from '../../proxy-ports';

export const PROXY_HEADER_NOT_SENT = check('proxy-header-not-sent', scene => scene.gateways
  .filter(({ readsProxy, proxyFilters }) => readsProxy && !proxyFilters.some(({ kind }) => kind === ListenerFilterKind.OPTIONAL_PROXY))
  .flatMap(gateway => gateway.loadBalancers
    .filter(one => isExternal(one) && one.vendor !== undefined)
    // Where only named senders are let in, one of those sends the header, and the load balancer passes it on.
    .filter(({ service }) => !service.spec.loadBalancerSourceRanges?.length)
    .flatMap(one => find(gateway, one))));

function find(gateway: GatewayView, one: LoadBalancerView): Problem[] {
  const { service, vendor, sendsProxy, proxyAnnotation } = one;
  const { unsent, all } = proxyPorts(gateway, one);
  const isNowhere = sendsProxy === false && (all.length === 0 || unsent.length > 0);
  const isSomewhere = proxyAnnotation !== undefined && unsent.length > 0;
  if (!isNowhere && !isSomewhere) return [];
  return [{
    ...service.at(isNowhere ? ['metadata', 'annotations'] : ['metadata', 'annotations', proxyAnnotation!]),
    what: isNowhere ? `gateway ${gateway.id} resets connections without a PROXY header, and nothing makes the load balancer (${vendor}) send one`
      : `gateway ${gateway.id} resets connections without a PROXY header, and the load balancer (${vendor}) sends none on port ${unsent.join(', ')}`,
  }];
}
