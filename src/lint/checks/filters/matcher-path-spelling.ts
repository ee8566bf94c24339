import { canonicalPath } from '../../../envoy/canonical-path';
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
  return [`//${rest}`, `/%2f${rest}`, `/x/..%2f${rest}`, `${path};x`, `${path}.`, `${path}%20`, path.toUpperCase()];
}

function find(server: FilteredServer, host: string, path: string): Problem[] {
  const how = server.pathNormalization;
  const client = server.clients.find(one => server.refusing(one, host, path));
  if (client === undefined) return [];
  const passing = (spelled: string) => !server.refusing(client, host, canonicalPath(spelled, how)!);
  const certain = same(path).filter(passing);
  const [open] = [...certain, ...alike(path).filter(passing)];
  return open === undefined ? [] : [{
    ...placeOf(server.refusing(client, host, path)!),
    what: `from ${client}, ${path} is refused, and ${open.replace(NO_UTF8, '<byte ff>')} is not`,
    severity: certain.length > 0 ? undefined : LintSeverity.WARNING,
  }];
}
