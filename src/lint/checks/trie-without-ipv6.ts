import { STRANGERS } from '../../net/strangers';
import { Check } from '../check';
import { FilteredServer, filteredServers, onePerFilter, placeOf } from '../filtered-server';
import { LintSeverity } from '../lint-finding';
import { Problem } from '../problem';

const MAPPED = `::ffff:${STRANGERS.ipv4}`;

export const TRIE_WITHOUT_IPV6: Check = {
  code: 'trie-without-ipv6',
  severity: LintSeverity.ERROR,
  title: 'an allow list in an RBAC filter that lets every IPv6 client pass',
  why: 'Envoy compares the families apart: ranges of IPv4 say nothing about an IPv6 client, nor about ::ffff:203.0.113.7, which dual-stack NGINX and HAProxy write for IPv4',
  find: scene => onePerFilter(filteredServers(scene).flatMap(server => ['', ...server.hosts].flatMap(host => find(server, host)))),
};

function find(server: FilteredServer, host: string): Problem[] {
  const refusing = server.refusing(STRANGERS.ipv4, host);
  const open = [STRANGERS.ipv6, MAPPED].filter(client => !server.refusing(client, host));
  if (!refusing || open.length === 0) return [];
  return [{
    ...placeOf(refusing),
    what: `${STRANGERS.ipv4} is refused${host && ` at ${host}`}, and ${open.join(' and ')} ${open.length > 1 ? 'are' : 'is'} not`,
    instead: 'end with on_no_match: DENY, or in the shards of a long list with one for ::/0 that refuses what it does not list',
    // A listener for IPv4 alone gets no others.
    severity: server.gateway.isAddressWritten ? undefined : LintSeverity.WARNING,
  }];
}
