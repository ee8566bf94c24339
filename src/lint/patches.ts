import { FieldPath } from './check';
import { rbacKind } from '../envoy/rbac-filter';
import { list, record } from '../istio/list';
import { ManifestObject } from '../manifests/manifest-object';

/** A patch of an EnvoyFilter. */
export interface Patch {
  readonly object: ManifestObject;
  readonly path: FieldPath;
  readonly applyTo: string;
  readonly operation: string;
  readonly context: string;
  readonly value: any;
  /** Whether it names the filter that it is about, or stands beside. */
  readonly namesFilter: boolean;
}

export function patchesOf(object: ManifestObject): Patch[] {
  return list(object.spec.configPatches).map((entry, index) => {
    const { applyTo, match, patch } = record(entry);
    const listener = record(record(match).listener);
    return {
      object,
      path: ['spec', 'configPatches', index, 'patch', 'value'],
      applyTo: String(applyTo),
      operation: String(record(patch).operation),
      context: String(record(match).context ?? 'ANY'),
      value: record(record(patch).value),
      namesFilter: listener.listenerFilter !== undefined || record(listener.filterChain).filter !== undefined,
    };
  });
}

/** A filter that a patch puts in place, or a part of one. */
export interface PatchedFilter {
  readonly patch: Patch;
  readonly path: FieldPath;
  readonly name?: string;
  readonly config?: any;
  /** Fetched by itself, and so not written here. */
  readonly discovered: boolean;
}

const FILTERS = ['LISTENER_FILTER', 'NETWORK_FILTER', 'HTTP_FILTER'];
const ADDS = ['INSERT_FIRST', 'INSERT_BEFORE', 'INSERT_AFTER', 'ADD'];

/** The filters that a patch adds; what merely changes one that is there needs less. */
export function filtersOf(patch: Patch): PatchedFilter[] {
  const { applyTo, operation, value, path } = patch;
  // Without a name, REPLACE finds nothing to replace.
  const adds = ADDS.includes(operation) || operation === 'REPLACE' && patch.namesFilter;
  if (FILTERS.includes(applyTo) && adds) return [filterOf(patch, value, path)];
  if (applyTo !== 'LISTENER' || operation === 'REMOVE') return [];
  const key = 'listenerFilters' in value ? 'listenerFilters' : 'listener_filters';
  return list(value[key]).map((filter, index) => filterOf(patch, record(filter), [...path, key, index]));
}

function filterOf(patch: Patch, value: any, path: FieldPath): PatchedFilter {
  const { name, typed_config: snake, typedConfig = snake, config_discovery: discovery, configDiscovery = discovery } = value;
  return { patch, path, name: name === undefined ? undefined : String(name), config: typedConfig, discovered: configDiscovery !== undefined };
}

/** The PROXY filter that a patch adds, by its type or, without one, by its name. */
export function proxyFilterOf(patch: Patch): PatchedFilter | undefined {
  if (!['ANY', 'GATEWAY'].includes(patch.context)) return undefined;
  return filtersOf(patch).find(({ name, config }) => config === undefined ? /proxy_protocol$/.test(name ?? '') : /\.ProxyProtocol$/.test(String(record(config)['@type'])));
}

/** A connection that has no header may pass. */
export function isOptional(filter: PatchedFilter): boolean {
  const { allow_requests_without_proxy_protocol: snake, allowRequestsWithoutProxyProtocol = snake } = record(filter.config);
  return allowRequestsWithoutProxyProtocol === true;
}

/** Every map inside a value, with its place. */
export function* mapsIn(value: any, path: FieldPath): Generator<{ readonly map: any; readonly path: FieldPath }> {
  if (Array.isArray(value)) {
    for (const [index, entry] of value.entries()) yield* mapsIn(entry, [...path, index]);
  } else if (typeof value === 'object' && value !== null) {
    yield { map: value, path };
    for (const [key, entry] of Object.entries(value)) yield* mapsIn(entry, [...path, key]);
  }
}

/** The lists in a patch, as texts: the configuration of an RBAC filter, in place or for others to fetch. */
export function filterLists({ applyTo, context, operation, value }: Patch): string[] {
  const acts = applyTo === 'EXTENSION_CONFIG' || ['HTTP_FILTER', 'NETWORK_FILTER'].includes(applyTo) && ['ANY', 'GATEWAY'].includes(context);
  const { typed_config: snake, typedConfig = snake } = value;
  return acts && operation !== 'REMOVE' && rbacKind(typedConfig) !== undefined ? [JSON.stringify(typedConfig)] : [];
}
