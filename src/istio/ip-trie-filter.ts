import { filterSelection } from './envoy-filter';
import { GatewaySelection } from './gateway-selection';
import {
  EnvoyFilterSpec, EnvoyFilterSpecConfigPatches, EnvoyFilterSpecConfigPatchesApplyTo, EnvoyFilterSpecConfigPatchesMatchContext,
  EnvoyFilterSpecConfigPatchesPatchOperation,
} from '../../imports/networking.istio.io';
import { TrieRules, closed, ipTrie } from '../envoy/trie-matcher';

/** The traffic that a trie stands before. HTTP and other bytes have filters of different types. */
export enum TrieTraffic {
  HTTP = 'http',
  TCP = 'tcp',
}

/** One trie, with the name by which Envoy asks for it; unique on its gateway. */
export interface Trie {
  readonly configName: string;
  readonly traffic: TrieTraffic;
  readonly rules: TrieRules;
  /** Only log what would be refused. */
  readonly dryRun: boolean;
}

const RBAC = {
  [TrieTraffic.HTTP]: 'type.googleapis.com/envoy.extensions.filters.http.rbac.v3.RBAC',
  [TrieTraffic.TCP]: 'type.googleapis.com/envoy.extensions.filters.network.rbac.v3.RBAC',
};

/**
 * An EnvoyFilter that puts the filters of some tries before the gateway's traffic, and holds the configuration of others.
 *
 * Envoy asks for that configuration by name (extension config discovery): all filter chains share one copy, and a changed list
 * changes no listener, so no connection is drained.
 */
export function trieFilter(placed: readonly Trie[], held: readonly Trie[], on: GatewaySelection): EnvoyFilterSpec {
  return {
    ...filterSelection(on),
    // istiod asks for one where a filter is placed relative to another: after whatever others insert without one.
    ...placed.some(({ traffic }) => traffic === TrieTraffic.TCP) ? { priority: 10 } : {},
    configPatches: [...placed.map(place), ...held.map(configuration)],
  };
}

function place(trie: Trie): EnvoyFilterSpecConfigPatches {
  const { configName, traffic } = trie;
  const value = {
    name: configName,
    config_discovery: {
      config_source: { ads: {}, resource_api_version: 'V3' },
      default_config: typedConfig(trie, closed(trie.rules)),
      type_urls: [RBAC[traffic]],
    },
  };
  return traffic === TrieTraffic.HTTP
    ? {
      applyTo: EnvoyFilterSpecConfigPatchesApplyTo.HTTP_UNDERSCORE_FILTER,
      match: before('envoy.filters.network.http_connection_manager'),
      patch: { operation: EnvoyFilterSpecConfigPatchesPatchOperation.INSERT_UNDERSCORE_FIRST, value },
    }
    : {
      applyTo: EnvoyFilterSpecConfigPatchesApplyTo.NETWORK_UNDERSCORE_FILTER,
      match: before('envoy.filters.network.tcp_proxy'),
      patch: { operation: EnvoyFilterSpecConfigPatchesPatchOperation.INSERT_UNDERSCORE_BEFORE, value },
    };
}

function configuration(trie: Trie): EnvoyFilterSpecConfigPatches {
  return {
    applyTo: EnvoyFilterSpecConfigPatchesApplyTo.EXTENSION_UNDERSCORE_CONFIG,
    match: { context: EnvoyFilterSpecConfigPatchesMatchContext.GATEWAY },
    patch: {
      operation: EnvoyFilterSpecConfigPatchesPatchOperation.ADD,
      value: { name: trie.configName, typed_config: typedConfig(trie, ipTrie(trie.rules)) },
    },
  };
}

function typedConfig({ traffic, dryRun }: Trie, matcher: object): object {
  return {
    '@type': RBAC[traffic],
    ...traffic === TrieTraffic.TCP ? { stat_prefix: 'ip_list.' } : {},
    ...dryRun ? { shadow_matcher: matcher } : { matcher },
  };
}

function before(filter: string): EnvoyFilterSpecConfigPatches['match'] {
  return { context: EnvoyFilterSpecConfigPatchesMatchContext.GATEWAY, listener: { filterChain: { filter: { name: filter } } } };
}
