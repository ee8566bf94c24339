import { RoutedServer, routesFor } from './bound-routes';
import { HttpRule, rulesOf } from './http-rules';
import { mirrorsOf } from './mirrors';
import { RouteContext, isCatchAll, isFor, matchCondition } from './route-match';
import { RoutedPath } from './routed-path';
import { intersection } from '../../istio/host-names';
import { list, record } from '../../istio/list';
import { hostsFor, hostsOf, serviceHost, serviceNamed } from '../../istio/virtual-service';
import { ManifestObject } from '../../manifests/manifest-object';
import { Route, RouteAction, VirtualHost } from '../envoy-model';

/** The parts of a Gateway's server that routes depend on. */
export interface HttpServer extends RoutedServer {
  readonly hosts: readonly string[];
  readonly port: number;
  readonly httpsRedirect: boolean;
}

/** The virtual hosts of servers that share a route configuration, as istiod makes them. */
export function virtualHosts(servers: readonly HttpServer[], context: RouteContext): VirtualHost[] {
  const tables = new Map<string, { requiresTls: boolean; routes: Route[] }>();
  const table = (domain: string) => {
    const key = domain.toLowerCase();
    if (!tables.has(key)) tables.set(key, { requiresTls: false, routes: [] });
    return tables.get(key)!;
  };
  for (const server of servers) {
    const services = routesFor(server, context.manifests, context.namespace);
    const own = new Map([...new Set(services.map(({ namespace }) => namespace))].map(namespace => [namespace, hostsFor(server.hosts, namespace)]));
    for (const service of services) {
      const hosts = intersection(own.get(service.namespace)!, hostsOf(service));
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

function routesOf(service: ManifestObject, server: HttpServer, context: RouteContext): Route[] {
  const routes: Route[] = [];
  for (const { object, id, name, rule } of rulesOf(service, context.manifests, context.note)) {
    const matches = list(rule.match);
    const { percentage, grpcStatus } = record(record(rule.fault).abort);
    const share = record(percentage).value;
    if (share > 0 && (share < 100 || grpcStatus !== undefined)) context.note(`${name} aborts ${share} % of the requests (fault.abort)`);
    for (const [index, match] of (matches.length ? matches : [undefined]).entries()) {
      if (!isFor(match, server, object, context)) continue;
      const condition = matchCondition(match, text => context.note(`${name}: ${text}`));
      const catchAll = isCatchAll(match);
      routes.push({ ...routeOf({ object, id: `${id} ${index}`, name, rule }, record(match)), catchAll, matches: seen => condition.holds(seen) });
      if (catchAll) return routes;
    }
  }
  return routes;
}

function routeOf({ object, id, name, rule }: HttpRule, match: any): Omit<Route, 'catchAll' | 'matches'> {
  return {
    id,
    name,
    object,
    path: new RoutedPath(record(match.uri), record(rule.rewrite), match.ignoreUriCase === true),
    asksMore: OTHER_CONDITIONS.some(key => isSet(match[key])),
    action: actionOf(rule, object.namespace),
    authorities: authorities(rule).map(host => host.toLowerCase()),
    writesForwardedFor: writtenHeaders(rule).some(([header]) => header.toLowerCase() === 'x-forwarded-for'),
  };
}

const OTHER_CONDITIONS = ['headers', 'withoutHeaders', 'queryParams', 'method', 'authority', 'scheme', 'sourceLabels'];

function isSet(condition: unknown): boolean {
  return typeof condition === 'object' ? Object.keys(record(condition)).length > 0 : condition !== undefined;
}

function actionOf(rule: any, namespace: string): RouteAction {
  const destinations = list(rule.route).map((route: any) => record(record(route).destination));
  const action = { backends: destinations.map(one => backendOf(one, namespace)), mirrors: mirrorsOf(rule).map(one => backendOf(one, namespace)) };
  if (rule.redirect) return { ...action, status: rule.redirect.redirectCode ?? 301 };
  if (rule.directResponse) return { ...action, status: rule.directResponse.status };
  const { percentage, httpStatus } = record(record(rule.fault).abort);
  if (record(percentage).value >= 100 && httpStatus !== undefined) return { ...action, status: httpStatus };
  const [destination] = destinations;
  if (!destination) return { ...action, backend: 'a backend' };
  return {
    ...action,
    backend: written(destination),
    services: destinations.map(({ host }) => serviceNamed(String(host), namespace)),
    copies: mirrorsOf(rule).map(written),
  };
}

/** The destination as it is written. */
function written({ host, port }: any): string {
  return `${host}${port?.number ? `:${port.number}` : ''}`;
}

function backendOf({ host, port }: any, namespace: string): string {
  const { number } = record(port);
  return serviceHost(String(host), namespace) + (number === undefined ? '' : `:${number}`);
}

function authorities(rule: any): string[] {
  const { authority } = record(rule.rewrite);
  if (authority) return [String(authority)];
  return writtenHeaders(rule).filter(([name]) => /^(:authority|host)$/i.test(name)).map(([, value]) => String(value));
}

/** The headers that a rule or its destinations write into requests. */
function writtenHeaders({ headers, route }: any): [string, unknown][] {
  return [headers, ...list(route).map(to => record(to).headers)].flatMap(one => [record(record(one).request).set, record(record(one).request).add])
    .flatMap(map => Object.entries(record(map)));
}
