import { list, record } from './list';
import { gatewayId, serviceHost } from './virtual-service';

/** Fields that a delegate's route inherits where it does not have them. */
const INHERITED = ['rewrite', 'directResponse', 'mirror', 'mirrorPercent', 'mirrorPercentage', 'mirrors', 'headers', 'fault'];
const TEXTS = ['uri', 'scheme', 'method', 'authority'];
const MAPS = ['headers', 'withoutHeaders', 'queryParams'];

/** A route for HTTP, and the namespace of its VirtualService, in which its short names are resolved. */
export interface OwnedRoute {
  readonly rule: any;
  readonly namespace: string;
}

/**
 * The route that istiod makes of one route and of another to which it delegates; undefined where their matches conflict, and it makes none. Names are
 * resolved before they are merged.
 *
 * @see https://github.com/istio/istio/blob/1.29.1/pilot/pkg/model/virtualservice.go mergeHTTPRoute
 */
export function delegatedRoute(root: OwnedRoute, delegate: OwnedRoute): any {
  const match = mergedMatches(matchesOf(root), matchesOf(delegate));
  const inherited = withFullHosts(root);
  return match && { ...delegate.rule, match, ...Object.fromEntries(INHERITED.map(field => [field, delegate.rule[field] ?? inherited[field]])) };
}

function matchesOf({ rule, namespace }: OwnedRoute): any[] {
  return list(rule.match).map(match => ({ ...match, gateways: list(match.gateways).map(name => gatewayId(String(name), namespace)) }));
}

/** Mirrors of a route are written in its own namespace, also where a delegate in another namespace inherits them. */
function withFullHosts({ rule, namespace }: OwnedRoute): any {
  const full = (destination: any) => ({ ...destination, host: serviceHost(String(destination.host), namespace) });
  return {
    ...rule,
    mirror: rule.mirror && full(rule.mirror),
    mirrors: rule.mirrors && list(rule.mirrors).map(mirror => ({ ...mirror, destination: full(record(mirror.destination)) })),
  };
}

/** Each match of the delegate must be a subset of a match of the root. */
function mergedMatches(root: readonly any[], delegate: readonly any[]): any[] | undefined {
  if (root.length === 0) return [...delegate];
  if (delegate.length === 0) return [...root];
  const merged = delegate.map(leaf => root.filter(one => !conflict(one, leaf)).map(one => mergedMatch(one, leaf)));
  return merged.some(found => found.length === 0) ? undefined : merged.flat();
}

function mergedMatch(root: any, leaf: any): any {
  return {
    ...root,
    ...leaf,
    ...Object.fromEntries(TEXTS.map(field => [field, leaf[field] ?? root[field]])),
    ...Object.fromEntries([...MAPS, 'sourceLabels'].map(field => [field, { ...record(root[field]), ...record(leaf[field]) }])),
    port: leaf.port || root.port,
    gateways: list(leaf.gateways).length ? leaf.gateways : root.gateways,
  };
}

function conflict(root: any, leaf: any): boolean {
  return TEXTS.some(field => textsConflict(root[field], leaf[field]))
    || MAPS.some(field => Object.entries(record(leaf[field])).some(([name, text]) => textsConflict(record(root[field])[name], text)))
    || (root.ignoreUriCase ?? false) !== (leaf.ignoreUriCase ?? false)
    || Boolean(root.port && leaf.port && root.port !== leaf.port)
    || Boolean(root.sourceNamespace && leaf.sourceNamespace !== root.sourceNamespace)
    || Object.entries(record(leaf.sourceLabels)).some(([name, value]) => name in record(root.sourceLabels) && root.sourceLabels[name] !== value)
    || list(root.gateways).length > 0 && list(leaf.gateways).some(name => !list(root.gateways).includes(name));
}

/** Whether the delegate's text may be one that the root's does not match. A regular expression is never compared. */
function textsConflict(root: any, leaf: any): boolean {
  if (!root || !leaf) return false;
  if (root.exact) return leaf.exact !== root.exact;
  return !root.prefix || !String(leaf.prefix ?? leaf.exact ?? '').startsWith(root.prefix);
}
