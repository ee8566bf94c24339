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

/** Whom a list lets pass. */
export interface TrieRules {
  /** Undefined where nothing tells who the client is: nobody passes then. */
  readonly input?: AddressInput;
  readonly scope: RequestScope;
  /** Whether these are the addresses that come in; they are those that do not otherwise. */
  readonly admits: boolean;
  readonly addresses: IpBlocks;
  /** Whether IPv4 addresses may be written as IPv4-mapped IPv6: whenever some hop wrote them. */
  readonly mapped: boolean;
  /** Whom the packets must come from too, where somebody could have written the other address himself; or must not. */
  readonly peers?: IpBlocks;
}

/**
 * What a request must be to pass, any one of these: Envoy's predicates, the last of which asks a longest-prefix trie, whose cost does not grow
 * with the list. Who has no readable address does not pass.
 *
 * @see https://github.com/envoyproxy/envoy/blob/v1.37.0/source/extensions/matching/input_matchers/ip/matcher.cc
 */
export function passing({ input, scope, admits, addresses, mapped, peers }: TrieRules): object[] {
  if (!input) return outsideScope(scope);
  const either = (listed: object) => admits ? listed : { not_matcher: listed };
  return [...outsideScope(scope), all([
    ...admits || input.isAddress ? [] : [isIn(input, IpBlocks.all(), false)],
    either(isIn(input, addresses, mapped)),
    ...peers ? [either(isIn(DIRECT_SOURCE, peers, false))] : [],
  ])];
}

/** The same for nobody: what stands in the list's place until it has arrived. */
export function passingUnlisted({ scope }: TrieRules): object[] {
  return outsideScope(scope);
}

/** Envoy takes no list of one. */
function all(predicate: readonly object[]): object {
  return predicate.length === 1 ? predicate[0] : { and_matcher: { predicate } };
}

function isIn({ name, typed_config }: AddressInput, addresses: IpBlocks, mapped: boolean): object {
  const ip = { '@type': 'type.googleapis.com/envoy.extensions.matching.input_matchers.ip.v3.Ip', 'cidr_ranges': cidrRanges(addresses, mapped), 'stat_prefix': 'ip_list' };
  return { single_predicate: { input: { name, typed_config }, custom_match: { name: 'ip', typed_config: ip } } };
}
