import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { InjectedDeploymentOptions } from './gateway-install';
import { GatewayModel } from './gateway-model';
import { GatewayServer, ServerKind } from './gateway-server';
import { gatewayService } from './gateway-service';
import * as injected from './injected-deployment';
import { Fault } from '../fault';

/** A gateway of our own. */
export function installInjected(
  scope: Construct, model: GatewayModel, options: Required<InjectedDeploymentOptions>,
): { deployment: ApiObject; service: ApiObject } {
  mustBeUnprivileged(scope, model.servers);
  new ApiObject(scope, 'ServiceAccount', injected.serviceAccount(model));
  if (model.servers.some(server => server._kind === ServerKind.HTTPS)) {
    new ApiObject(scope, 'Role', injected.secretReaderRole(model));
    new ApiObject(scope, 'RoleBinding', injected.secretReaderRoleBinding(model));
  }
  const deployment = new ApiObject(scope, 'Deployment', injected.deployment(model));
  new ApiObject(scope, 'HorizontalPodAutoscaler', injected.autoscaler(model, options));
  new ApiObject(scope, 'PodDisruptionBudget', injected.disruptionBudget(model));
  return { deployment, service: new ApiObject(scope, 'Service', gatewayService(model)) };
}

function mustBeUnprivileged(at: Construct, servers: readonly GatewayServer[]): void {
  const privileged = servers.find(server => server.targetPort < 1024);
  if (privileged) {
    throw new Fault('privileged-port', {
      what: `targetPort of server "${privileged.name}" is ${privileged.targetPort}`,
      why: 'the gateway does not run as root, and Istio skips ports below 1024 then',
      instead: `write targetPort: ${privileged.targetPort + 8000}`,
    }, at);
  }
}
