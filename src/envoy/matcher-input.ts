import { readExtension, refused, unread, fields } from './message';
import { mayBeSecret } from './secret-headers';
import { Seen, header } from './seen';

/** What a matcher compares: a text, or nothing. */
export interface MatcherInput {
  readonly name: string;
  /** Whether its value is not printed. */
  readonly secret?: boolean;
  of(seen: Seen): string | undefined;
}

/** What the matcher is part of: an RBAC filter for connections or for requests, or a filter for requests that may be skipped. */
export type MatcherOwner = 'network' | 'http' | 'skip';

const NETWORK = 'envoy.extensions.matching.common_inputs.network.v3.';
const HEADER = 'envoy.type.matcher.v3.HttpRequestHeaderMatchInput';

const INPUTS: { readonly [type: string]: MatcherInput } = {
  [`${NETWORK}SourceIPInput`]: { name: 'source_ip', of: seen => seen.remote.text },
  [`${NETWORK}DirectSourceIPInput`]: { name: 'direct_source_ip', of: seen => seen.direct.text },
  [`${NETWORK}DestinationIPInput`]: { name: 'destination_ip', of: seen => seen.destination?.text },
  [`${NETWORK}DestinationPortInput`]: { name: 'destination_port', of: seen => String(seen.port) },
  // Without a server name the input is absent.
  [`${NETWORK}ServerNameInput`]: { name: 'server_name', of: seen => seen.serverName || undefined },
};

/**
 * The input of a matcher. A source port is not known here.
 *
 * @see https://github.com/envoyproxy/envoy/blob/v1.37.0/source/extensions/matching/network/common/inputs.h
 */
export function readInput(extension: unknown, owner: MatcherOwner): MatcherInput {
  const { type, config } = readExtension(extension);
  if (type === HEADER && owner === 'network') return refused('a header as input of a network filter');
  if (type === HEADER) return headerInput(fields(config, ['header_name']).header_name);
  return Object.hasOwn(INPUTS, type) && Object.keys(config).length === 0 ? INPUTS[type] : unread(`the input ${type}`);
}

/** Several lines of a header have been joined into one text. */
function headerInput(name: unknown): MatcherInput {
  return typeof name === 'string' && name !== '' ? { name: `header ${name}`, secret: mayBeSecret(name), of: seen => header(seen, name) }
    : unread('a header without a name');
}
