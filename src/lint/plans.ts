import { GatewayView } from './gateway-view';
import { servicesByGateway } from './routes/served-hosts';
import { ManifestObject } from '../manifests/manifest-object';
import { Plan } from '../trace/plan';
import { PlanBuilder } from '../trace/plan-builder';
import { servicesOf } from '../trace/routes';
import { Server } from '../trace/servers';

const plans = new WeakMap<GatewayView, Plan>();

/** A gateway as Envoy runs it. */
export function planOf(gateway: GatewayView): Plan {
  // Several checks ask.
  if (!plans.has(gateway)) plans.set(gateway, new PlanBuilder(gateway.workload, gateway.manifests).build());
  return plans.get(gateway)!;
}

/** The VirtualServices that are bound to a server's Gateway, and the routes of the Gateway API as such. Without any, others may have them. */
export function routesFor(server: Server, { manifests, workload }: GatewayView): ManifestObject[] {
  return servicesOf(server, servicesByGateway(manifests).get(server.gateway) ?? [], workload.namespace);
}
