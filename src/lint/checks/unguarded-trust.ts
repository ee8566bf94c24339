import { Check } from '../check';
import { LintSeverity } from '../lint-finding';
import { Problem } from '../problem';
import { hasLock, hasNetworkPolicy, hasSourceRanges, isEnforcedElsewhere, isGuarded } from '../protection';

const PROTECTIONS = [isGuarded, hasSourceRanges, hasNetworkPolicy, isEnforcedElsewhere, hasLock];

export const UNGUARDED_TRUST: Check = {
  code: 'unguarded-trust',
  severity: LintSeverity.WARNING,
  title: 'a gateway believes its proxies, and nothing keeps others from playing one',
  why: 'whoever reaches the pod past the proxy writes a PROXY header or X-Forwarded-For himself, and was admitted as whoever he said',
  find: scene => scene.gateways.filter(({ isSure }) => isSure).flatMap((gateway): Problem[] => {
    const { id, trustedProxies, readsProxy } = gateway;
    if (!(trustedProxies > 0 || readsProxy) || PROTECTIONS.some(protects => protects(gateway))) return [];
    return [{
      ...gateway.topologyAt,
      what: `gateway ${id} believes ${trustedProxies > 0 ? `X-Forwarded-For (numTrustedProxies: ${trustedProxies})` : 'PROXY headers'}, and these manifests show no guard`,
      instead: 'add a DENY with notIpBlocks = the addresses of the last proxy, a NetworkPolicy or loadBalancerSourceRanges; where something else keeps others away, '
        + 'say so: annotation cdk8s-istio-source-ip/enforced-elsewhere.<proxy>: <what does>',
    }];
  }),
};
