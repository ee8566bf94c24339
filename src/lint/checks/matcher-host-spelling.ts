import { withoutPort } from '../../envoy/host';
import { Check } from '../check';
import { portStrippers } from '../deny-lists';
import { FilteredServer, filteredServers, onePerFilter, placeOf } from '../filtered-server';
import { LintSeverity } from '../lint-finding';
import { Problem } from '../problem';

export const MATCHER_HOST_SPELLING: Check = {
  code: 'matcher-host-spelling',
  severity: LintSeverity.ERROR,
  title: 'a list on a host in an RBAC matcher that another spelling of the host walks round',
  why: 'the matcher sees the Host header as it is sent, routing drops whatever follows the last colon, and a wildcard route takes the rest: with such a host the request is '
    + 'not on the list\'s host, and gets in',
  find: scene => onePerFilter(filteredServers(scene).flatMap(server => server.hosts.flatMap(host => find(server, host)))),
};

/** The same host in another form, as far as routing or backends are concerned. */
function spellings(host: string): string[] {
  return [':8443', ':abc', ':', ':-1', ':80:80', '.', ',x'].map(tail => host + tail).concat(host.toUpperCase(), `user@${host}`, `x,${host}`);
}

function find(server: FilteredServer, host: string): Problem[] {
  const seen = (spelled: string) => portStrippers(server.gateway).everywhere ? withoutPort(spelled) : spelled;
  const client = server.clients.find(one => server.refusing(one, host));
  const route = server.virtualHost(host);
  if (client === undefined || route === undefined) return [];
  const open = spellings(host).filter(spelled => server.virtualHost(spelled) !== undefined && !server.refusing(client, seen(spelled)));
  const certain = open.filter(spelled => server.virtualHost(spelled) === route);
  return open.length === 0 ? [] : [{
    ...placeOf(server.refusing(client, host)!),
    what: `from ${client}, "${host}" is refused, and "${certain[0] ?? open[0]}" is not`,
    instead: 'ask first whether the host is plain, with NOT (?i)([a-z0-9_-]+\\.)*[a-z0-9_-]+(:[0-9]{1,5})?, and put under the list what is not; end the host with (:.*)?',
    severity: certain.length > 0 && !othersClose(server) ? undefined : LintSeverity.WARNING,
  }];
}

/** Whether AuthorizationPolicies ask for more than addresses, and may close the way. */
function othersClose({ gateway }: FilteredServer): boolean {
  return gateway.enforced.some(({ action, rules }) => action !== 'DENY' || rules.some(({ everything }) => !everything));
}
