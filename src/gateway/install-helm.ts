import { Yaml } from 'cdk8s';
import { Construct } from 'constructs';
import { GatewayModel, acknowledgements, statusPortEnv, topologyAnnotation } from './gateway-model';
import { GatewayReplicas } from './gateway-replicas';
import { serviceParts } from './gateway-service';
import { spread } from './injected-deployment';
import { Install } from './installed';
import { namespaceLabel } from './namespace-label';

/** Istio's chart `gateway`, installed by others with our values. */
export function installHelm(replicas: Required<GatewayReplicas>): Install {
  return (_scope: Construct, model: GatewayModel) => {
    const values = helmValues(model, replicas);
    return {
      deploymentName: model.name,
      helmValues: values,
      files: [{ name: 'gateway-values.yaml', content: Yaml.stringify(values) }],
    };
  };
}

/** Values for Istio's chart `gateway`. Labels follow from the name there, as they do here. */
export function helmValues(model: GatewayModel, { minReplicas, maxReplicas }: Required<GatewayReplicas>): { [name: string]: any } {
  const { annotations, spec: { ports, ...spec } } = serviceParts(model);
  const locks = acknowledgements(model.topology);
  return {
    name: model.name,
    ...Object.keys(locks).length ? { annotations: locks } : {},
    // On all objects of the chart, but in no selector.
    labels: namespaceLabel(model.namespace),
    podAnnotations: topologyAnnotation(model.topology),
    ...envOf(model),
    service: { ...spec, ...annotations ? { annotations } : {}, ports },
    autoscaling: { minReplicas, maxReplicas },
    podDisruptionBudget: { maxUnavailable: 1 },
    topologySpreadConstraints: spread(model.podLabels),
  };
}

/** The chart knows environment as a map. */
function envOf({ topology }: GatewayModel): { env?: { [name: string]: string } } {
  const { env } = statusPortEnv(topology);
  return env ? { env: Object.fromEntries(env.map(({ name, value }) => [name, value])) } : {};
}
