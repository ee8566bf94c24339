import { ListenerFilterKind } from '../../../model/envoy-model';
import { check } from '../../check';
import { Problem } from '../../problem';
import { hasLock, hasNetworkPolicy, hasSourceRanges, isEnforcedElsewhere, isGuarded } from '../../protection';

const PROTECTIONS = [isGuarded, hasSourceRanges, hasNetworkPolicy, isEnforcedElsewhere, hasLock];

export const UNGUARDED_TRUST = check('unguarded-trust', scene => scene.gateways.filter(({ isSure }) => isSure).flatMap((gateway): Problem[] => {
  const { id, trustedProxies, readsProxy } = gateway;
  // Where the header may be there or not, permissive-proxy-protocol tells.
  const isOptional = trustedProxies === 0 && gateway.proxyFilters.some(({ kind }) => kind === ListenerFilterKind.OPTIONAL_PROXY);
  if (!(trustedProxies > 0 || readsProxy) || isOptional || PROTECTIONS.some(protects => protects(gateway))) return [];
  const { field, ...trustedProxiesAt } = gateway.trustedProxiesAt;
  return [{
    ...trustedProxies > 0 ? trustedProxiesAt : gateway.topologyAt,
    what: `gateway ${id} believes ${trustedProxies > 0 ? `X-Forwarded-For (${field}: ${trustedProxies})` : 'PROXY headers'}, and these manifests show no guard`,
  }];
}));
