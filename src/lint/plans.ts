import { GatewayView } from './gateway-view';
import { servicesByGateway } from './routes/served-hosts';
import { ManifestObject } from '../manifests/manifest-object';
import { Plan } from '../trace/plan';
import { PlanBuilder } from '../trace/plan-builder';
import { hasRoutes, servicesOf } from '../trace/routes';
import { Server } from '../trace/servers';

const plans = new WeakMap<GatewayView, Plan>();

/** A gateway as Envoy runs it. */
export function planOf(gateway: GatewayView): Plan {
  // Several checks ask.
  if (!plans.has(gateway)) plans.set(gateway, new PlanBuilder(gateway.workload, gateway.manifests).build());
  return plans.get(gateway)!;
}

/** Whether routes of the server's Gateway are among the manifests. Without any, others may have them. */
export function showsRoutes({ gateway }: Server, { manifests, workload }: GatewayView): boolean {
  return hasRoutes(gateway, servicesByGateway(manifests).get(gateway) ?? [], workload.namespace);
}

/** The routes that a server of it may use. */
export function routesFor(server: Server, { manifests, workload }: GatewayView): ManifestObject[] {
  return servicesOf(server, servicesByGateway(manifests).get(server.gateway) ?? [], workload.namespace);
}
