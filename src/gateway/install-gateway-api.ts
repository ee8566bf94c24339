import { ApiObject, Yaml } from 'cdk8s';
import { k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { AllowedRoutes } from './allowed-routes';
import { gatewayApi, withoutHttp3 } from './gateway-api';
import { GatewayModel, proxyConfigAnnotation, statusPortEnv } from './gateway-model';
import { GatewayReplicas } from './gateway-replicas';
import { assertNoPortNames, serviceParts } from './gateway-service';
import { BUSY, spread } from './injected-deployment';
import { Install } from './installed';
import { namesByGatewayApi } from '../istio/installed-names';

/** A gateway that istiod makes from a Gateway of the Kubernetes Gateway API. */
export function installGatewayApi(replicas: Required<GatewayReplicas>, routes: AllowedRoutes): Install {
  return (scope: Construct, model: GatewayModel) => {
    const { deployment, service } = namesByGatewayApi(model.name);
    assertNoPortNames(scope, model.topology, service);
    // Always there: istiod makes nothing until the ConfigMap exists.
    const parameters = new ApiObject(scope, 'Parameters', k8s.KubeConfigMap.manifest({
      metadata: { name: `${model.name}-parameters`, namespace: model.namespace },
      data: Object.fromEntries(Object.entries(overlays(model, replicas)).map(([kind, patch]) => [kind, Yaml.stringify(patch)])),
    }));
    const maker = new ApiObject(scope, 'Gateway', gatewayApi(model, parameters.name, routes));
    return { workload: { kind: 'Deployment', name: deployment }, maker, files: [] };
  };
}

/** What the pods and their Service need that istiod does not give them: strategic-merge patches, by the kind of object. */
function overlays(model: GatewayModel, { minReplicas, maxReplicas }: Required<GatewayReplicas>): { [kind: string]: object } {
  // The ports are the listeners'.
  const { annotations, spec: { ports: _, ...spec } } = serviceParts(model);
  const ports = withoutHttp3(model.servers);
  const { env } = statusPortEnv(model.topology);
  return {
    deployment: {
      spec: {
        // A changed topology changes the template, and the pods roll.
        template: {
          metadata: { annotations: proxyConfigAnnotation(model) },
          spec: { topologySpreadConstraints: spread(model.podLabels), ...env ? { containers: [{ name: 'istio-proxy', env }] } : {} },
        },
      },
    },
    horizontalPodAutoscaler: { spec: { minReplicas, maxReplicas, metrics: [BUSY] } },
    podDisruptionBudget: { spec: { maxUnavailable: 1 } },
    service: { ...annotations ? { metadata: { annotations } } : {}, spec: { ...spec, ...ports.length ? { ports } : {} } },
  };
}
