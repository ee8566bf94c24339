import { canonicalPath } from '../../../envoy/canonical-path';
import { summary } from '../../../fault';
import { RequestHandling } from '../../../model/envoy-model';
import { check } from '../../check';
import { FilteredServer, filteredServers, onePerFilter, placeOf } from '../../filtered-server';
import { LintSeverity } from '../../lint-finding';
import { Problem } from '../../problem';

export const MATCHER_PATH_SPELLING = check('matcher-path-spelling', scene =>
  onePerFilter(filteredServers(scene).flatMap(server => ['', ...server.hosts].flatMap(host => server.paths.flatMap(path => find(server, host, path))))));

/** The byte ff, in a text. */
const NO_UTF8 = '\udcff';

/** What every backend takes for the path. */
function same(path: string): string[] {
  return [`${path}?x`, `${path}?${NO_UTF8}`];
}

/** What some backends take for it. */
function alike(path: string): string[] {
  const [, rest] = /^\/(.*)$/.exec(path)!;
  return [`//${rest}`, `/%2f${rest}`, `/x/..%2f${rest}`, `/x/..;/${rest}`, `${path};x`, `${path}.`, `${path}%20`, path.toUpperCase()];
}

function find(server: FilteredServer, host: string, path: string): Problem[] {
  const client = server.clients.find(one => server.refusing(one, host, path));
  if (client === undefined) return [];
  const passes = (spelled: string, handling: RequestHandling) => {
    const seen = canonicalPath(spelled, server.pathHandling(handling));
    return seen !== undefined && !seen.redirects && !server.refusing(client, host, seen.path, handling);
  };
  const { handlings: all } = server;
  const found = [...same(path), ...alike(path)]
    .map(spelled => ({ spelled, open: all.filter(handling => passes(spelled, handling)) }))
    .filter(({ open }) => open.length > 0);
  const isCertain = ({ spelled, open }: typeof found[0]) => same(path).includes(spelled) && open.length === all.length;
  const first = found.find(isCertain) ?? found[0];
  return first === undefined ? [] : [{
    ...placeOf(server.refusing(client, host, path)!),
    what: `from ${client}, ${path} is refused, and ${first.spelled.replace(NO_UTF8, '<byte ff>')} is not`
      + `${first.open.length < all.length ? ` (${summary(first.open.map(({ release }) => release.name))})` : ''}`,
    severity: isCertain(first) ? undefined : LintSeverity.WARNING,
  }];
}
