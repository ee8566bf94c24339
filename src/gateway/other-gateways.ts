import { ApiObject, Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { Written, objectsIn } from './chart-objects';
import { IProxyProtocolGateway, knownLabelsOf } from './referenced-gateway';
import { Selects, selection } from '../istio/policy-attachment';

/** A server of an Istio Gateway on the same pods, whoever wrote it. */
export interface OtherServer {
  /** Its Gateway. */
  readonly other: ApiObject;
  /** As it is written. */
  readonly server: any;
}

/** Servers of all Istio Gateways on a gateway's pods, as far as the charts of who asks and of the gateway show them; other charts may go to other clusters. */
export function otherServers(asker: Construct, gateway: IProxyProtocolGateway): OtherServer[] {
  return objectsNear(asker, gateway, 'networking.istio.io', 'Gateway')
    .filter(({ json }) => selection(json.spec?.selector ?? {}, knownLabelsOf(gateway)) !== Selects.NO)
    .flatMap(({ object: other, json }) => (json.spec?.servers ?? []).map((server: any) => ({ other, server })));
}

/** Objects of a kind in the charts of who asks and of the gateway. */
export function objectsNear(asker: Construct, gateway: IProxyProtocolGateway, apiGroup: string, kind: string): Written[] {
  return [...new Set([Chart.of(asker), Chart.of(gateway)])].flatMap(chart => objectsIn(chart, asker, apiGroup, kind));
}
