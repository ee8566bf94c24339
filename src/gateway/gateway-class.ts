import { Construct } from 'constructs';
import { objectsNear } from './other-gateways';
import { IProxyProtocolGateway } from './referenced-gateway';
import { Fault } from '../fault';
import { otherProxy } from '../istio/gateway-classes';
import { GATEWAY_CLASS } from '../istio/installed-names';

/** Whether its Gateway of the Kubernetes Gateway API runs on another proxy, as far as these charts show it: there nothing that is emitted has an effect. */
export function onOtherProxy(asker: Construct, gateway: IProxyProtocolGateway): string[] {
  const near = (kind: string) => objectsNear(asker, gateway, 'gateway.networking.k8s.io', kind).map(({ json }) => json);
  const its = near('Gateway').find(({ metadata }) => metadata?.name === gateway.gatewayApiName && (metadata?.namespace ?? gateway.namespace) === gateway.namespace);
  const className = its?.spec?.gatewayClassName;
  const controllerName = near('GatewayClass').find(({ metadata }) => metadata?.name === className)?.spec?.controllerName;
  const proxy = its && otherProxy(String(className), typeof controllerName === 'string' ? controllerName : undefined);
  return proxy === undefined ? [] : [new Fault('gateway-class', {
    what: `Gateway "${gateway.gatewayApiName}" has the class "${className}", which runs on ${proxy}`,
    why: "only Istio's Envoy has its policies: nobody would compare addresses there, and everybody would get in",
    instead: `write gatewayClassName: '${GATEWAY_CLASS}', or put the list on a gateway of that class`,
  }).message];
}
