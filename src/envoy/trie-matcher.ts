import { cidrRanges } from './address-strings';
import { outsideScope } from './outside-scope';
import { RequestScope } from './request-scope';
import { IpBlocks } from '../net';

/** Where a trie takes the client's address from. */
export interface AddressInput {
  readonly name: string;
  /** Whether it always holds an address. */
  readonly isAddress: boolean;
  readonly typed_config: { readonly [field: string]: string };
}

const NETWORK = 'type.googleapis.com/envoy.extensions.matching.common_inputs.network.v3';

/** The packets' own source, as `ipBlocks` has it. */
export const DIRECT_SOURCE: AddressInput = { name: 'direct-source', isAddress: true, typed_config: { '@type': `${NETWORK}.DirectSourceIPInput` } };

/** What PROXY or X-Forwarded-For say, as `remoteIpBlocks` has it. */
export const SOURCE: AddressInput = { name: 'source', isAddress: true, typed_config: { '@type': `${NETWORK}.SourceIPInput` } };

/** What a header says, read as one address. */
export function headerInput(header: string): AddressInput {
  const type = 'type.googleapis.com/envoy.type.matcher.v3.HttpRequestHeaderMatchInput';
  return { name: header, isAddress: false, typed_config: { '@type': type, 'header_name': header } };
}

/** What happens to whom. */
export interface TrieRules {
  /** The list's name: it shows in Envoy's access log (`%RESPONSE_CODE_DETAILS%`). */
  readonly name: string;
  readonly input: AddressInput;
  readonly scope: RequestScope;
  /** Whether these are the addresses that come in; they are those that do not otherwise. */
  readonly admits: boolean;
  readonly addresses: IpBlocks;
  /** Whether IPv4 addresses may be written as IPv4-mapped IPv6: whenever some hop wrote them. */
  readonly mapped: boolean;
}

/**
 * Envoy's RBAC matcher that asks a longest-prefix trie, whose cost does not grow with the list. Who has no readable address stays out.
 *
 * No block lies in another: Envoy keeps every block that holds an address at each of its leaves.
 */
export function ipTrie(rules: TrieRules): object {
  const { input, admits } = rules;
  const others = admits || input.isAddress ? action(rules, !admits) : { matcher: readable(rules) };
  const ranges = cidrRanges(rules.addresses, rules.mapped);
  return scoped(rules, { matcher: tree(input, [{ ranges, on_match: action(rules, admits) }], others) });
}

/** Admits everybody whose address can be read. */
function readable(rules: TrieRules): object {
  const ranges = cidrRanges(IpBlocks.all(), false);
  return tree(rules.input, [{ ranges, on_match: action(rules, true) }], action(rules, false));
}

function tree({ name, typed_config }: AddressInput, range_matchers: object[], on_no_match: object): object {
  const ipMatcher = { '@type': 'type.googleapis.com/xds.type.matcher.v3.IPMatcher', range_matchers };
  return { matcher_tree: { input: { name, typed_config }, custom_match: { name: 'ip', typed_config: ipMatcher } }, on_no_match };
}

/** The same for nobody: what stands in the trie's place until it has arrived. */
export function closed(rules: TrieRules): object {
  return scoped(rules, action(rules, false));
}

function scoped(rules: TrieRules, inside: object): object {
  const matchers = outsideScope(rules.scope).map(predicate => ({ predicate, on_match: action(rules, true) }));
  return { ...matchers.length ? { matcher_list: { matchers } } : {}, on_no_match: inside };
}

function action({ name }: TrieRules, allows: boolean): object {
  return {
    action: { name, typed_config: { '@type': 'type.googleapis.com/envoy.config.rbac.v3.Action', name, 'action': allows ? 'ALLOW' : 'DENY' } },
  };
}
