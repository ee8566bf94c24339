import { cidrRange, mappedTwins } from './address-strings';
import { outsideScope } from './outside-scope';
import { RequestScope } from './request-scope';
import { IpBlocks } from '../net';

/** Where a trie takes the client's address from. */
export interface AddressInput {
  readonly name: string;
  readonly typed_config: { readonly [field: string]: string };
}

const NETWORK = 'type.googleapis.com/envoy.extensions.matching.common_inputs.network.v3';

/** The packets' own source, as `ipBlocks` has it. */
export const DIRECT_SOURCE: AddressInput = { name: 'direct-source', typed_config: { '@type': `${NETWORK}.DirectSourceIPInput` } };

/** What PROXY or X-Forwarded-For say, as `remoteIpBlocks` has it. */
export const SOURCE: AddressInput = { name: 'source', typed_config: { '@type': `${NETWORK}.SourceIPInput` } };

/** What a header says, read as one address. */
export function headerInput(header: string): AddressInput {
  return { name: header, typed_config: { '@type': 'type.googleapis.com/envoy.type.matcher.v3.HttpRequestHeaderMatchInput', 'header_name': header } };
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

/** Envoy's RBAC matcher that asks a longest-prefix trie, whose cost does not grow with the list. Who has no readable address stays out. */
export function ipTrie(rules: TrieRules): object {
  const tree = {
    input: rules.input,
    custom_match: {
      name: 'ip',
      typed_config: { '@type': 'type.googleapis.com/xds.type.matcher.v3.IPMatcher', 'range_matchers': rangeMatchers(rules) },
    },
  };
  return scoped(rules, { matcher: { matcher_tree: tree, on_no_match: action(rules, false) } });
}

/** The same for nobody: what stands in the trie's place until it has arrived. */
export function closed(rules: TrieRules): object {
  return scoped(rules, action(rules, false));
}

function scoped(rules: TrieRules, inside: object): object {
  const matchers = outsideScope(rules.scope).map(predicate => ({ predicate, on_match: action(rules, true) }));
  return { ...matchers.length ? { matcher_list: { matchers } } : {}, on_no_match: inside };
}

/** The longest prefix decides, so the rest of the world can stand beside the list. */
function rangeMatchers(rules: TrieRules): object[] {
  const { addresses, mapped, admits } = rules;
  const named = [...addresses.toStrings(), ...mapped ? mappedTwins(addresses) : []];
  const rest = ['0.0.0.0/0', '::/0', ...mapped ? ['::ffff:0.0.0.0/96'] : []].filter(block => !named.includes(block));
  return [
    { ranges: named.map(cidrRange), on_match: action(rules, admits) },
    ...rest.length ? [{ ranges: rest.map(cidrRange), on_match: action(rules, !admits) }] : [],
  ];
}

function action({ name }: TrieRules, allows: boolean): object {
  return {
    action: { name, typed_config: { '@type': 'type.googleapis.com/envoy.config.rbac.v3.Action', name, 'action': allows ? 'ALLOW' : 'DENY' } },
  };
}
