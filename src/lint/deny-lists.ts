import { GatewayView } from './gateway-view';
import { LintSeverity } from './lint-finding';
import { Patch } from './patches';
import { Operation, PolicyRule } from './policy-rule';
import { Scene } from './scene';
import { pathsOf } from './scope';
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
 * How bad it is that a list does not hold for this request: undefined where another DENY refuses it, and certain where the gateway is known and no
 * ALLOW demands something else.
 */
export function severityOf(scene: Scene, operation: Operation, host: string): LintSeverity | undefined {
  const path = pathsOf(operation)[0] ?? '/';
  const lists = scene.scopedListsOf(operation);
  if (lists.every(list => list.isRefused(host, path))) return undefined;
  return lists.some(list => list.gateway?.isSure && list.isOpen(host, path)) ? LintSeverity.ERROR : LintSeverity.WARNING;
}
