import { ListenerFilterKind } from '../../../model/envoy-model';
import { check } from '../../check';
import { isExternal } from '../../load-balancer';
import { Problem } from '../../problem';

export const PROXY_HEADER_NOT_SENT = check('proxy-header-not-sent', scene => scene.gateways
  .filter(({ readsProxy, proxyFilters }) => readsProxy && !proxyFilters.some(({ kind }) => kind === ListenerFilterKind.OPTIONAL_PROXY))
  .flatMap(({ id, loadBalancers }) => loadBalancers
    .filter(one => isExternal(one) && one.vendor !== undefined && one.sendsProxy === false)
    // Where only named senders are let in, one of those sends the header, and the load balancer passes it on.
    .filter(({ service }) => !service.spec.loadBalancerSourceRanges?.length)
    .map(({ service, vendor }): Problem => ({
      object: service,
      path: ['metadata', 'annotations'],
      what: `gateway ${id} resets connections without a PROXY header, and nothing makes the load balancer (${vendor}) send one`,
    }))));
