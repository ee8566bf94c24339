import { check } from '../../check';
import { clientLists } from '../../client-lists';
import { GatewayView } from '../../gateway-view';
import { Problem } from '../../problem';

export const TRAFFIC_POLICY_CLUSTER = check('traffic-policy-cluster', scene =>
  scene.gateways.filter(({ isSure }) => isSure).flatMap((gateway): Problem[] => {
    const asks = packetSourceAsked(gateway);
    return asks === undefined ? [] : gateway.loadBalancers
      .filter(({ service: { spec }, targetsPods }) => (spec.type === 'LoadBalancer' || spec.type === 'NodePort' && !onHostNetwork(gateway)) && spec.externalTrafficPolicy !== 'Local' && !targetsPods)
      .map(({ service }) => ({
        ...service.at(['spec', 'externalTrafficPolicy']),
        what: `${asks} compares the packet source on gateway ${gateway.id}, and externalTrafficPolicy is `
        + (service.spec.externalTrafficPolicy ?? 'left out, which means Cluster'),
        instead: gateway.workload.gatewayApi && gateway.workload.installedService === service
          ? 'write spec: { externalTrafficPolicy: Local } into the key service of the ConfigMap that spec.infrastructure.parametersRef names' : undefined,
      }));
  }));

/** Clients connect to the ports of the nodes that the pods themselves have, and not to those of a Service. */
function onHostNetwork({ workload: { pods: { object } } }: GatewayView): boolean {
  return object.spec.template?.spec?.hostNetwork === true;
}

/** What compares the packet source. A guard does, too. */
function packetSourceAsked(gateway: GatewayView): string | undefined {
  const direct = gateway.enforced.find(({ rules }) => rules.some(({ addresses }) => addresses.some(field => field.direct)));
  if (direct) return `AuthorizationPolicy ${direct.object.name}`;
  // After a proxy that reads HTTP, or whose PROXY header is not read, that is the fault, whatever the nodes do.
  const isFirst = gateway.httpProxies.length === 0 && gateway.loadBalancers.every(({ proxyAnnotation }) => proxyAnnotation === undefined);
  return gateway.seesPacketSource && isFirst ? clientLists(gateway)[0]?.name : undefined;
}
