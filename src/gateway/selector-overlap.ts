import { Chart } from 'cdk8s';
import { IProxyProtocolGateway, knownLabelsOf } from './referenced-gateway';
import { gatewaysInCluster } from './unique-objects';
import { Fault } from '../fault';
import { ROOT_NAMESPACE, Selects, selection } from '../istio/policy-attachment';

/**
 * Istio's Gateways, and policies in its root namespace, reach pods by label in every namespace.
 * Gateways of other charts, which may go to other clusters, are compared with policies of the root namespace only.
 */
export function selectorOverlap(gateway: IProxyProtocolGateway, gatewaySelector: { [name: string]: string }): string[] {
  const { podLabels, namespace } = gateway;
  if (!podLabels) return [];
  return gatewaysInCluster(gateway).filter(other => {
    const isSibling = Chart.of(other) === Chart.of(gateway);
    return [
      // With the servers of its Gateway, and with its policies.
      isSibling ? selection(gatewaySelector, knownLabelsOf(other)) : Selects.NO,
      isSibling && other.namespace === namespace || namespace === ROOT_NAMESPACE ? selection(podLabels, knownLabelsOf(other)) : Selects.NO,
    ].includes(Selects.YES);
  }).map(other => new Fault('selector-not-unique', {
    what: `the labels of this gateway (${JSON.stringify(podLabels)}) also select the pods of ${other.node.path}`,
    why: 'its servers, guards and lists would act on the other gateway too',
    instead: 'give one of the two another name, or podLabels that tell them apart',
  }).message);
}
