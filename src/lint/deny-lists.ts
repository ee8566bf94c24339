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

/** Whether patches take the port off the Host header before policies see it: on some of the chains that serve requests, or on every one. */
export function portStrippers({ model, httpServers }: GatewayView): { readonly some?: Patch<ManifestObject>; readonly everywhere: boolean } {
  const serving = new Set(httpServers.map(({ name }) => name));
  const chains = model.listeners.flatMap(listener => listener.chains)
    .filter(({ http, servers }) => http && (servers.length === 0 || servers.some(name => serving.has(name))));
  const [some] = model.portStrippers;
  // Of chains that are not known, nothing else is.
  return { some, everywhere: chains.length > 0 ? chains.every(({ http }) => http!.stripsPort) : some !== undefined };
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
