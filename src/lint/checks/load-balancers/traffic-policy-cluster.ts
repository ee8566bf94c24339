import { ClientAddressSource } from '../../../envoy/client-address-source';
import { check } from '../../check';
import { Problem } from '../../problem';

export const TRAFFIC_POLICY_CLUSTER = check('traffic-policy-cluster', scene =>
  scene.gateways.filter(({ isSure }) => isSure).flatMap(({ id, enforced, addressFrom, loadBalancers }): Problem[] => {
    const isPacket = addressFrom === ClientAddressSource.PACKET_SOURCE;
    const asks = enforced.find(({ rules }) => rules.some(({ addresses }) => addresses.some(({ direct }) => direct || isPacket)));
    return asks === undefined ? [] : loadBalancers
      .filter(({ service: { spec }, targetsPods }) => ['LoadBalancer', 'NodePort'].includes(spec.type) && spec.externalTrafficPolicy !== 'Local' && !targetsPods)
      .map(({ service }) => ({
        object: service,
        path: ['spec', 'externalTrafficPolicy'],
        what: `AuthorizationPolicy ${asks.object.name} compares the packet source on gateway ${id}, and externalTrafficPolicy is `
        + (service.spec.externalTrafficPolicy ?? 'left out, which means Cluster'),
      }));
  }));
