import { allOf } from '../../../model/envoy-model';
import { check } from '../../check';
import { isExternal } from '../../load-balancer';
import { Problem } from '../../problem';
import { hasLock, hasSourceRanges, isEnforcedElsewhere, isGuardedForOthers } from '../../protection';

export const FORGEABLE_PROXY_COUNT = check('forgeable-proxy-count', scene => scene.gateways.flatMap((gateway): Problem[] => {
  const { id, trustedProxies, readsProxy, loadBalancers, model } = gateway;
  const layer4 = loadBalancers.find(one => isExternal(one) && one.vendor !== undefined && one.isLayer4);
  const closed = hasSourceRanges(gateway) || isEnforcedElsewhere(gateway) || hasLock(gateway) || !readsProxy && isGuardedForOthers(gateway)
    || model.listeners.some(({ chains }) => chains.some(({ networkFilters }) => allOf(networkFilters).length > 0));
  if (trustedProxies === 0 || closed || !(readsProxy || layer4)) return [];
  const { field, ...trustedProxiesAt } = gateway.trustedProxiesAt;
  return [{
    ...trustedProxiesAt,
    what: `${field} is ${trustedProxies} on gateway ${id}, and ${readsProxy
      ? 'what connects to it speaks PROXY, as layer-4 proxies do'
      : `Service ${layer4!.service.name} makes a layer-4 load balancer (${layer4!.vendor})`}`,
    instead: field === 'numTrustedProxies' ? undefined : `take ${field} out of the EnvoyFilter: only proxies that append to X-Forwarded-For are counted, by numTrustedProxies in `
      + 'gatewayTopology. Where there is one, keep everybody else from the load balancer (loadBalancerSourceRanges with its addresses)',
  }];
}));
