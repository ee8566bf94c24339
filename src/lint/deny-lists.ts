import { LintSeverity } from './lint-finding';
import { PolicyRule } from './policy-rule';
import { Scene } from './scene';

/** Rules in force that refuse by address: what falls out of their scope, gets in. */
export function denyLists(scene: Scene): PolicyRule[] {
  return scene.lists.filter(({ policy }) => policy.action === 'DENY');
}

/**
 * The severity of a way round such a rule: that of the check where the gateway is known and nothing else stands on it that may close the way,
 * a warning otherwise.
 */
export function certainOf(scene: Scene, { policy }: PolicyRule, severity: LintSeverity): LintSeverity {
  const gateways = scene.knownGatewaysOf(policy);
  const othersClose = gateways.some(({ enforced }) => enforced.some(other => other.action !== 'DENY'
    || other.rules.some(({ operations }) => operations.some(({ values }) => values('notHosts').length > 0))));
  return gateways.length > 0 && !othersClose ? severity : LintSeverity.WARNING;
}
