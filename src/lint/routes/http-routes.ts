import { GatewayView } from '../gateway-view';
import { rulesOf } from './http-rules';
import { RoutedPath } from './routed-path';
import { routesOf } from './served-hosts';
import { list, record } from '../../istio/list';
import { ManifestObject } from '../../manifests/manifest-object';
import { mirrorsOf } from '../../trace/mirrors';
import { gatewayId } from '../../trace/routes';

/** One match of a route for HTTP. */
export interface HttpRoute {
  /** The VirtualService or HTTPRoute that it stands in. */
  readonly object: ManifestObject;
  /** In small letters; may begin with a wildcard. */
  readonly host: string;
  readonly path: RoutedPath;
  /** Whether it asks for more than the path, so that later routes may get the request. */
  readonly asksMore: boolean;
  /** Where it leads, as `host:port`; without a port, it is the only one there. */
  readonly backends: readonly string[];
  /** Where it sends copies of requests, in the same way. */
  readonly mirrors: readonly string[];
  /** Hosts that it writes into requests. */
  readonly authorities: readonly string[];
}

/** The routes of a gateway, in the order in which they are tried. */
export function httpRoutes(gateway: GatewayView): HttpRoute[] {
  const bound = gateway.gateways.map(({ namespace, name }) => `${namespace}/${name}`);
  return routesOf(gateway).flatMap(({ service, hosts }) => rulesOf(service, gateway.manifests).flatMap(({ object, rule }) => {
    const isBound = (name: any) => bound.includes(gatewayId(String(name), object.namespace));
    const matches = list(rule.match).length ? list(rule.match).map(record) : [{}];
    const here = matches.filter(({ gateways }) => list(gateways).length === 0 || list(gateways).some(isBound));
    return here.flatMap(match => hosts.map(host => httpRoute(object, rule, match, host)));
  }));
}

function httpRoute(object: ManifestObject, rule: any, match: any, host: string): HttpRoute {
  return {
    object,
    host: host.toLowerCase(),
    path: new RoutedPath(record(match.uri), record(rule.rewrite), match.ignoreUriCase === true),
    asksMore: MORE.some(key => isAsked(match[key])),
    backends: list(rule.route).map(({ destination }) => backendOf(record(destination), object.namespace)),
    mirrors: mirrorsOf(rule).map(destination => backendOf(destination, object.namespace)),
    authorities: authorities(rule).map(name => name.toLowerCase()),
  };
}

const MORE = ['headers', 'withoutHeaders', 'queryParams', 'method', 'authority', 'scheme', 'port', 'sourceLabels'];

function isAsked(condition: unknown): boolean {
  return typeof condition === 'object' ? Object.keys(record(condition)).length > 0 : condition !== undefined;
}

function backendOf({ host, port }: any, namespace: string): string {
  const name = String(host);
  const { number } = record(port);
  return (name.includes('.') ? name : `${name}.${namespace}.svc.cluster.local`) + (number === undefined ? '' : `:${number}`);
}

function authorities({ rewrite, headers, route }: any): string[] {
  const { authority } = record(rewrite);
  if (authority) return [String(authority)];
  return [headers, ...list(route).map(to => record(to).headers)].flatMap(one => [record(record(one).request).set, record(record(one).request).add])
    .flatMap(written => Object.entries(record(written))).filter(([name]) => /^(:authority|host)$/i.test(name)).map(([, value]) => String(value));
}
