import { Check, Problem } from '../check';
import { LintSeverity } from '../lint-finding';
import { topologyPlace } from '../topology-place';

export const UNGUARDED_TRUST: Check = {
  code: 'unguarded-trust',
  severity: LintSeverity.WARNING,
  title: 'a gateway believes its proxies, and nothing keeps others from playing one',
  why: 'whoever reaches the pod past the proxy writes a PROXY header or X-Forwarded-For himself, and was admitted as whoever he said',
  find: scene => scene.gateways.filter(({ isSure }) => isSure).flatMap((gateway): Problem[] => {
    const { id, trustedProxies, readsProxy, guards, hasSourceRanges, hasNetworkPolicy, enforcedElsewhere, hasLock } = gateway;
    const guarded = guards.length > 0 || hasSourceRanges || hasNetworkPolicy || enforcedElsewhere || hasLock;
    if (guarded || !(trustedProxies > 0 || readsProxy)) return [];
    return [{
      ...topologyPlace(gateway, trustedProxies > 0 ? 'numTrustedProxies' : 'proxyProtocol'),
      what: `gateway ${id} believes ${trustedProxies > 0 ? `X-Forwarded-For (numTrustedProxies: ${trustedProxies})` : 'PROXY headers'}, and these manifests show no guard`,
      instead: 'add a DENY with notIpBlocks = the addresses of the last proxy, a NetworkPolicy or loadBalancerSourceRanges; where something else keeps others away, '
        + 'say so: annotation cdk8s-istio-source-ip/enforced-elsewhere.<proxy>: <what does>',
    }];
  }),
};
