import { GATEWAY_NAME } from './policy-attachment';

/** Names of a gateway's objects and labels of its pods, by the tool that made them. */
export interface InstalledNames {
  readonly deployment: string;
  readonly service: string;
  readonly podLabels: { [name: string]: string };
}

/** Name of istioctl's own ingress gateway. */
export const DEFAULT_OPERATOR_GATEWAY = 'istio-ingressgateway';

/** Where istioctl installs gateways without a namespace. */
export const DEFAULT_OPERATOR_NAMESPACE = 'istio-system';

/** The class of Gateways of the Kubernetes Gateway API for which istiod makes pods. */
export const GATEWAY_CLASS = 'istio';

/**
 * By Istio's Helm chart `gateway`, whose value `name` (or whose release) this is, with its value `labels`.
 *
 * @see https://github.com/istio/istio/blob/1.29.1/manifests/charts/gateway/templates/_helpers.tpl
 */
export function namesByChart(name: string, labels: { readonly [name: string]: string } = {}): InstalledNames {
  return { deployment: name, service: name, podLabels: { app: name, istio: name.replace(/^istio-/, ''), ...labels } };
}

/**
 * By istioctl, of an entry of `components.ingressGateways` in an IstioOperator, with its `label`. Labels that this does not set are the chart's,
 * whatever the name.
 *
 * @see https://github.com/istio/istio/blob/1.29.1/manifests/charts/gateways/istio-ingress/values.yaml
 */
export function namesByOperator(name: string = DEFAULT_OPERATOR_GATEWAY, label: { readonly [name: string]: string } = {}): InstalledNames {
  return { deployment: name, service: name, podLabels: { app: DEFAULT_OPERATOR_GATEWAY, istio: 'ingressgateway', ...label } };
}

/**
 * By istiod, of a Gateway of the Kubernetes Gateway API.
 *
 * @see https://github.com/istio/istio/blob/1.29.1/pilot/pkg/config/kube/gateway/deploymentcontroller.go
 */
export function namesByGatewayApi(name: string, gatewayClass: string = GATEWAY_CLASS): InstalledNames {
  const made = `${name}-${gatewayClass}`;
  return { deployment: made, service: made, podLabels: { [GATEWAY_NAME]: name } };
}

/**
 * All labels of the pods that istiod makes for a Gateway of the Kubernetes Gateway API: those of `spec.infrastructure`, or without them its own.
 * Istio 1.29 to 1.31 do the same.
 *
 * @see https://github.com/istio/istio/blob/1.31.0/manifests/charts/istio-control/istio-discovery/files/kube-gateway.yaml
 * @see https://github.com/istio/istio/blob/1.31.0/pilot/pkg/config/kube/gatewaycommon/deploymentcontroller.go extractInfrastructureMetadata
 */
export function labelsByGatewayApi(
  name: string, gatewayClass: string, own: { readonly [name: string]: string }, infrastructure: { readonly [name: string]: string } | undefined,
): { [name: string]: string } {
  const kept = infrastructure && Object.fromEntries(Object.entries(infrastructure).filter(([key]) => !key.startsWith('gateway.networking.k8s.io/')));
  return {
    'sidecar.istio.io/inject': 'false',
    'service.istio.io/canonical-name': namesByGatewayApi(name, gatewayClass).deployment,
    'service.istio.io/canonical-revision': 'latest',
    ...kept ?? own,
    [GATEWAY_NAME]: name,
    'gateway.networking.k8s.io/gateway-class-name': gatewayClass,
    'gateway.istio.io/managed': 'istio.io-gateway-controller',
  };
}
