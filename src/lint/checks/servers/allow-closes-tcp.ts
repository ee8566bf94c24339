import { summary } from '../../../fault';
import { check } from '../../check';
import { oncePerPlace } from '../../problem';

/** An ALLOW of which nothing is left where there is no HTTP. */
export const ALLOW_CLOSES_TCP = check('allow-closes-tcp', scene => oncePerPlace(scene.gateways.filter(({ isSure }) => isSure).flatMap(({ id, model, tcpServers, policies }) => {
  const servers = tcpServers.filter(({ tls }) => tls?.mode !== 'AUTO_PASSTHROUGH');
  const allows = model.tcpPolicies.filter(({ action, dryRun }) => action === 'ALLOW' && !dryRun);
  if (servers.length === 0 || allows.some(({ rules }) => rules.some(({ rbac }) => rbac))) return [];
  return allows.flatMap(({ name }) => {
    const policy = policies.find(({ object }) => `${object.namespace}/${object.name}` === name)!;
    // One without rules refuses everybody everywhere, which is meant.
    return policy.rules.length === 0 ? [] : [{
      object: policy.object,
      path: policy.rules[0].path,
      what: `on the ${summary([...new Set(servers.map(server => server.name))])} of gateway ${id} no rule is left, and nobody gets in there`,
    }];
  });
})));
