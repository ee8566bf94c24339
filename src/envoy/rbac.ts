import { withoutQuery } from './canonical-path';
import { readCidrRange } from './cidr-range';
import { ANY, Condition, addressIn, all, any, headerMatches, named, not, portIn, textMatches } from './condition';
import { fields, readChoice, readEach, readExtension, unread } from './message';
import { Seen, header } from './seen';
import { readStringMatcher } from './string-matcher';
import { TextPattern } from './text-pattern';
import { uriTemplate } from './uri-template';

/** An RBAC filter: what it does where one of its policies matches; everywhere else it does the opposite. */
export interface RbacRules {
  readonly action: 'ALLOW' | 'DENY' | 'LOG';
  readonly policies: readonly RbacPolicy[];
}

/** A policy: a permission and a principal must match. */
export interface RbacPolicy {
  readonly name: string;
  readonly permissions: Condition;
  readonly principals: Condition;
}

export function matches({ permissions, principals }: RbacPolicy, seen: Seen): boolean {
  return permissions.holds(seen) && principals.holds(seen);
}

/** What decided, in words. */
export function factOf({ permissions, principals }: RbacPolicy, seen: Seen): string {
  const conditions = [principals, permissions].filter(condition => condition !== ANY);
  return conditions.length ? all(conditions).fact(seen) : 'it matches everything';
}

/** Whether the filter lets it pass. */
export function passes({ action, policies }: RbacRules, seen: Seen): boolean {
  const matched = policies.some(policy => matches(policy, seen));
  return action === 'LOG' || (action === 'ALLOW') === matched;
}

/** A filter's `rules` as they are written in YAML. Throws Unread. */
export function readRbac(rules: unknown): RbacRules {
  const { action = 'ALLOW', policies = {} } = fields(rules, ['action', 'policies']);
  if (!['ALLOW', 'DENY', 'LOG'].includes(action)) return unread(`the action ${JSON.stringify(action)}`);
  const sorted = Object.entries(policies).sort(([a], [b]) => a < b ? -1 : 1);
  return { action, policies: sorted.map(([name, policy]) => readPolicy(name, policy)) };
}

function readPolicy(name: string, policy: unknown): RbacPolicy {
  const { permissions, principals } = fields(policy, ['permissions', 'principals']);
  return { name, permissions: any(readEach(permissions, readPermission)), principals: any(readEach(principals, readPrincipal)) };
}

function readPermission(permission: unknown): Condition {
  return readChoice(permission, {
    any: () => ANY,
    and_rules: set => all(readEach(fields(set, ['rules']).rules, readPermission)),
    or_rules: set => any(readEach(fields(set, ['rules']).rules, readPermission)),
    not_rule: rule => not(readPermission(rule)),
    header: readHeader,
    url_path: readPath,
    uri_template: readTemplate,
    destination_ip: range => readAddress('destination_ip', seen => seen.destination, range),
    destination_port: port => named('destination_port', portIn([Number(port)])),
    requested_server_name: matcher => named('requested_server_name', textMatches(seen => seen.serverName, [readStringMatcher(matcher)])),
  });
}

function readPrincipal(principal: unknown): Condition {
  return readChoice(principal, {
    any: () => ANY,
    and_ids: set => all(readEach(fields(set, ['ids']).ids, readPrincipal)),
    or_ids: set => any(readEach(fields(set, ['ids']).ids, readPrincipal)),
    not_id: id => not(readPrincipal(id)),
    direct_remote_ip: range => readAddress('direct_remote_ip', seen => seen.direct, range),
    remote_ip: range => readAddress('remote_ip', seen => seen.remote, range),
    header: readHeader,
    url_path: readPath,
  });
}

function readAddress(field: string, subject: Parameters<typeof addressIn>[0], range: unknown): Condition {
  return named(field, addressIn(subject, [readCidrRange(range).text]));
}

/** A header matcher, as several filters have them. */
export function readHeader(matcher: unknown): Condition {
  const { name, string_match: text, present_match: present, invert_match: inverted } = fields(
    matcher, ['name', 'string_match', 'present_match', 'invert_match'],
  );
  if (typeof name !== 'string' || present === false) return unread('a header without a name, or one that must not be there');
  const condition = named(`header ${name}`, headerMatches(name, [present ? PRESENT : readStringMatcher(text)]));
  if (!inverted) return condition;
  // A missing header never matches, inverted or not, except where the matcher is about presence.
  return present ? not(condition) : { holds: seen => header(seen, name) !== undefined && !condition.holds(seen), fact: seen => condition.fact(seen) };
}

/** Any value. */
export const PRESENT: TextPattern = { written: '*', matches: () => true };

function readPath(matcher: unknown): Condition {
  return named('url_path', textMatches(path, [readStringMatcher(fields(matcher, ['path']).path)]));
}

export function path(seen: Seen): string | undefined {
  const whole = header(seen, ':path');
  return whole === undefined ? undefined : withoutQuery(whole);
}

function readTemplate(extension: unknown): Condition {
  const { path_template: template } = fields(readExtension(extension).config, ['path_template']);
  return named('uri_template', textMatches(path, [uriTemplate(String(template)) ?? unread(`the template ${template}`)]));
}
