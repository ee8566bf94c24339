import { GatewayWorkload } from '../manifests/gateway-workloads';
import { Manifests } from '../manifests/manifests';
import { findsPods } from '../manifests/pod-selector';

/** The Services in front of a gateway, as `namespace/name`, with that which istiod makes for a Gateway of the Gateway API. */
export function ownServices({ namespace, labels, gatewayApi }: GatewayWorkload, manifests: Manifests): string[] {
  const selecting = manifests._ofKind('', 'Service').filter(({ namespace: its, spec }) => its === namespace && findsPods(spec.selector, labels));
  return [...selecting.map(({ name }) => name), ...gatewayApi ? [`${gatewayApi.name}-${gatewayApi.spec.gatewayClassName}`] : []].map(name => `${namespace}/${name}`);
}

/** The Service that a destination names, as `namespace/name`. Istio takes a name for a short one only if it has no dot. */
export function serviceNamed(host: string, namespace: string): string {
  const [, name, its] = /^([^.]+)\.([^.]+)\.svc\./.exec(host) ?? [];
  return name ? `${its}/${name}` : `${namespace}/${host}`;
}
