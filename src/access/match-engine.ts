import { POLICY_ENGINE } from './authorization-policy/policy-engine';
import { ListEngine } from './list';
import { TRIE_ENGINE } from './trie/trie-engine';

/** What compares clients with a list. Both mean the same; they differ in cost and in what they can tell apart. */
export class MatchEngine {
  /**
   * Istio's own AuthorizationPolicy, readable by everybody. Envoy compares entry by entry, so its cost grows with the list;
   * of hosts and paths it knows exact ones only.
   */
  public static authorizationPolicy(): MatchEngine {
    return new MatchEngine(POLICY_ENGINE);
  }

  /**
   * Envoy's longest-prefix trie, by EnvoyFilter: its cost does not grow with the list. It knows wildcard hosts and paths that hold a token, and holds on
   * gateways with wildcard servers. A changed list drains no connection.
   *
   * EnvoyFilters are bound to Envoy's internals: try a new minor version of Istio before you trust it with them. Envoy calls its address matcher a
   * work in progress that its threat model does not cover.
   *
   * @see https://www.envoyproxy.io/docs/envoy/v1.37.0/intro/arch_overview/advanced/matching/matching_api
   */
  public static ipTrie(): MatchEngine {
    return new MatchEngine(TRIE_ENGINE);
  }

  private constructor(/** @internal */ public readonly _engine: ListEngine) {}
}
