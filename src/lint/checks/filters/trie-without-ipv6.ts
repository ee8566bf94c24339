import { MAPPED_PREFIX } from '../../../envoy/address-strings';
import { STRANGERS } from '../../../net/strangers';
import { check } from '../../check';
import { FilteredServer, filteredServers, onePerFilter, placeOf } from '../../filtered-server';
import { LintSeverity } from '../../lint-finding';
import { Problem } from '../../problem';

const MAPPED = `${MAPPED_PREFIX}${STRANGERS.ipv4}`;

export const TRIE_WITHOUT_IPV6 = check('trie-without-ipv6', scene =>
  onePerFilter(filteredServers(scene).flatMap(server => ['', ...server.hosts].flatMap(host => find(server, host)))));

function find(server: FilteredServer, host: string): Problem[] {
  const refusing = server.refusing(STRANGERS.ipv4, host);
  const open = [STRANGERS.ipv6, MAPPED].filter(client => !server.refusing(client, host));
  if (!refusing || open.length === 0) return [];
  return [{
    ...placeOf(refusing),
    what: `${STRANGERS.ipv4} is refused${host && ` at ${host}`}, and ${open.join(' and ')} ${open.length > 1 ? 'are' : 'is'} not`,
    // A listener for IPv4 alone gets no others.
    severity: server.gateway.isAddressWritten ? undefined : LintSeverity.WARNING,
  }];
}
