import { Yaml } from 'cdk8s';
import { Construct } from 'constructs';
import { GatewayModel } from './gateway-model';
import { gatewayParts } from './gateway-parts';
import { GatewayReplicas } from './gateway-replicas';
import { Install } from './installed';
import { gatewayValues } from '../istio/gateway-values';
import { namesByChart } from '../istio/installed-names';

/** Istio's chart `gateway`, installed by others with our values. */
export function installHelm(replicas: Required<GatewayReplicas>): Install {
  return (_scope: Construct, model: GatewayModel) => {
    const helmValues = gatewayValues(gatewayParts(model, replicas));
    return {
      workload: { kind: 'Deployment', name: namesByChart(model.name).deployment },
      helmValues,
      files: [{ name: 'gateway-values.yaml', content: Yaml.stringify(helmValues) }],
    };
  };
}
