import { allOf } from '../../model/envoy-model';
import { Check } from '../check';
import { LintSeverity } from '../lint-finding';
import { isExternal } from '../load-balancer';
import { Problem } from '../problem';
import { hasLock, hasSourceRanges, isEnforcedElsewhere } from '../protection';

export const FORGEABLE_HOP_COUNT: Check = {
  code: 'forgeable-hop-count',
  severity: LintSeverity.WARNING,
  title: 'numTrustedProxies counts a proxy that does not write X-Forwarded-For',
  why: 'a layer-4 load balancer passes X-Forwarded-For on as the client wrote it, so counting it lets everybody choose his own address: '
    + '"X-Forwarded-For: <listed>, 9.9.9.9" was admitted as the listed address',
  find: scene => scene.gateways.flatMap((gateway): Problem[] => {
    const { id, trustedProxies, readsProxy, loadBalancers, model } = gateway;
    const layer4 = loadBalancers.find(one => isExternal(one) && one.vendor !== undefined && one.isLayer4);
    const closed = hasSourceRanges(gateway) || isEnforcedElsewhere(gateway) || hasLock(gateway)
      || model.listeners.some(({ chains }) => chains.some(({ networkFilters }) => allOf(networkFilters).length > 0));
    if (trustedProxies === 0 || closed || !(readsProxy || layer4)) return [];
    return [{
      ...gateway.topologyAt,
      what: `numTrustedProxies is ${trustedProxies} on gateway ${id}, and ${readsProxy
        ? 'what connects to it speaks PROXY, as layer-4 proxies do'
        : `Service ${layer4!.service.name} makes a layer-4 load balancer (${layer4!.vendor})`}`,
      instead: 'count only proxies that append to X-Forwarded-For: write numTrustedProxies: 0 where none stands in front. Where one does, keep everybody else '
        + 'from the load balancer (loadBalancerSourceRanges with its addresses)',
    }];
  }),
};
