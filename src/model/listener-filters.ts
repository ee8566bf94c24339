import { ListenerFilter, ListenerFilterKind } from './envoy-model';
import { withoutConfig } from './filter-reader';
import { inEnvoysSpelling } from '../envoy/message';
import { AddedFilter, INSERTS, Patch as AnyPatch, addedFilters, namedListenerFilter, placeAmong } from '../istio/envoy-filter-patches';
import { REPLACE_LISTS } from '../istio/istio-version';
import { ManifestObject } from '../manifests/manifest-object';

type Patch = AnyPatch<ManifestObject>;

/** The filters of a listener, and why Envoy does not open it, if it does not. */
export interface ListenerFilters {
  readonly filters: readonly ListenerFilter[];
  readonly refused?: string;
}

/**
 * The filters that see a connection before its filter chain is chosen: istiod's own, as EnvoyFilters change them. istiod first merges into the
 * listener, which adds filters after its own or replaces these, and then applies the patches of single filters.
 *
 * @see https://github.com/istio/istio/blob/1.31.0/pilot/pkg/networking/core/envoyfilter/listener_patch.go patchListener
 */
export function listenerFilters(own: readonly ListenerFilter[], patches: readonly Patch[], note: (text: string) => void): ListenerFilters {
  let filters = [...own];
  let refused: string | undefined;
  const notInterpreted = ({ from }: Patch) => note(`${from} changes listeners in a way that is not interpreted: what happens may differ`);
  const read = (added: AddedFilter<ManifestObject>) => {
    const filter = readFilter(added);
    if (!filter.hasConfig && added.name !== undefined) refused ??= withoutConfig(filter.from, filter.name);
    if (filter.kind === ListenerFilterKind.OTHER) note(`${filter.from} adds a listener filter that is not interpreted: what happens may differ`);
    return filter;
  };
  for (const patch of patches.filter(({ applyTo }) => applyTo === 'LISTENER')) {
    const { listener_filters: _, ...others } = inEnvoysSpelling(patch.value);
    const replaces = patch.operation === REPLACE_LISTS.name;
    if (!(replaces || patch.operation === 'MERGE') || Object.keys(others).length > 0) notInterpreted(patch);
    const added = addedFilters(patch);
    // An empty list replaces nothing.
    if (replaces && added.length > 0) filters = [];
    if (replaces || patch.operation === 'MERGE') filters.push(...added.map(read));
  }
  for (const patch of patches.filter(({ applyTo }) => applyTo === 'LISTENER_FILTER')) {
    const { operation } = patch;
    const beside = namedListenerFilter(patch);
    const found = filters.findIndex(({ name }) => name === beside);
    const [added] = addedFilters(patch);
    if (operation === 'REMOVE') {
      filters = filters.filter(({ name }) => beside === undefined || name !== beside);
    } else if (operation === 'REPLACE' && found >= 0) {
      filters[found] = read(added);
    } else if (operation === 'MERGE' && found >= 0) {
      notInterpreted(patch);
    } else if (INSERTS.includes(operation)) {
      const place = placeAmong(filters, operation, beside);
      if (place !== undefined) filters.splice(place, 0, read(added));
    }
  }
  return { filters, refused };
}

/** A filter that a patch adds. */
export function readFilter({ patch, path, name, config }: AddedFilter<ManifestObject>): ListenerFilter {
  return { name: String(name), from: patch.from, patch, path, hasConfig: config !== undefined, kind: kindOf(name, config) };
}

/** A filter without a type is refused, and its name still says what it should be. */
function kindOf(name: string | undefined, config: unknown): ListenerFilterKind {
  const { '@type': type = '', allow_requests_without_proxy_protocol: isOptional } = inEnvoysSpelling(config);
  const isOfType = (ofType: RegExp, ofName: RegExp) => config === undefined ? ofName.test(name ?? '') : ofType.test(String(type));
  if (isOfType(/tls_inspector\.v3\.TlsInspector$/, /tls_inspector$/)) return ListenerFilterKind.TLS_INSPECTOR;
  if (!isOfType(/proxy_protocol\.v3\.ProxyProtocol$/, /proxy_protocol$/)) return ListenerFilterKind.OTHER;
  return isOptional ? ListenerFilterKind.OPTIONAL_PROXY : ListenerFilterKind.PROXY;
}
