import { Yaml } from 'cdk8s';
import { Construct } from 'constructs';
import { GatewayModel, acknowledgements, statusPortEnv, topologyAnnotation } from './gateway-model';
import { GatewayReplicas } from './gateway-replicas';
import { serviceParts } from './gateway-service';
import { Install } from './installed';
import { namespaceLabel } from './namespace-label';
import { mustBeUnprivileged } from './unprivileged';

/** A gateway of `istioctl install`, installed by others with our file. */
export function installOperator(replicas: Required<GatewayReplicas>): Install {
  return (scope: Construct, model: GatewayModel) => {
    mustBeUnprivileged(scope, model.servers);
    return {
      deploymentName: model.name,
      files: [{ name: 'istio-operator.yaml', content: Yaml.stringify(operator(model, replicas)) }],
    };
  };
}

/** No cluster serves that kind since Istio 1.24: it is a file for istioctl, never a manifest. */
function operator(model: GatewayModel, hpaSpec: Required<GatewayReplicas>): object {
  const { annotations, spec } = serviceParts(model);
  return {
    apiVersion: 'install.istio.io/v1alpha1',
    kind: 'IstioOperator',
    spec: {
      components: {
        ingressGateways: [{
          name: model.name,
          namespace: model.namespace,
          enabled: true,
          label: model.podLabels,
          k8s: {
            podAnnotations: { ...acknowledgements(model.topology), ...topologyAnnotation(model.topology) },
            ...statusPortEnv(model.topology),
            ...annotations ? { serviceAnnotations: annotations } : {},
            service: spec,
            hpaSpec,
            overlays: [{
              apiVersion: 'apps/v1',
              kind: 'Deployment',
              name: model.name,
              // Among `label` it would come into the Deployment's selector, which can never change.
              patches: Object.entries(namespaceLabel(model.namespace)).map(([label, value]) => ({ path: `spec.template.metadata.labels.${label}`, value })),
            }],
          },
        }],
      },
    },
  };
}
