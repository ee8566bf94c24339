import { withoutPort } from '../../../envoy/host';
import { check } from '../../check';
import { portStrippers } from '../../deny-lists';
import { FilteredServer, filteredServers, onePerFilter, placeOf } from '../../filtered-server';
import { LintSeverity } from '../../lint-finding';
import { Problem } from '../../problem';

export const MATCHER_HOST_SPELLING = check('matcher-host-spelling', scene =>
  onePerFilter(filteredServers(scene).flatMap(server => server.hosts.flatMap(host => find(server, host)))));

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
    severity: certain.length > 0 && !othersRefuse(server) ? undefined : LintSeverity.WARNING,
  }];
}

/** Whether AuthorizationPolicies ask for more than addresses, and may close the way. */
function othersRefuse({ gateway }: FilteredServer): boolean {
  return gateway.enforced.some(({ action, rules }) => action !== 'DENY' || rules.some(({ everything }) => !everything));
}
