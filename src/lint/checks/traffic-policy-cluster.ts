import { ClientAddressSource } from '../../envoy/client-address-source';
import { Check } from '../check';
import { LintSeverity } from '../lint-finding';
import { Problem } from '../problem';

export const TRAFFIC_POLICY_CLUSTER: Check = {
  code: 'traffic-policy-cluster',
  severity: LintSeverity.WARNING,
  title: 'a policy asks for the packet source, and externalTrafficPolicy is Cluster',
  why: 'a node that passes a connection on to a pod of another node puts its own address into it: lists see nodes, and a guard that admits nodes admits everybody',
  find: scene => scene.gateways.filter(({ isSure }) => isSure).flatMap(({ id, enforced, addressFrom, loadBalancers }): Problem[] => {
    const isPacket = addressFrom === ClientAddressSource.PACKET_SOURCE;
    const asks = enforced.find(({ rules }) => rules.some(({ addresses }) => addresses.some(({ direct }) => direct || isPacket)));
    return asks === undefined ? [] : loadBalancers
      .filter(({ service: { spec }, targetsPods }) => ['LoadBalancer', 'NodePort'].includes(spec.type) && spec.externalTrafficPolicy !== 'Local' && !targetsPods)
      .map(({ service }) => ({
        object: service,
        path: ['spec', 'externalTrafficPolicy'],
        what: `AuthorizationPolicy ${asks.object.name} compares the packet source on gateway ${id}, and externalTrafficPolicy is `
          + (service.spec.externalTrafficPolicy ?? 'left out, which means Cluster'),
        instead: 'write externalTrafficPolicy: Local. Nothing is wrong where the load balancer connects to pods, past the nodes',
      }));
  }),
};
