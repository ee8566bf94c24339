import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { GatewayModel } from './gateway-model';
import { GatewayReplicas } from './gateway-replicas';
import { ServerKind } from './gateway-server';
import { gatewayService } from './gateway-service';
import * as injected from './injected-deployment';
import { Install } from './installed';
import { assertUnprivileged } from './unprivileged';

/** A gateway of our own. */
export function installInjected(replicas: Required<GatewayReplicas>): Install {
  return (scope: Construct, model: GatewayModel) => {
    assertUnprivileged(scope, model.servers);
    new ApiObject(scope, 'ServiceAccount', injected.serviceAccount(model));
    if (model.servers.some(server => server._kind === ServerKind.HTTPS)) {
      new ApiObject(scope, 'Role', injected.secretReaderRole(model));
      new ApiObject(scope, 'RoleBinding', injected.secretReaderRoleBinding(model));
    }
    const deployment = new ApiObject(scope, 'Deployment', injected.deployment(model));
    new ApiObject(scope, 'HorizontalPodAutoscaler', injected.autoscaler(model, replicas));
    new ApiObject(scope, 'PodDisruptionBudget', injected.disruptionBudget(model));
    const service = new ApiObject(scope, 'Service', gatewayService(model));
    return { workload: { kind: 'Deployment', name: model.name }, deployment, service, files: [] };
  };
}
