import { cidrRanges } from './address-strings';
import { outsideScope } from './outside-scope';
import { RequestScope } from './request-scope';
import { IpBlocks } from '../net';
import { ClientAddressSource, isWrittenByProxy } from './client-address-source';

/** From where a trie takes the client's address. */
export interface AddressInput {
  readonly name: string;
  /** Whether it always holds an address. */
  readonly isAddress: boolean;
  readonly typed_config: { readonly [field: string]: string };
}

const NETWORK = 'type.googleapis.com/envoy.extensions.matching.common_inputs.network.v3';

/** The packet source, as in `ipBlocks`. */
export const DIRECT_SOURCE: AddressInput = { name: 'direct-source', isAddress: true, typed_config: { '@type': `${NETWORK}.DirectSourceIPInput` } };

/** The address by PROXY or X-Forwarded-For, as in `remoteIpBlocks`. */
export const SOURCE: AddressInput = { name: 'source', isAddress: true, typed_config: { '@type': `${NETWORK}.SourceIPInput` } };

/** The value of a header, read as one address. */
export function headerInput(header: string): AddressInput {
  const type = 'type.googleapis.com/envoy.type.matcher.v3.HttpRequestHeaderMatchInput';
  return { name: header, isAddress: false, typed_config: { '@type': type, 'header_name': header } };
}

/** Which clients a list lets pass. */
export interface TrieRules {
  /** Undefined where nothing tells the client's address: then nobody passes. */
  readonly input?: AddressInput;
  readonly scope: RequestScope;
  /** Whether the list admits these addresses; otherwise it denies them. */
  readonly admits: boolean;
  readonly addresses: IpBlocks;
  /** Whether IPv4 addresses may be written as IPv4-mapped IPv6, which is so wherever a proxy wrote them. */
  readonly mapped: boolean;
  /** Where attackers could write the client's address: the packet sources that are also needed, or also denied. */
  readonly peers?: IpBlocks;
}

/**
 * Envoy's predicates, of which one must match for a request to pass. The last is a longest-prefix trie, whose cost does not grow
 * with the list. A client without a readable address does not pass.
 *
 * @see https://github.com/envoyproxy/envoy/blob/v1.37.0/source/extensions/matching/input_matchers/ip/matcher.cc
 */
export function passing({ input, scope, admits, addresses, mapped, peers }: TrieRules): object[] {
  if (!input) return outsideScope(scope);
  const either = (listed: object) => admits ? listed : { not_matcher: listed };
  return [...outsideScope(scope), all([
    ...admits || input.isAddress ? [] : [isIn(input, IpBlocks.all(), false)],
    either(isIn(input, addresses, mapped)),
    ...peers ? [either(isIn(DIRECT_SOURCE, peers, isWrittenByProxy(ClientAddressSource.PACKET_SOURCE)))] : [],
  ])];
}

/** The same for an empty list: the default until Envoy has received the list. */
export function passingUnlisted({ scope }: TrieRules): object[] {
  return outsideScope(scope);
}

/** Envoy accepts no `and_matcher` with one predicate. */
function all(predicate: readonly object[]): object {
  return predicate.length === 1 ? predicate[0] : { and_matcher: { predicate } };
}

function isIn({ name, typed_config }: AddressInput, addresses: IpBlocks, mapped: boolean): object {
  const type = 'type.googleapis.com/envoy.extensions.matching.input_matchers.ip.v3.Ip';
  const ip = { '@type': type, 'cidr_ranges': cidrRanges(addresses, mapped), 'stat_prefix': 'ip_list' };
  return { single_predicate: { input: { name, typed_config }, custom_match: { name: 'ip', typed_config: ip } } };
}
