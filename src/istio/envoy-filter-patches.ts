import { REPLACE_LISTS } from './istio-version';
import { KubernetesObject, byAge, nameOf } from './kubernetes-object';
import { list, record } from './list';
import { Workload, attaches } from './policy-attachment';
import { inEnvoysSpelling } from '../envoy/message';

/** A patch of an EnvoyFilter: an entry of `spec.configPatches`. */
export interface Patch<O extends KubernetesObject = KubernetesObject> {
  readonly object: O;
  /** Its place in `spec.configPatches`. */
  readonly index: number;
  /** The EnvoyFilter, as messages name it. */
  readonly from: string;
  readonly applyTo: string;
  readonly match: any;
  readonly operation: string;
  readonly value: any;
}

/** The filter chain to which a patch may apply. */
export interface Place {
  readonly http: boolean;
  readonly names: readonly string[];
  /** Whether it terminates TLS. */
  readonly terminatesTls: boolean;
}

/** Where in the object a patch has its value. */
export type ValuePath = readonly (string | number)[];

/** Operations that add a filter or a configuration. */
export const INSERTS = ['INSERT_FIRST', 'INSERT_BEFORE', 'INSERT_AFTER', 'ADD'];

const FILTERS = ['LISTENER_FILTER', 'NETWORK_FILTER', 'HTTP_FILTER'];

/**
 * Whether istiod does nothing with a patch: it merges into single filters by MERGE alone.
 *
 * @see https://github.com/istio/istio/blob/1.31.0/pilot/pkg/networking/core/envoyfilter/listener_patch.go
 */
export function isIgnored({ applyTo, operation }: Patch): boolean {
  return operation === REPLACE_LISTS.name && FILTERS.includes(applyTo);
}

/**
 * The patches that act on a gateway's pods, in the order in which istiod applies them: by priority, those of the root namespace first, the older
 * first.
 *
 * @see https://github.com/istio/istio/blob/1.29.1/pilot/pkg/model/envoyfilter.go
 */
export function patchesOn<O extends KubernetesObject>(filters: readonly O[], workload: Workload, rootNamespace: string): Patch<O>[] {
  const rank = ({ namespace }: O) => namespace === rootNamespace ? 0 : 1;
  return filters
    .filter(filter => attaches(filter, workload, rootNamespace))
    .sort((a, b) => (a.spec.priority ?? 0) - (b.spec.priority ?? 0) || rank(a) - rank(b) || byAge(a, b))
    .flatMap(patchesOf)
    .filter(actsOnGateways);
}

/** All patches of an EnvoyFilter, for any proxies. */
export function patchesOf<O extends KubernetesObject>(object: O): Patch<O>[] {
  const entries: any[] = Array.isArray(object.spec.configPatches) ? object.spec.configPatches : [];
  return entries.flatMap((entry, index) => {
    const { applyTo, match, patch } = record(entry);
    const { operation, value } = record(patch);
    return entry === null || entry === undefined ? []
      : [{ object, index, from: nameOf(object), applyTo: String(applyTo), match: record(match), operation: String(operation), value: record(value) }];
  });
}

/** Where the value of a patch is written. */
export function valuePath({ index }: Patch): ValuePath {
  return ['spec', 'configPatches', index, 'patch', 'value'];
}

/** Whether a patch acts on gateways. A configuration that filters fetch (`EXTENSION_CONFIG`) is there in any context. */
export function actsOnGateways({ applyTo, match }: Patch): boolean {
  return applyTo === 'EXTENSION_CONFIG' || [undefined, 'ANY', 'GATEWAY'].includes(match.context);
}

/** Whether a patch is for the listener of a port. */
export function fitsListener({ match }: Patch, port: number): boolean {
  const { portNumber, name } = record(match.listener);
  return [undefined, 0, port].includes(portNumber) && (name === undefined || name === `0.0.0.0_${port}`);
}

/** The port whose listener a patch names, if it names one. */
export function namedPort({ match }: Patch): number | undefined {
  const { portNumber, name } = record(match.listener);
  const [, ofName] = /^0\.0\.0\.0_(\d+)$/.exec(String(name)) ?? [];
  return ofName ? Number(ofName) : portNumber || undefined;
}

/** The server name whose filter chain a patch names, if it names one. */
export function namedServer({ match }: Pick<Patch, 'match'>): string | undefined {
  return record(record(match.listener).filterChain).sni;
}

/** Whether a patch is for HTTP/3 only, by istiod's names of QUIC listeners. */
export function isQuic({ match }: Patch): boolean {
  return String(record(match.listener).name).startsWith('udp_');
}

/** Whether a patch is for a filter chain of a gateway. istiod distinguishes these by server names, and by their transport sockets. */
export function fitsChain({ match }: Patch, { names, terminatesTls }: Place): boolean {
  const { sni, name, transportProtocol, applicationProtocols, destinationPort, transportSocket } = record(record(match.listener).filterChain);
  const socket = terminatesTls ? 'envoy.transport_sockets.tls' : 'envoy.transport_sockets.raw_buffer';
  return (sni === undefined || names.includes(sni)) && [undefined, '', socket].includes(transportSocket)
    && !name && !transportProtocol && !applicationProtocols && !destinationPort;
}

/** Where istiod inserts a filter; undefined where the filter beside it is missing. INSERT_FIRST and ADD do not depend on other filters. */
export function placeAmong(filters: readonly { readonly name: string }[], operation: string, beside: string | undefined): number | undefined {
  const found = filters.findIndex(({ name }) => name === beside);
  if (operation === 'INSERT_FIRST' || operation === 'INSERT_BEFORE' && beside === undefined) return 0;
  if (operation === 'ADD' || operation === 'INSERT_AFTER' && beside === undefined) return filters.length;
  return found < 0 ? undefined : found + Number(operation === 'INSERT_AFTER');
}

/** The listener filter that a patch names. */
export function namedListenerFilter({ match }: Patch): string | undefined {
  return record(match.listener).listenerFilter;
}

/** The network filter that a patch names. */
export function namedFilter({ match }: Patch): string | undefined {
  return record(record(record(match.listener).filterChain).filter).name;
}

/** The filter within the connection manager that a patch names. */
export function namedSubFilter({ match }: Patch): string | undefined {
  return record(record(record(record(match.listener).filterChain).filter).subFilter).name;
}

/** A filter that a patch adds, as it is written. */
export interface AddedFilter<O extends KubernetesObject = KubernetesObject> {
  readonly patch: Patch<O>;
  /** Where in the object it is written. */
  readonly path: ValuePath;
  readonly name?: string;
  readonly config?: any;
  /** Its configuration is fetched by name, and not written here. */
  readonly discovered: boolean;
}

/** The filters that a patch adds. A patch that only changes a filter adds none. */
export function addedFilters<O extends KubernetesObject>(patch: Patch<O>): AddedFilter<O>[] {
  const { applyTo, operation, value } = patch;
  const path = valuePath(patch);
  // Without a name, REPLACE replaces nothing.
  const adds = INSERTS.includes(operation) || operation === 'REPLACE' && (namedListenerFilter(patch) ?? namedFilter(patch)) !== undefined;
  if (FILTERS.includes(applyTo) && adds) return [filterOf(patch, value, path)];
  if (applyTo !== 'LISTENER' || operation === 'REMOVE') return [];
  const key = 'listenerFilters' in value ? 'listenerFilters' : 'listener_filters';
  return list(value[key]).map((filter, index) => filterOf(patch, filter, [...path, key, index]));
}

function filterOf<O extends KubernetesObject>(patch: Patch<O>, written: unknown, path: ValuePath): AddedFilter<O> {
  const { name, typed_config: config, config_discovery: discovery } = inEnvoysSpelling(written);
  return { patch, path, name: name === undefined ? undefined : String(name), config, discovered: discovery !== undefined };
}

/** The value of a field that several patches merge into one message. A merge sets nothing to zero or false, so `false` does not override `true`. */
export function mergedField(messages: readonly { readonly [field: string]: any }[], field: string): any {
  return messages.map(message => message[field]).filter(Boolean).at(-1);
}
