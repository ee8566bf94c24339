import { GatewayView } from './gateway-view';
import { LoadBalancerView } from './load-balancer';
import { list, record } from '../istio/list';
import { podPort } from '../manifests/pod-template';
import { Listener, ListenerFilterKind, takesProxy } from '../model/envoy-model';

/** Ports of a Service on which a load balancer and the gateway after it do not agree about PROXY. */
export interface ProxyPorts {
  /** The header is sent, or may be, and is not read. */
  readonly unread: readonly number[];
  /** The header is demanded, and not sent. */
  readonly unsent: readonly number[];
  /** All ports that lead to a listener of the gateway; without any, nothing is known of single ports. */
  readonly all: readonly number[];
}

export function proxyPorts({ model }: GatewayView, { service, sendsOn }: LoadBalancerView): ProxyPorts {
  const listenerOf = (port: number) => model.listeners.find(one => one.assumed === undefined && one.port === podPort(model.servicePorts, port));
  const ports = list(service.spec.ports).map(record).filter(({ protocol }) => protocol !== 'UDP').map(({ port }) => Number(port))
    .flatMap(port => {
      const listener = listenerOf(port);
      return listener ? [{ port, listener, sends: sendsOn(port) }] : [];
    });
  const those = (holds: (one: typeof ports[number]) => boolean) => ports.filter(holds).map(({ port }) => port);
  return {
    unread: those(({ sends, listener }) => sends !== false && !listener.filters.some(takesProxy)),
    unsent: those(({ sends, listener }) => sends === false && needsProxy(listener)),
    all: those(() => true),
  };
}

function needsProxy({ filters }: Listener): boolean {
  const first = filters.find(takesProxy);
  return first?.kind === ListenerFilterKind.PROXY;
}
