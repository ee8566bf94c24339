import { GatewayView } from '../gateway-view';
import { rulesOf } from './http-rules';
import { routesOf, servicesByGateway } from './served-hosts';
import { list, record } from '../../istio/list';
import { ManifestObject } from '../../manifests/manifest-object';
import { ownServices, serviceNamed } from '../../trace/own-services';
import { servicesOf } from '../../trace/routes';
import { FieldPath } from '../check';

/** A route whose destination is the gateway that it is on. */
export interface OwnRoute {
  readonly object: ManifestObject;
  readonly path: FieldPath;
  /** `namespace/name`. */
  readonly service: string;
  /** Whether it writes X-Forwarded-For into requests. */
  readonly writesForwardedFor: boolean;
}

export function routesToItself(gateway: GatewayView): OwnRoute[] {
  const own = ownServices(gateway.workload, gateway.manifests);
  const read = (object: ManifestObject, rule: any, field: string): OwnRoute[] => list(rule.route).map(record)
    .map(to => serviceNamed(String(record(to.destination).host), object.namespace)).filter(service => own.includes(service))
    .map(service => ({ object, path: ['spec', fieldOf(object, field)], service, writesForwardedFor: writesForwardedFor(rule) }));
  const http = routesOf(gateway).flatMap(({ service }) => rulesOf(service, gateway.manifests)).flatMap(({ object, rule }) => read(object, rule, 'http'));
  const servicesOn = (id: string) => servicesByGateway(gateway.manifests).get(id) ?? [];
  const streams = [...new Set(gateway.tcpServers.flatMap(server => servicesOf(server, servicesOn(server.gateway), gateway.workload.namespace)))];
  return [...http, ...['tls', 'tcp'].flatMap(field => streams.flatMap(object => list(object.spec[field]).flatMap(rule => read(object, record(rule), field))))];
}

/** Routes of the Gateway API are read as VirtualServices, and stand in rules. */
function fieldOf({ kind }: ManifestObject, field: string): string {
  return kind === 'VirtualService' ? field : 'rules';
}

function writesForwardedFor({ headers, route }: any): boolean {
  return [headers, ...list(route).map(to => record(to).headers)].flatMap(one => [record(record(one).request).set, record(record(one).request).add])
    .flatMap(written => Object.keys(record(written))).some(name => name.toLowerCase() === 'x-forwarded-for');
}
