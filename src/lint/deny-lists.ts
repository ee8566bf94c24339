import { GatewayView } from './gateway-view';
import { LintSeverity } from './lint-finding';
import { Patch } from './patches';
import { PolicyRule } from './policy-rule';
import { Scene } from './scene';
import { record } from '../istio/list';

/** Rules in force that refuse by address: what falls out of their scope, gets in. */
export function denyLists(scene: Scene): PolicyRule[] {
  return scene.lists.filter(({ policy }) => policy.action === 'DENY');
}

/** Whether an EnvoyFilter takes the port off the Host header, before policies see it. */
export function stripsPort({ patches }: GatewayView): Patch | undefined {
  return patches.find(({ value }) => {
    const config = record(value.typed_config ?? value.typedConfig);
    return config.strip_any_host_port === true || config.stripAnyHostPort === true;
  });
}

/**
 * The severity of a way round such a rule: that of the check where the gateway is known and nothing else stands on it that may close the way,
 * a warning otherwise.
 */
export function certainOf(scene: Scene, { policy }: PolicyRule, severity: LintSeverity): LintSeverity {
  const gateways = scene.knownGatewaysOf(policy);
  // Another policy may refuse what this one lets through: an ALLOW, a DENY of all other hosts, a second list.
  const othersClose = gateways.some(({ enforced }) => enforced.some(other => other.action !== 'DENY' || other !== policy
    && other.rules.some(({ operations }) => operations.some(({ values }) => values('hosts').length + values('notHosts').length > 0))));
  return gateways.length > 0 && !othersClose ? severity : LintSeverity.WARNING;
}
