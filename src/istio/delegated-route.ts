import { list, record } from './list';

/** What a route takes from the one that delegates to it, where it says nothing itself. */
const INHERITED = ['rewrite', 'directResponse', 'mirror', 'mirrorPercent', 'mirrorPercentage', 'mirrors', 'headers'];
const TEXTS = ['uri', 'scheme', 'method', 'authority'];
const MAPS = ['headers', 'withoutHeaders', 'queryParams'];

/**
 * The route that istiod makes of one and of another to which it delegates; undefined where their matches contradict each other, and it makes none.
 *
 * @see https://github.com/istio/istio/blob/1.29.1/pilot/pkg/model/virtualservice.go mergeHTTPRoute
 */
export function delegatedRoute(root: any, delegate: any): any {
  const match = mergedMatches(list(root.match), list(delegate.match));
  return match && { ...delegate, match, ...Object.fromEntries(INHERITED.map(field => [field, delegate[field] ?? root[field]])) };
}

/** Each match of the delegate must be a part of one of the root's. */
function mergedMatches(root: readonly any[], delegate: readonly any[]): any[] | undefined {
  if (root.length === 0) return [...delegate];
  if (delegate.length === 0) return [...root];
  const merged = delegate.map(leaf => root.filter(one => !contradict(one, leaf)).map(one => mergedMatch(one, leaf)));
  return merged.some(found => found.length === 0) ? undefined : merged.flat();
}

function mergedMatch(root: any, leaf: any): any {
  return {
    ...root,
    ...leaf,
    ...Object.fromEntries(TEXTS.map(field => [field, leaf[field] ?? root[field]])),
    ...Object.fromEntries([...MAPS, 'sourceLabels'].map(field => [field, { ...record(root[field]), ...record(leaf[field]) }])),
    gateways: list(leaf.gateways).length ? leaf.gateways : root.gateways,
  };
}

function contradict(root: any, leaf: any): boolean {
  return TEXTS.some(field => textsContradict(root[field], leaf[field]))
    || MAPS.some(field => Object.entries(record(leaf[field])).some(([name, text]) => textsContradict(record(root[field])[name], text)))
    || (root.ignoreUriCase ?? false) !== (leaf.ignoreUriCase ?? false)
    || Boolean(root.port && leaf.port && root.port !== leaf.port)
    || Boolean(root.sourceNamespace && leaf.sourceNamespace !== root.sourceNamespace)
    || Object.entries(record(leaf.sourceLabels)).some(([name, value]) => name in record(root.sourceLabels) && root.sourceLabels[name] !== value)
    || list(root.gateways).length > 0 && list(leaf.gateways).some(name => !list(root.gateways).includes(name));
}

function textsContradict(root: any, leaf: any): boolean {
  if (!root || !leaf) return false;
  if (root.exact) return leaf.exact !== root.exact;
  return !root.prefix || !String(leaf.prefix ?? leaf.exact ?? '').startsWith(root.prefix);
}
