import { GatewayParts } from './gateway-parts';

/** Values for Istio's Helm chart `gateway`, whose labels follow from the name. */
export function gatewayValues(parts: GatewayParts): { [name: string]: any } {
  const { annotations, env, serviceAnnotations, serviceSpec: { ports, ...spec }, replicas: { minReplicas, maxReplicas } } = parts;
  return {
    name: parts.name,
    ...Object.keys(annotations).length ? { annotations } : {},
    // On all objects of the chart, and in no selector.
    labels: parts.otherLabels,
    podAnnotations: parts.podAnnotations,
    // The chart takes the environment as a map.
    ...env ? { env: Object.fromEntries(env.map(({ name, value }) => [name, value])) } : {},
    service: { ...spec, ...serviceAnnotations ? { annotations: serviceAnnotations } : {}, ports },
    autoscaling: { minReplicas, maxReplicas },
    podDisruptionBudget: { maxUnavailable: 1 },
    topologySpreadConstraints: parts.topologySpreadConstraints,
  };
}
