import { GatewayParts } from './gateway-parts';

/** An IstioOperator with only this gateway. No cluster serves that kind since Istio 1.24: it is a file for istioctl, not a manifest. */
export function gatewayOperator(parts: GatewayParts): object {
  const { name, namespace, env, serviceAnnotations, replicas: { minReplicas, maxReplicas } } = parts;
  return {
    apiVersion: 'install.istio.io/v1alpha1',
    kind: 'IstioOperator',
    spec: {
      components: {
        ingressGateways: [{
          name,
          namespace,
          enabled: true,
          label: parts.podLabels,
          k8s: {
            podAnnotations: { ...parts.annotations, ...parts.podAnnotations },
            ...env ? { env } : {},
            ...serviceAnnotations ? { serviceAnnotations } : {},
            service: parts.serviceSpec,
            hpaSpec: { minReplicas, maxReplicas },
            overlays: [{
              apiVersion: 'apps/v1',
              kind: 'Deployment',
              name,
              // In `label` it would also be in the Deployment's selector, which can never change.
              patches: Object.entries(parts.otherLabels).map(([label, value]) => ({ path: `spec.template.metadata.labels.${label}`, value })),
            }],
          },
        }],
      },
    },
  };
}
