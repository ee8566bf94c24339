import { GatewayView } from './gateway-view';
import { pathsOf } from './hosts-and-paths';
import { LintSeverity } from './lint-finding';
import { Operation, PolicyRule } from './policy-rule';
import { Scene } from './scene';
import { Patch } from '../istio/envoy-filter-patches';
import { ManifestObject } from '../manifests/manifest-object';

/** Rules in force that refuse by address: what falls out of their scope, gets in. */
export function denyLists(scene: Scene): PolicyRule[] {
  return scene.lists.filter(({ policy }) => policy.action === 'DENY');
}

/** Patches that take the port off the Host header before policies see it, on some chains or on every one. */
export function portStrippers({ model }: GatewayView): { readonly some?: Patch<ManifestObject>; readonly everywhere: boolean } {
  const chains = model.listeners.flatMap(listener => listener.chains).flatMap(({ http }) => http ?? []);
  const strippers = chains.flatMap(({ stripsPort, stripsPortBy }) => stripsPort && stripsPortBy ? [stripsPortBy] : []);
  return { some: strippers[0], everywhere: chains.length > 0 && strippers.length === chains.length };
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
