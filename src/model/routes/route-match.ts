import { Condition, all, headerMatches, not } from '../../envoy/condition';
import { PRESENT, path } from '../../envoy/rbac';
import { header } from '../../envoy/seen';
import { TextPattern, exact, prefix, regex } from '../../envoy/text-pattern';
import { list } from '../../istio/list';
import { selects } from '../../istio/policy-attachment';
import { gatewayId } from '../../istio/virtual-service';
import { ManifestObject, texts } from '../../manifests/manifest-object';
import { Manifests } from '../../manifests/manifests';

/** The pods whose routes are read, and the manifests. */
export interface RouteContext {
  readonly manifests: Manifests;
  readonly namespace: string;
  readonly labels: { readonly [name: string]: string };
  note(text: string): void;
}

/** Whether a match is for a server of a Gateway on these pods. */
export function isFor(
  match: any, server: { readonly gateway: string; readonly port: number }, service: ManifestObject, { namespace, labels }: RouteContext,
): boolean {
  if (!match) return true;
  if (match.port && match.port !== server.port) return false;
  if (list(match.gateways).length) return list(match.gateways).some((name: any) => gatewayId(String(name), service.namespace) === server.gateway);
  return selects(texts(match.sourceLabels), labels) && [undefined, '', namespace].includes(match.sourceNamespace);
}

/** Whether it matches every request, so that istiod puts its route last. */
export function isCatchAll(match: any): boolean {
  const { uri, headers, withoutHeaders, queryParams, method, authority, scheme } = match ?? {};
  const asksMore = [headers, withoutHeaders, queryParams].some(map => Object.keys(map ?? {}).length > 0) || Boolean(method ?? authority ?? scheme);
  return !asksMore && (!uri || uri.prefix === '/' || uri.regex === '.*');
}

/** The condition of a match on a request. */
export function matchCondition(match: any, note: (text: string) => void): Condition {
  const conditions: Condition[] = [];
  const ask = (matcher: any, condition: (pattern: TextPattern) => Condition) => {
    const pattern = stringMatch(matcher, match.ignoreUriCase && matcher === match.uri);
    if (!pattern) note(`the expression ${matcher.regex} cannot be interpreted, and counts as no match`);
    conditions.push(pattern ? condition(pattern) : { holds: () => false, fact: () => '' });
  };
  const { uri, method, authority, scheme, headers = {}, withoutHeaders = {}, queryParams = {} } = match ?? {};
  if (uri) ask(uri, pattern => ({ holds: seen => pattern.matches(path(seen)!, seen.readsBytes), fact: () => '' }));
  if (method) ask(method, pattern => headerMatches(':method', [pattern]));
  if (authority) ask(authority, pattern => headerMatches(':authority', [pattern]));
  if (scheme) ask(scheme, pattern => headerMatches(':scheme', [pattern]));
  Object.entries(headers).forEach(([name, matcher]) => ask(matcher, pattern => headerMatches(name, [pattern])));
  Object.entries(withoutHeaders).forEach(([name, matcher]) => ask(matcher, pattern => pattern === PRESENT
    ? not(headerMatches(name, [pattern]))
    // Here, a missing header counts as empty.
    : { holds: seen => !pattern.matches(header(seen, name) ?? '', seen.readsBytes), fact: () => '' }));
  Object.entries(queryParams).forEach(([name, matcher]) => ask(matcher, pattern => ({
    holds: seen => {
      const value = new URLSearchParams(header(seen, ':path')!.split('?').slice(1).join('?')).get(name);
      return value !== null && pattern.matches(value, seen.readsBytes);
    },
    fact: () => '',
  })));
  return all(conditions);
}

/** The pattern of `uri` and similar fields; undefined for an expression that cannot be interpreted. `segments` is the prefix of the Gateway API. */
export function stringMatch(matcher: any, ignoreCase: boolean): TextPattern | undefined {
  if (typeof matcher?.exact === 'string') return exact(matcher.exact, ignoreCase);
  if (typeof matcher?.prefix === 'string') return prefix(matcher.prefix, ignoreCase);
  if (typeof matcher?.segments === 'string') return segments(matcher.segments);
  return typeof matcher?.regex === 'string' && matcher.regex !== '*' ? regex(matcher.regex) : PRESENT;
}

/** A prefix of whole segments, as the Gateway API has it. */
function segments(value: string): TextPattern {
  return { written: value, matches: text => text === value || text.startsWith(`${value}/`) };
}

