import { list, record } from '../../istio/list';
import { ManifestObject } from '../../manifests/manifest-object';
import { Manifests } from '../../manifests/manifests';

/** The routes of the Kubernetes Gateway API as VirtualServices, which is what istiod makes of them. */
export function gatewayApiRoutes(manifests: Manifests): ManifestObject[] {
  const read = (kind: string, convert: (spec: any) => any) => manifests._ofKind('gateway.networking.k8s.io', kind)
    .map(route => ({ ...route, spec: { ...convert(route.spec), hosts: route.spec.hostnames ?? ['*'], gateways: parents(route) } }));
  return [
    ...read('HTTPRoute', ({ rules }) => ({ http: list(rules).map(httpRule) })),
    ...read('TLSRoute', ({ rules, hostnames = ['*'] }) => ({
      tls: list(rules).map((rule: any) => ({ match: [{ sniHosts: hostnames }], route: backends(rule) })),
    })),
    ...read('TCPRoute', ({ rules }) => ({ tcp: list(rules).map((rule: any) => ({ route: backends(rule) })) })),
  ];
}

/** `namespace/name` of the Gateway; one listener of it as `namespace/name#listener`. */
function parents({ spec, namespace }: ManifestObject): string[] {
  return list(spec.parentRefs).filter(({ kind = 'Gateway' }: any) => kind === 'Gateway')
    .map((ref: any) => `${ref.namespace ?? namespace}/${ref.name}${ref.sectionName ? `#${ref.sectionName}` : ''}`);
}

function httpRule(rule: any): any {
  const filter = (type: string) => list(rule.filters).map(record).filter(one => one.type === type);
  const [redirect] = filter('RequestRedirect').map(({ requestRedirect }) => record(requestRedirect));
  return {
    match: list(rule.matches).map((match: any) => ({
      uri: path(match.path),
      method: match.method && { exact: match.method },
      headers: named(match.headers),
      queryParams: named(match.queryParams),
    })),
    route: backends(rule),
    mirrors: filter('RequestMirror').map(({ requestMirror }) => mirror(record(requestMirror))),
    headers: headers(rule.filters),
    rewrite: rewrite(record(record(filter('URLRewrite')[0]).urlRewrite)),
    ...redirect ? { redirect: { redirectCode: redirect.statusCode ?? 302 } } : {},
  };
}

/** Headers that it writes into requests. */
function headers(filters: any): any {
  const modifier = record(list(filters).map(record).find(({ type }) => type === 'RequestHeaderModifier')?.requestHeaderModifier);
  const written = (entries: any) => Object.fromEntries(list(entries).map(({ name, value }) => [name, value]));
  return { request: { set: written(modifier.set), add: written(modifier.add) } };
}

function rewrite({ path: written, hostname }: any): any {
  const { replaceFullPath: whole, replacePrefixMatch: start } = record(written);
  return {
    authority: hostname,
    ...start === undefined ? {} : { uri: String(start).replace(/\/$/, '') || '/' },
    ...whole === undefined ? {} : { uriRegexRewrite: { match: '/.*', rewrite: whole } },
  };
}

/** A prefix matches whole segments. */
function path(match: any): any {
  const { type = 'PathPrefix', value: given = '/' } = record(match);
  const value = String(given);
  if (type === 'Exact') return { exact: value };
  return type === 'PathPrefix' && value !== '/' ? { segments: value.replace(/\/$/, '') } : { [type === 'PathPrefix' ? 'prefix' : 'regex']: value };
}

function named(matches: any): any {
  return Object.fromEntries(list(matches).map(({ name, type = 'Exact', value }) => [name, { [type === 'Exact' ? 'exact' : 'regex']: value }]));
}

function backends({ backendRefs }: any): any[] {
  return list(backendRefs).map(ref => ({ destination: destination(ref), headers: headers(ref.filters) }));
}

function mirror({ backendRef, fraction, percent }: any): any {
  const value = fraction ? 100 * fraction.numerator / (fraction.denominator ?? 100) : percent;
  return { destination: destination(record(backendRef)), ...value === undefined ? {} : { percentage: { value } } };
}

function destination({ name, namespace, port }: any): any {
  return { host: namespace ? `${name}.${namespace}.svc.cluster.local` : name, port: { number: port } };
}
