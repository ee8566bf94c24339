import { GatewayModel, acknowledgements, proxyConfigAnnotation, statusPortEnv } from './gateway-model';
import { GatewayReplicas } from './gateway-replicas';
import { serviceParts } from './gateway-service';
import { spread } from './injected-deployment';
import { namespaceLabel } from './namespace-label';
import { GatewayParts } from '../istio/gateway-parts';

/** What the tool that installs a gateway is told about it. */
export function gatewayParts(model: GatewayModel, replicas: Required<GatewayReplicas>): GatewayParts {
  const { name, namespace, podLabels, topology } = model;
  const { annotations, spec } = serviceParts(model);
  return {
    name,
    namespace,
    podLabels,
    otherLabels: namespaceLabel(namespace),
    annotations: acknowledgements(topology),
    podAnnotations: proxyConfigAnnotation(model),
    ...statusPortEnv(topology),
    serviceAnnotations: annotations,
    serviceSpec: spec,
    replicas,
    topologySpreadConstraints: spread(podLabels),
  };
}
