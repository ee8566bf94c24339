import { Chart } from 'cdk8s';
import type { ProxyProtocolGateway } from './proxy-protocol-gateway';
import { knownLabelsOf } from './referenced-gateway';
import { othersInCluster } from './unique-objects';
import { Fault } from '../fault';
import { ROOT_NAMESPACE } from '../istio/policy-attachment';

/** What is known of pods with these labels and a selector: it selects them, it does not, or their other labels would decide. */
export enum Selects {
  YES,
  NO,
  UNKNOWN,
}

export function selects(selector: { [name: string]: string }, labels: { [name: string]: string }): Selects {
  const known = Object.entries(selector).filter(([name]) => name in labels);
  if (known.some(([name, value]) => labels[name] !== value)) {
    return Selects.NO;
  }
  return known.length === Object.keys(selector).length ? Selects.YES : Selects.UNKNOWN;
}

/**
 * Istio's Gateways, and policies in its root namespace, reach pods by label in every namespace.
 * Gateways of other charts, which may go to other clusters, are compared with policies of the root namespace only.
 */
export function selectorOverlap(gateway: ProxyProtocolGateway, gatewaySelector: { [name: string]: string }): string[] {
  const { podLabels, namespace } = gateway;
  if (!podLabels) return [];
  const others = othersInCluster(gateway, other => 'podLabels' in other && 'writeFiles' in other) as ProxyProtocolGateway[];
  return others.filter(other => {
    const isSibling = Chart.of(other) === Chart.of(gateway);
    return [
      // With the servers of its Gateway, and with its policies.
      isSibling ? selects(gatewaySelector, knownLabelsOf(other)) : Selects.NO,
      isSibling && other.namespace === namespace || namespace === ROOT_NAMESPACE ? selects(podLabels, knownLabelsOf(other)) : Selects.NO,
    ].includes(Selects.YES);
  }).map(other => new Fault('selector-not-unique', {
    what: `the labels of this gateway (${JSON.stringify(podLabels)}) also select the pods of ${other.node.path}`,
    why: 'its servers, guards and lists would act on the other gateway too',
    instead: 'give one of the two another name, or podLabels that tell them apart',
  }).message);
}
