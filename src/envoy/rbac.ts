import { withoutQuery } from './canonical-path';
import { ANY, Condition, addressIn, all, any, headerMatches, named, not, portIn, rangeOf, textMatches } from './condition';
import { Seen, header } from './seen';
import { TextPattern, contains, exact, prefix, regex, suffix } from './text-pattern';
import { uriTemplate } from './uri-template';

/** An RBAC filter: what it does with what one of its policies matches, and with everything else the opposite. */
export interface RbacRules {
  readonly action: 'ALLOW' | 'DENY' | 'LOG';
  readonly policies: readonly RbacPolicy[];
}

/** All of a policy: a permission and a principal must match. */
export interface RbacPolicy {
  readonly name: string;
  readonly permissions: Condition;
  readonly principals: Condition;
}

export function matches({ permissions, principals }: RbacPolicy, seen: Seen): boolean {
  return permissions.holds(seen) && principals.holds(seen);
}

/** In words: what decided. */
export function factOf({ permissions, principals }: RbacPolicy, seen: Seen): string {
  const asked = [principals, permissions].filter(condition => condition !== ANY);
  return asked.length ? all(asked).fact(seen) : 'it matches everything';
}

/** Whether what comes may go on. */
export function passes({ action, policies }: RbacRules, seen: Seen): boolean {
  const matched = policies.some(policy => matches(policy, seen));
  return action === 'LOG' || (action === 'ALLOW') === matched;
}

/** A filter's `rules` as they stand in YAML, in either spelling of names; undefined where something in them is not understood. */
export function readRbac(rules: any): RbacRules | undefined {
  const action = rules?.action ?? 'ALLOW';
  const policies = Object.entries(rules?.policies ?? {}).sort(([a], [b]) => a < b ? -1 : 1).map(([name, policy]) => readPolicy(name, policy));
  return ['ALLOW', 'DENY', 'LOG'].includes(action) && policies.every(isDefined) ? { action, policies } : undefined;
}

function readPolicy(name: string, policy: any): RbacPolicy | undefined {
  const permissions = readEach(policy?.permissions, readPermission);
  const principals = readEach(policy?.principals, readPrincipal);
  const conditional = policy?.condition ?? policy?.checked_condition ?? policy?.checkedCondition;
  return permissions && principals && conditional === undefined ? { name, permissions: any(permissions), principals: any(principals) } : undefined;
}

type Read = (value: any) => Condition | undefined;

const PERMISSIONS: Record<string, Read> = {
  any: () => ANY,
  and_rules: ({ rules }) => combine(all, readEach(rules, readPermission)),
  or_rules: ({ rules }) => combine(any, readEach(rules, readPermission)),
  not_rule: value => negate(readPermission(value)),
  header: value => readHeader(value),
  url_path: value => readPath(value),
  uri_template: value => readTemplate(value),
  destination_ip: value => readCidr('destination_ip', seen => seen.destination, value),
  destination_port: value => named('destination_port', portIn([Number(value)])),
  requested_server_name: value => readText('requested_server_name', seen => seen.serverName, value),
};

const PRINCIPALS: Record<string, Read> = {
  any: () => ANY,
  and_ids: ({ ids }) => combine(all, readEach(ids, readPrincipal)),
  or_ids: ({ ids }) => combine(any, readEach(ids, readPrincipal)),
  not_id: value => negate(readPrincipal(value)),
  direct_remote_ip: value => readCidr('direct_remote_ip', seen => seen.direct, value),
  remote_ip: value => readCidr('remote_ip', seen => seen.remote, value),
  header: value => readHeader(value),
  url_path: value => readPath(value),
};

function readPermission(permission: any): Condition | undefined {
  return readOneOf(PERMISSIONS, permission);
}

function readPrincipal(principal: any): Condition | undefined {
  return readOneOf(PRINCIPALS, principal);
}

function readOneOf(kinds: Record<string, Read>, message: any): Condition | undefined {
  const [[name, value], ...more] = [...Object.entries(message ?? {}), [''] as [string, any?]];
  return more.length === 1 ? kinds[snakeCase(name)]?.(value) : undefined;
}

function readCidr(field: string, subject: Parameters<typeof addressIn>[0], range: any): Condition | undefined {
  // Left out, the length is 0: everybody of that family.
  const block = `${range?.address_prefix ?? range?.addressPrefix}/${range?.prefix_len ?? range?.prefixLen ?? 0}`;
  return rangeOf(block) && named(field, addressIn(subject, [block]));
}

function readHeader(matcher: any): Condition | undefined {
  const name = matcher?.name;
  const text = matcher?.string_match ?? matcher?.stringMatch;
  const present = matcher?.present_match ?? matcher?.presentMatch;
  const known = ['name', 'string_match', 'stringMatch', 'present_match', 'presentMatch', 'invert_match', 'invertMatch'];
  if (typeof name !== 'string' || Object.keys(matcher).some(key => !known.includes(key))) return undefined;
  const pattern = present === true ? PRESENT : present === undefined ? readPattern(text) : undefined;
  if (!pattern) return undefined;
  const condition = named(`header ${name}`, headerMatches(name, [pattern]));
  if (!(matcher.invert_match ?? matcher.invertMatch)) return condition;
  // A missing header never matches, inverted or not, unless presence is what is asked for.
  return present ? not(condition) : { holds: seen => header(seen, name) !== undefined && !condition.holds(seen), fact: seen => condition.fact(seen) };
}

/** Whatever its value. */
export const PRESENT: TextPattern = { written: '*', matches: () => true };

function readPath(matcher: any): Condition | undefined {
  return readText('url_path', path, matcher?.path);
}

export function path(seen: Seen): string | undefined {
  const whole = header(seen, ':path');
  return whole === undefined ? undefined : withoutQuery(whole);
}

function readTemplate(extension: any): Condition | undefined {
  const config = extension?.typed_config ?? extension?.typedConfig;
  const pattern = uriTemplate(String(config?.path_template ?? config?.pathTemplate));
  return pattern && named('uri_template', textMatches(path, [pattern]));
}

function readText(field: string, subject: (seen: Seen) => string | undefined, matcher: any): Condition | undefined {
  const pattern = readPattern(matcher);
  return pattern && named(field, textMatches(subject, [pattern]));
}

/** Envoy's StringMatcher. */
export function readPattern(matcher: any): TextPattern | undefined {
  const ignoreCase = matcher?.ignore_case ?? matcher?.ignoreCase ?? false;
  if (typeof matcher?.exact === 'string') return exact(matcher.exact, ignoreCase);
  if (typeof matcher?.prefix === 'string') return prefix(matcher.prefix, ignoreCase);
  if (typeof matcher?.suffix === 'string') return suffix(matcher.suffix, ignoreCase);
  if (typeof matcher?.contains === 'string') return contains(matcher.contains, ignoreCase);
  const expression = (matcher?.safe_regex ?? matcher?.safeRegex)?.regex;
  return typeof expression === 'string' ? regex(expression) : undefined;
}

function readEach(values: any, read: Read): Condition[] | undefined {
  const conditions = Array.isArray(values) ? values.map(read) : [];
  return conditions.length > 0 && conditions.every(isDefined) ? conditions : undefined;
}

function combine(how: (conditions: readonly Condition[]) => Condition, conditions: Condition[] | undefined): Condition | undefined {
  return conditions && how(conditions);
}

function negate(condition: Condition | undefined): Condition | undefined {
  return condition && not(condition);
}

export function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, letter => `_${letter.toLowerCase()}`);
}

function isDefined<T>(value: T | undefined): value is T {
  return value !== undefined;
}
