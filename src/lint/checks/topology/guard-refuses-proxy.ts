import { summary } from '../../../fault';
import { CLOUDFLARE_NETWORKS } from '../../../net/cloudflare-networks';
import { check } from '../../check';
import { Problem, oncePerPlace } from '../../problem';
import { guardedAddresses, guardsOf } from '../../protection';

export const GUARD_REFUSES_PROXY = check('guard-refuses-proxy', scene => oncePerPlace(scene.gateways.filter(({ isSure }) => isSure).flatMap((gateway): Problem[] => {
  const [proxy] = gateway.httpProxies;
  const guarded = guardedAddresses(gateway);
  if (proxy === undefined || guarded === undefined || !CLOUDFLARE_NETWORKS.includesAll(guarded)) return [];
  return guardsOf(gateway).map(({ policy, addresses }) => ({
    object: policy.object,
    path: addresses[0].path,
    what: `it admits connections of Cloudflare (${summary(addresses[0].values)}), and ${proxy.name} is what connects to gateway ${gateway.id}`,
  }));
})));
