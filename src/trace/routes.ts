import { mirrorsOf } from './mirrors';
import { serviceNamed } from './own-services';
import { Route, RouteAction, VirtualHost } from './plan';
import { Condition, all, headerMatches, not } from '../envoy/condition';
import { PRESENT, path } from '../envoy/rbac';
import { header } from '../envoy/seen';
import { TextPattern, exact, prefix, regex } from '../envoy/text-pattern';
import { intersection } from '../istio/host-names';
import { list } from '../istio/list';
import { selects } from '../istio/policy-attachment';
import { ManifestObject, nameOf, texts } from '../manifests/manifest-object';

/** A server of an Istio Gateway, as far as routes depend on it. */
export interface RoutedServer {
  /** `namespace/name` of its Gateway. */
  readonly gateway: string;
  /** Its name within the Gateway. */
  readonly portName: string;
  readonly hosts: readonly string[];
  readonly port: number;
  readonly httpsRedirect: boolean;
}

/** Whose routes they are. */
export interface RouteContext {
  readonly namespace: string;
  readonly labels: { readonly [name: string]: string };
  note(text: string): void;
}

/** The virtual hosts of servers that share a table of routes, as istiod makes them. */
export function virtualHosts(servers: readonly RoutedServer[], services: readonly ManifestObject[], context: RouteContext): VirtualHost[] {
  const tables = new Map<string, { requiresTls: boolean; routes: Route[] }>();
  const table = (domain: string) => {
    const key = domain.toLowerCase();
    if (!tables.has(key)) tables.set(key, { requiresTls: false, routes: [] });
    return tables.get(key)!;
  };
  for (const server of servers) {
    for (const service of servicesOf(server, services, context.namespace)) {
      const hosts = intersection(hostsFor(server, service.namespace), virtualServiceHosts(service));
      const routes = hosts.length ? routesOf(service, server, context) : [];
      if (routes.length > 0) hosts.forEach(host => table(host).routes.push(...routes));
      if (routes.length > 0 && server.httpsRedirect) hosts.forEach(host => table(host).requiresTls = true);
    }
    if (server.httpsRedirect) server.hosts.forEach(host => table(host).requiresTls = true);
  }
  return [...tables].map(([domain, { requiresTls, routes }]) => ({
    domain, requiresTls, routes: [...routes.filter(route => !route.catchAll), ...routes.filter(route => route.catchAll)],
  }));
}

/** The VirtualServices that are bound to a Gateway and that its pods may see. */
export function servicesOf(
  { gateway, portName }: Pick<RoutedServer, 'gateway' | 'portName'>, services: readonly ManifestObject[], namespace: string,
): ManifestObject[] {
  return services.filter(service => isExported(service, namespace)
    && gatewaysOf(service).some(name => name === gateway || name === `${gateway}#${portName}`));
}

/** Whether any is bound to the Gateway, by whatever server of it: then those that are not among the manifests are not taken to exist. */
export function hasRoutes(gateway: string, services: readonly ManifestObject[], namespace: string): boolean {
  return services.some(service => isExported(service, namespace) && gatewaysOf(service).some(name => name.split('#')[0] === gateway));
}

export function virtualServiceHosts(service: ManifestObject): string[] {
  return list(service.spec.hosts).map((host: any) => /[.*]/.test(String(host)) ? String(host) : `${host}.${service.namespace}.svc.cluster.local`);
}

/** `namespace/host` is for VirtualServices of that namespace only. */
export function hostsFor({ hosts }: { readonly hosts: readonly string[] }, namespace: string): string[] {
  return hosts.flatMap(host => {
    const [owner, name] = host.includes('/') ? host.split('/') : ['*', host];
    return owner === '*' || owner === namespace ? [name] : [];
  });
}

function gatewaysOf(service: ManifestObject): string[] {
  return list(service.spec.gateways).map((name: any) => gatewayId(String(name), service.namespace));
}

/** `name`, `namespace/name`, `./name` or the old `name.namespace.svc.cluster.local`. */
export function gatewayId(name: string, namespace: string): string {
  if (name.includes('/')) return name.startsWith('./') ? `${namespace}${name.slice(1)}` : name;
  const [short, owner] = name.split('.');
  return name === 'mesh' ? name : `${owner ?? namespace}/${short}`;
}

function isExported({ spec, namespace: own }: ManifestObject, namespace: string): boolean {
  const to: string[] = spec.exportTo ?? [];
  return to.length === 0 || to.includes('*') || !to.includes('~') && to.some(one => (one === '.' ? own : one) === namespace);
}

function routesOf(service: ManifestObject, server: RoutedServer, context: RouteContext): Route[] {
  const routes: Route[] = [];
  for (const [index, http] of list(service.spec.http).entries()) {
    const name = `${nameOf(service)}, ${http.name ?? `route ${index + 1}`}`;
    if (http.delegate) context.note(`${name} is delegated to another VirtualService: its matches are not read, and it counts as a route`);
    const matches = list(http.match);
    for (const match of (matches.length ? matches : [undefined]).filter(one => isFor(one, server, service, context))) {
      const condition = matchCondition(match, text => context.note(`${name}: ${text}`));
      const catchAll = isCatchAll(match);
      routes.push({ name, catchAll, action: actionOf(http, service.namespace), matches: seen => condition.holds(seen) });
      if (catchAll) return routes;
    }
  }
  return routes;
}

function isFor(match: any, server: RoutedServer, service: ManifestObject, { namespace, labels }: RouteContext): boolean {
  if (!match) return true;
  if (match.port && match.port !== server.port) return false;
  if (list(match.gateways).length) return list(match.gateways).some((name: any) => gatewayId(String(name), service.namespace) === server.gateway);
  return selects(texts(match.sourceLabels), labels) && [undefined, '', namespace].includes(match.sourceNamespace);
}

function isCatchAll(match: any): boolean {
  const { uri, headers, withoutHeaders, queryParams, method, authority, scheme } = match ?? {};
  const asksMore = [headers, withoutHeaders, queryParams].some(map => Object.keys(map ?? {}).length > 0) || Boolean(method ?? authority ?? scheme);
  return !asksMore && (!uri || uri.prefix === '/' || uri.regex === '.*');
}

function matchCondition(match: any, note: (text: string) => void): Condition {
  const conditions: Condition[] = [];
  const ask = (matcher: any, condition: (pattern: TextPattern) => Condition) => {
    const pattern = stringMatch(matcher, match.ignoreUriCase && matcher === match.uri);
    if (!pattern) note(`the expression ${matcher.regex} is not understood, and counts as no match`);
    conditions.push(pattern ? condition(pattern) : { holds: () => false, fact: () => '' });
  };
  const { uri, method, authority, scheme, headers = {}, withoutHeaders = {}, queryParams = {} } = match ?? {};
  if (uri) ask(uri, pattern => ({ holds: seen => pattern.matches(path(seen)!), fact: () => '' }));
  if (method) ask(method, pattern => headerMatches(':method', [pattern]));
  if (authority) ask(authority, pattern => headerMatches(':authority', [pattern]));
  if (scheme) ask(scheme, pattern => headerMatches(':scheme', [pattern]));
  Object.entries(headers).forEach(([name, matcher]) => ask(matcher, pattern => headerMatches(name, [pattern])));
  Object.entries(withoutHeaders).forEach(([name, matcher]) => ask(matcher, pattern => pattern === PRESENT
    ? not(headerMatches(name, [pattern]))
    // A header that is missing counts as empty here.
    : { holds: seen => !pattern.matches(header(seen, name) ?? ''), fact: () => '' }));
  Object.entries(queryParams).forEach(([name, matcher]) => ask(matcher, pattern => ({
    holds: seen => {
      const value = new URLSearchParams(header(seen, ':path')!.split('?').slice(1).join('?')).get(name);
      return value !== null && pattern.matches(value);
    },
    fact: () => '',
  })));
  return all(conditions);
}

function stringMatch(matcher: any, ignoreCase: boolean): TextPattern | undefined {
  if (typeof matcher?.exact === 'string') return exact(matcher.exact, ignoreCase);
  if (typeof matcher?.prefix === 'string') return prefix(matcher.prefix, ignoreCase);
  if (typeof matcher?.segments === 'string') return segments(matcher.segments);
  return typeof matcher?.regex === 'string' && matcher.regex !== '*' ? regex(matcher.regex) : PRESENT;
}

/** A prefix of whole segments, as the Gateway API has it. */
function segments(value: string): TextPattern {
  return { written: value, matches: text => text === value || text.startsWith(`${value}/`) };
}

function actionOf(http: any, namespace: string): RouteAction {
  if (http.redirect) return { status: http.redirect.redirectCode ?? 301 };
  if (http.directResponse) return { status: http.directResponse.status };
  const [destination] = list(http.route).map((route: any) => route.destination);
  if (!destination) return { backend: 'a backend' };
  return { backend: backendOf(destination), service: serviceNamed(String(destination.host), namespace), copies: mirrorsOf(http).map(backendOf) };
}

function backendOf({ host, port }: any): string {
  return `${host}${port?.number ? `:${port.number}` : ''}`;
}
