import { namesByGatewayApi } from '../istio/installed-names';
import { GatewayWorkload } from '../manifests/gateway-workloads';

/** The Services in front of a gateway, as `namespace/name`, with the one that istiod makes for a Gateway of the Gateway API. */
export function ownServices({ namespace, services, gatewayApi }: GatewayWorkload): string[] {
  const made = gatewayApi ? [namesByGatewayApi(gatewayApi.name, gatewayApi.spec.gatewayClassName).service] : [];
  return [...services.map(({ name }) => name), ...made].map(name => `${namespace}/${name}`);
}
