import { namesByGatewayApi } from '../istio/installed-names';
import { GatewayWorkload } from '../manifests/gateway-workloads';
import { Manifests } from '../manifests/manifests';
import { findsPods } from '../manifests/pod-selector';

/** The Services in front of a gateway, as `namespace/name`, with that which istiod makes for a Gateway of the Gateway API. */
export function ownServices({ namespace, labels, gatewayApi }: GatewayWorkload, manifests: Manifests): string[] {
  const selecting = manifests._ofKind('', 'Service').filter(({ namespace: its, spec }) => its === namespace && findsPods(spec.selector, labels));
  return [...selecting.map(({ name }) => name), ...gatewayApi ? [namesByGatewayApi(gatewayApi.name, gatewayApi.spec.gatewayClassName).service] : []].map(name => `${namespace}/${name}`);
}
