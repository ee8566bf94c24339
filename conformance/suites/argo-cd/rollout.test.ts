import { MatchEngine } from 'cdk8s-istio-source-ip';
import { part } from '../../../test/support/random';
import { byArgoCd, fleet } from '../../fixtures/argo-cd';
import { hides, keeps, nodes, rollOut } from '../../fixtures/rollout';
import { kubectl } from '../../rig/kubernetes';

describe('Argo CD', () => {
  const here = fleet();

  test.each(part([
    { what: 'which kept the packet source', name: 'argo-kept', keepsPacketSource: true, engine: MatchEngine.ipTrie(), today: [keeps] },
    { what: 'which hid the client', name: 'argo-hidden', keepsPacketSource: false, engine: MatchEngine.authorizationPolicy(), today: [hides, nodes] },
  ], 'rollouts', 1))('turns PROXY on by commits at a load balancer $what: no request fails, and nobody forges a header', async rollout => {
    try {
      expect(await rollOut(rollout, byArgoCd(here, rollout.name))).toEqual({ failed: [], forged: [] });
    } finally {
      await here.argo.remove(rollout.name);
      expect((await kubectl(['get', 'deployments,authorizationpolicies,envoyfilters', '-n', rollout.name, '-o', 'name'])).stdout).toBe('');
    }
  }, 300_000);
});
