/** The class of Gateways of the Kubernetes Gateway API that istiod runs on agentgateway, where `PILOT_ENABLE_AGENTGATEWAY` is on. */
export const AGENTGATEWAY_CLASS = 'istio-agentgateway';

/** The class of Envoys in front of services, inside the mesh. */
export const WAYPOINT_CLASS = 'istio-waypoint';

/** Classes whose Gateways clients outside do not reach, with their controllers. */
const INSIDE: { readonly [gatewayClass: string]: string } = {
  [WAYPOINT_CLASS]: 'istio.io/mesh-controller',
  'istio-east-west': 'istio.io/eastwest-controller',
  'istio-remote': 'istio.io/unmanaged-gateway',
};

/** Whether istiod has the class without a GatewayClass that names its controller. */
export function isIstioClass(gatewayClass: string): boolean {
  return gatewayClass === 'istio' || gatewayClass.startsWith('istio-');
}

/**
 * What runs the Gateways of a class, if that is not Istio's Envoy, which alone has AuthorizationPolicies and EnvoyFilters. `controllerName` is that of
 * the GatewayClass, where it is known.
 *
 * @see https://github.com/istio/istio/blob/1.31.0/pilot/pkg/config/kube/gatewaycommon/classinfo.go
 */
export function otherProxy(gatewayClass: string, controllerName: string | undefined): string | undefined {
  if (controllerName === undefined && gatewayClass.startsWith(AGENTGATEWAY_CLASS) || controllerName?.startsWith('istio.io/agentgateway')) return 'agentgateway';
  return controllerName === undefined || controllerName.startsWith('istio.io/') ? undefined : `a proxy of ${controllerName}`;
}

/** The class of a Gateway that Istio knows and that is not for clients outside: a waypoint, or between clusters. */
export function insideClass(gatewayClass: string, controllerName: string | undefined): string | undefined {
  return Object.keys(INSIDE).find(name => controllerName === undefined ? name === gatewayClass : INSIDE[name] === controllerName);
}
