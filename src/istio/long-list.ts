/** With more entries the engine matters: the cost of an AuthorizationPolicy grows with them. */
export const LONG_LIST = 1000;

/** Cost of a request as a multiple of one without a list, by the entries of an AuthorizationPolicy and of a trie (docs/gateway-cost.json). */
export const COST = { policy: { 1_000: 1.3, 10_000: 2.6, 100_000: 71 }, trie: 1.1 };

export const LONG_LIST_COST = 'Envoy compares the entries of an AuthorizationPolicy one by one, for each request: '
  + `with 1,000 a request takes ${COST.policy[1_000]} times the processor time of one without a list, with 10,000 ${COST.policy[10_000]} times, `
  + `with 100,000 ${COST.policy[100_000]} times; with a trie ${COST.trie} times at any length`;
