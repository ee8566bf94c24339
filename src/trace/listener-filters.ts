import { INSERTS, Patch, placeAmong, spelled } from './patches';
import { ListenerFilter, ListenerFilterKind } from './plan';
import { list } from '../istio/list';

/** The filters of a listener, or why Envoy opens no listener that has them. */
export interface ListenerFilters {
  readonly filters: readonly ListenerFilter[];
  readonly refused?: string;
}

/**
 * The filters that a connection meets before a chain is chosen for it: istiod's own, and what EnvoyFilters make of them. istiod first merges into the
 * listener, which puts filters behind its own, and then goes through the patches of single filters.
 *
 * @see https://github.com/istio/istio/blob/1.29.1/pilot/pkg/networking/core/envoyfilter/listener_patch.go patchListener
 */
export function listenerFilters(own: readonly ListenerFilter[], patches: readonly Patch[], note: (text: string) => void): ListenerFilters {
  let filters = [...own];
  let refused: string | undefined;
  const strange = ({ from }: Patch) => note(`${from} changes listeners in a way that is not interpreted: what happens may differ`);
  const read = (value: unknown, patch: Patch) => {
    const filter = readFilter(value, patch);
    if (filter.kind === undefined) refused ??= `${patch.from} names the filter ${filter.name} without typed_config: Envoy refuses every listener that has it`;
    if (filter.kind === ListenerFilterKind.OTHER) note(`${patch.from} adds a listener filter that is not interpreted: what happens may differ`);
    return { ...filter, kind: filter.kind ?? ListenerFilterKind.OTHER };
  };
  for (const patch of patches.filter(({ applyTo }) => applyTo === 'LISTENER')) {
    const { listener_filters: merged, ...others } = spelled(patch.value);
    if (patch.operation !== 'MERGE' || Object.keys(others).length > 0) strange(patch);
    if (patch.operation === 'MERGE') filters.push(...list(merged).map(value => read(value, patch)));
  }
  for (const patch of patches.filter(({ applyTo }) => applyTo === 'LISTENER_FILTER')) {
    const { operation, match, value } = patch;
    const beside = match?.listener?.listenerFilter;
    const found = filters.findIndex(({ name }) => name === beside);
    if (operation === 'REMOVE') {
      filters = filters.filter(({ name }) => beside === undefined || name !== beside);
    } else if (operation === 'REPLACE' && found >= 0) {
      filters[found] = read(value, patch);
    } else if (operation === 'MERGE' && found >= 0) {
      strange(patch);
    } else if (INSERTS.includes(operation)) {
      const place = placeAmong(filters, operation, beside);
      if (place !== undefined) filters.splice(place, 0, read(value, patch));
    }
  }
  return { filters, refused };
}

function readFilter(value: unknown, patch: Patch): Omit<ListenerFilter, 'kind'> & { readonly kind?: ListenerFilterKind } {
  const { name, typed_config: config } = spelled(value);
  return { name: String(name), from: patch.from, patch, kind: config === undefined && name !== undefined ? undefined : kindOf(spelled(config)) };
}

function kindOf(config: { readonly [field: string]: any }): ListenerFilterKind {
  const type = String(config['@type']);
  if (/tls_inspector\.v3\.TlsInspector$/.test(type)) return ListenerFilterKind.TLS_INSPECTOR;
  if (!/proxy_protocol\.v3\.ProxyProtocol$/.test(type)) return ListenerFilterKind.OTHER;
  return config.allow_requests_without_proxy_protocol ? ListenerFilterKind.OPTIONAL_PROXY : ListenerFilterKind.PROXY;
}
