import { Yaml } from 'cdk8s';
import { Construct } from 'constructs';
import { GatewayModel } from './gateway-model';
import { gatewayParts } from './gateway-parts';
import { GatewayReplicas } from './gateway-replicas';
import { Install } from './installed';
import { assertUnprivileged } from './unprivileged';
import { gatewayOperator } from '../istio/gateway-operator';
import { namesByOperator } from '../istio/installed-names';

/** A gateway of `istioctl install`, installed by others with our file. */
export function installOperator(replicas: Required<GatewayReplicas>): Install {
  return (scope: Construct, model: GatewayModel) => {
    assertUnprivileged(scope, model.servers);
    return {
      workload: { kind: 'Deployment', name: namesByOperator(model.name).deployment },
      files: [{ name: 'gateway-operator.yaml', content: Yaml.stringify(gatewayOperator(gatewayParts(model, replicas))) }],
    };
  };
}
