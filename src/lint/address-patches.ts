import { inEnvoysSpelling } from '../envoy/message';
import { rbacKind } from '../envoy/rbac-filter';
import { Patch, addedFilters, namedFilter } from '../istio/envoy-filter-patches';
import { HCM } from '../istio/filter-names';
import { list } from '../istio/list';
import { ManifestObject } from '../manifests/manifest-object';
import { takesProxy } from '../model/envoy-model';
import { readFilter } from '../model/listener-filters';

/** Fields of the connection manager that decide who the client is. */
const FIELDS = ['use_remote_address', 'xff_num_trusted_hops', 'skip_xff_append', 'original_ip_detection_extensions'];

/** What a patch says about the addresses of clients, as messages name it; undefined for others. */
export function addressPart(patch: Patch<ManifestObject>): string | undefined {
  if (addedFilters(patch).map(readFilter).some(takesProxy)) return 'its PROXY filter';
  const field = FIELDS.find(name => name in managerSettings(patch));
  if (field !== undefined) return field;
  const { typed_config: config } = inEnvoysSpelling(patch.value);
  return ['HTTP_FILTER', 'NETWORK_FILTER'].includes(patch.applyTo) && rbacKind(config) !== undefined ? 'its RBAC filter' : undefined;
}

/** What a patch merges into the connection manager, by whatever name it looks for that. */
export function managerSettings(patch: Patch): { readonly [field: string]: any } {
  if (patch.applyTo !== 'NETWORK_FILTER' || patch.operation !== 'MERGE') return {};
  const config = inEnvoysSpelling(inEnvoysSpelling(patch.value).typed_config);
  return namedFilter(patch) === HCM || String(config['@type']).endsWith('HttpConnectionManager') ? config : {};
}

/** The names of the filters that patches add. */
export function addedNames(patches: readonly Patch<ManifestObject>[]): string[] {
  return patches.flatMap(patch => list(addedFilters(patch))).flatMap(({ name }) => name ?? []);
}
