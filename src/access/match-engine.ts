import { POLICY_ENGINE } from './authorization-policy/policy-engine';
import { ListEngine } from './list';
import { TRIE_ENGINE } from './trie/trie-engine';
import { guardDoors } from '../doors/door';

/** What compares clients with a list. Both engines mean the same; they differ in cost and in what they can tell apart. */
export class MatchEngine {
  /**
   * Istio's own AuthorizationPolicy, readable by everybody. Envoy compares entry by entry, so its cost grows with the list;
   * it supports exact hosts and paths only.
   */
  public static authorizationPolicy(): MatchEngine {
    return new MatchEngine(POLICY_ENGINE);
  }

  /**
   * Envoy's longest-prefix trie, by EnvoyFilter: its cost does not grow with the list. It supports wildcard hosts and paths that hold a token,
   * and holds on gateways with wildcard servers. A changed list drains no connection.
   *
   * Caveats: EnvoyFilters depend on Envoy's internals, so try them with a new minor version of Istio before you rely on it. Envoy calls its address
   * matcher a work in progress that its threat model does not cover.
   *
   * @see https://www.envoyproxy.io/docs/envoy/v1.37.0/intro/arch_overview/advanced/matching/matching_api
   */
  public static ipTrie(): MatchEngine {
    return new MatchEngine(TRIE_ENGINE);
  }

  private constructor(/** @internal */ public readonly _engine: ListEngine) {}
}

guardDoors('MatchEngine', MatchEngine);
