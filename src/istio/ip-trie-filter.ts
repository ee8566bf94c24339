import { filterSelection } from './envoy-filter';
import { GatewaySelection } from './gateway-selection';
import {
  EnvoyFilterSpec, EnvoyFilterSpecConfigPatches, EnvoyFilterSpecConfigPatchesApplyTo, EnvoyFilterSpecConfigPatchesMatchContext,
  EnvoyFilterSpecConfigPatchesPatchOperation,
} from '../../imports/networking.istio.io';
import { TrieRules, passing, passingUnlisted } from '../envoy/trie-matcher';

/** The traffic that a trie stands before. HTTP and other bytes have filters of different types. */
export enum TrieTraffic {
  HTTP = 'http',
  TCP = 'tcp',
}

/** One trie, with the name by which Envoy asks for it; unique on its gateway. */
export interface Trie {
  readonly configName: string;
  readonly traffic: TrieTraffic;
  /** The list's name: it shows in Envoy's access log (`%RESPONSE_CODE_DETAILS%`). */
  readonly listName: string;
  readonly rules: TrieRules;
  /** Only log what would be refused. */
  readonly dryRun: boolean;
}

const TYPE = 'type.googleapis.com';
const SKIPPED = `${TYPE}/envoy.extensions.common.matching.v3.ExtensionWithMatcher`;
const RBAC = {
  [TrieTraffic.HTTP]: `${TYPE}/envoy.extensions.filters.http.rbac.v3.RBAC`,
  [TrieTraffic.TCP]: `${TYPE}/envoy.extensions.filters.network.rbac.v3.RBAC`,
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
 * An RBAC filter that refuses everybody, and is skipped for those who pass. That costs them nothing, while one that admits them writes down for
 * each request what it did, which takes Envoy longer than to look up a long list. Of connections no filter can be skipped.
 *
 * Envoy skips it for everybody where there is no `xds_matcher`, and takes no empty list of matchers: there must be predicates.
 *
 * @see https://github.com/envoyproxy/envoy/blob/v1.37.0/source/common/http/match_delegate/config.cc
 */
function skipping(trie: Trie, predicates: readonly object[]): object {
  const skip = { action: { name: 'skip', typed_config: { '@type': `${TYPE}/envoy.extensions.filters.common.matcher.action.v3.SkipFilter` } } };
  return { '@type': SKIPPED, 'extension_config': { name: trie.listName, typed_config: allowing(trie, []) }, 'xds_matcher': matchers(predicates, skip) };
}

/** An RBAC filter that admits whom one of the predicates fits. */
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
