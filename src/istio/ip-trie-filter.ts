import { AFTER_OTHERS, filterSelection } from './envoy-filter';
import { HCM, TCP_PROXY } from './filter-names';
import { GatewaySelection } from './gateway-selection';
import {
  EnvoyFilterSpec, EnvoyFilterSpecConfigPatches, EnvoyFilterSpecConfigPatchesApplyTo, EnvoyFilterSpecConfigPatchesMatchContext,
  EnvoyFilterSpecConfigPatchesPatchOperation,
} from '../../imports/networking.istio.io';
import { TrieRules, passing, passingUnlisted } from '../envoy/trie-matcher';

/** The traffic that a trie filters. HTTP and TCP have filters of different types. */
export enum TrieTraffic {
  HTTP = 'http',
  TCP = 'tcp',
}

/** One trie, with the name by which Envoy fetches it; unique on its gateway. */
export interface Trie {
  readonly configName: string;
  readonly traffic: TrieTraffic;
  /** The list's name: it shows in Envoy's access log (`%RESPONSE_CODE_DETAILS%`). */
  readonly listName: string;
  readonly rules: TrieRules;
  /** Only log what would be denied. */
  readonly dryRun: boolean;
}

const TYPE = 'type.googleapis.com';
const SKIPPED = `${TYPE}/envoy.extensions.common.matching.v3.ExtensionWithMatcher`;
const RBAC = {
  [TrieTraffic.HTTP]: `${TYPE}/envoy.extensions.filters.http.rbac.v3.RBAC`,
  [TrieTraffic.TCP]: `${TYPE}/envoy.extensions.filters.network.rbac.v3.RBAC`,
};

/**
 * An EnvoyFilter that inserts the filters of some tries into the gateway, and holds the configuration of others.
 *
 * Envoy fetches that configuration by name (extension config discovery): all filter chains share one copy, and a changed list
 * changes no listener, so that no connection is drained.
 */
export function trieFilter(placed: readonly Trie[], held: readonly Trie[], on: GatewaySelection): EnvoyFilterSpec {
  return {
    ...filterSelection(on),
    ...placed.some(({ traffic }) => traffic === TrieTraffic.TCP) ? { priority: AFTER_OTHERS } : {},
    configPatches: [...placed.map(place), ...held.map(configuration)],
  };
}

function place(trie: Trie): EnvoyFilterSpecConfigPatches {
  const { configName, traffic, rules } = trie;
  const value = {
    name: configName,
    config_discovery: {
      config_source: { ads: {}, resource_api_version: 'V3' },
      default_config: allowing(trie, passingUnlisted(rules)),
      type_urls: traffic === TrieTraffic.HTTP ? [RBAC[traffic], SKIPPED] : [RBAC[traffic]],
    },
  };
  return traffic === TrieTraffic.HTTP
    ? {
      applyTo: EnvoyFilterSpecConfigPatchesApplyTo.HTTP_UNDERSCORE_FILTER,
      match: before(HCM),
      patch: { operation: EnvoyFilterSpecConfigPatchesPatchOperation.INSERT_UNDERSCORE_FIRST, value },
    }
    : {
      applyTo: EnvoyFilterSpecConfigPatchesApplyTo.NETWORK_UNDERSCORE_FILTER,
      match: before(TCP_PROXY),
      patch: { operation: EnvoyFilterSpecConfigPatchesPatchOperation.INSERT_UNDERSCORE_BEFORE, value },
    };
}

function configuration(trie: Trie): EnvoyFilterSpecConfigPatches {
  const predicates = passing(trie.rules);
  return {
    applyTo: EnvoyFilterSpecConfigPatchesApplyTo.EXTENSION_UNDERSCORE_CONFIG,
    match: { context: EnvoyFilterSpecConfigPatchesMatchContext.GATEWAY },
    patch: {
      operation: EnvoyFilterSpecConfigPatchesPatchOperation.ADD,
      value: { name: trie.configName, typed_config: trie.traffic === TrieTraffic.HTTP ? skipping(trie, predicates) : allowing(trie, predicates) },
    },
  };
}

/**
 * An RBAC filter that denies every request, and is skipped for those that pass. Skipping is free, while an RBAC filter that admits a request records
 * what it did, which takes Envoy longer than a lookup in a long list. Filters for connections cannot be skipped.
 *
 * Envoy skips it for every request without an `xds_matcher`, and accepts no empty list of matchers: predicates are needed.
 *
 * @see https://github.com/envoyproxy/envoy/blob/v1.37.0/source/common/http/match_delegate/config.cc
 */
function skipping(trie: Trie, predicates: readonly object[]): object {
  const skip = { action: { name: 'skip', typed_config: { '@type': `${TYPE}/envoy.extensions.filters.common.matcher.action.v3.SkipFilter` } } };
  return {
    '@type': SKIPPED,
    'extension_config': { name: trie.listName, typed_config: allowing(trie, []) },
    'xds_matcher': matchers(predicates, skip),
  };
}

/** An RBAC filter that admits what matches one of the predicates. */
function allowing({ listName, dryRun, traffic }: Trie, predicates: readonly object[]): object {
  const matcher = { ...predicates.length ? matchers(predicates, action(listName, 'ALLOW')) : {}, on_no_match: action(listName, 'DENY') };
  return {
    '@type': RBAC[traffic],
    ...traffic === TrieTraffic.TCP ? { stat_prefix: 'ip_list.' } : {},
    ...dryRun ? { shadow_matcher: matcher } : { matcher },
  };
}

function matchers(predicates: readonly object[], on_match: object): object {
  return { matcher_list: { matchers: predicates.map(predicate => ({ predicate, on_match })) } };
}

function action(name: string, verdict: 'ALLOW' | 'DENY'): object {
  return { action: { name, typed_config: { '@type': `${TYPE}/envoy.config.rbac.v3.Action`, name, 'action': verdict } } };
}

function before(filter: string): EnvoyFilterSpecConfigPatches['match'] {
  return { context: EnvoyFilterSpecConfigPatchesMatchContext.GATEWAY, listener: { filterChain: { filter: { name: filter } } } };
}
