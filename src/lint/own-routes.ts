import { GatewayView } from './gateway-view';
import { RouteTable } from './route-table';
import { list, record } from '../istio/list';
import { serviceNamed } from '../istio/virtual-service';
import { FieldPath } from '../manifests/field-path';
import { ManifestObject } from '../manifests/manifest-object';
import { routesFor } from '../model/routes/bound-routes';

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
  const { model: { ownServices }, manifests, workload: { namespace } } = gateway;
  const table = RouteTable.of(gateway);
  const http = table.names.flatMap(name => table.routesOf(name)).flatMap(({ object, action, writesForwardedFor }) => (action.services ?? [])
    .map(service => ({ object: object!, path: ['spec', fieldOf(object!, 'http')], service, writesForwardedFor })));
  const streams = [...new Set(gateway.tcpServers.flatMap(server => routesFor(server, manifests, namespace)))];
  const ofStreams = streams.flatMap(object => ['tls', 'tcp'].flatMap(field => list(object.spec[field]).flatMap(rule => list(record(rule).route).map(record)
    .map(to => serviceNamed(String(record(to.destination).host), object.namespace))
    .map(service => ({ object, path: ['spec', fieldOf(object, field)], service, writesForwardedFor: false })))));
  return [...http, ...ofStreams].filter(({ service }) => ownServices.includes(service));
}

/** Routes of the Gateway API are read as VirtualServices, and are written in rules. */
function fieldOf({ kind }: ManifestObject, field: string): string {
  return kind === 'VirtualService' ? field : 'rules';
}
