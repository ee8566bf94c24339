import { list, record } from '../../istio/list';
import { ManifestObject } from '../../manifests/manifest-object';
import { Manifests } from '../../manifests/manifests';

/** A route for HTTP as a VirtualService has it. */
export interface HttpRule {
  /** Where it is written, which is where its short names are resolved. */
  readonly object: ManifestObject;
  readonly rule: any;
}

/** The routes of a VirtualService with those that it delegates to others, or of an HTTPRoute as a VirtualService. */
export function rulesOf(service: ManifestObject, manifests: Manifests): HttpRule[] {
  return list(service.spec.http).map(record).flatMap((http, index): HttpRule[] => {
    if (service.kind === 'HTTPRoute') return [{ object: service, rule: gatewayApiRule(service, index, http) }];
    if (!http.delegate) return [{ object: service, rule: http }];
    const { name, namespace = service.namespace } = record(http.delegate);
    const target = manifests._ofKind('networking.istio.io', 'VirtualService').find(one => one.name === name && one.namespace === namespace);
    return list(target?.spec.http).map(record).map(inner => ({ object: target!, rule: delegated(http, inner) }));
  });
}

/** @see https://github.com/istio/istio/blob/1.29.1/pilot/pkg/model/virtualservice.go mergeHTTPRoute */
const INHERITED = ['rewrite', 'headers', 'mirror', 'mirrorPercent', 'mirrorPercentage', 'mirrors'];

/** What the inner route says counts, and for what it does not say, what the outer one does. */
function delegated(outer: any, inner: any): any {
  const matches = list(inner.match).map(record);
  const [first] = list(outer.match).map(record);
  return {
    ...inner,
    match: matches.length ? matches.map(match => ({ ...match, uri: match.uri ?? first?.uri })) : outer.match,
    ...Object.fromEntries(INHERITED.map(field => [field, inner[field] ?? outer[field]])),
  };
}

/** What istiod makes of a rule of an HTTPRoute, with what it writes into requests and its backends in other namespaces. */
function gatewayApiRule({ json, namespace }: ManifestObject, index: number, http: any): any {
  const rule = record(list(json.spec.rules)[index]);
  const { path, hostname } = record(list(rule.filters).map(record).find(({ type }) => type === 'URLRewrite')?.urlRewrite);
  const { replaceFullPath: whole, replacePrefixMatch: start } = record(path);
  return {
    ...http,
    route: list(rule.backendRefs).map(ref => ({
      destination: { host: `${ref.name}.${ref.namespace ?? namespace}.svc.cluster.local`, port: { number: ref.port } },
      headers: headers(ref.filters),
    })),
    headers: headers(rule.filters),
    rewrite: {
      authority: hostname,
      ...start === undefined ? {} : { uri: String(start).replace(/\/$/, '') || '/' },
      ...whole === undefined ? {} : { uriRegexRewrite: { match: '/.*', rewrite: whole } },
    },
  };
}

function headers(filters: any): any {
  const written = record(list(filters).map(record).find(({ type }) => type === 'RequestHeaderModifier')?.requestHeaderModifier);
  const named = (entries: any) => Object.fromEntries(list(entries).map(({ name, value }) => [name, value]));
  return { request: { set: named(written.set), add: named(written.add) } };
}
