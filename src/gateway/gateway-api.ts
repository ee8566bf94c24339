import { AllowedRoutes } from './allowed-routes';
import { GatewayModel, acknowledgements } from './gateway-model';
import { GatewayServer, ServerKind } from './gateway-server';
import {
  Gateway, GatewaySpecListeners, GatewaySpecListenersAllowedRoutesNamespacesFrom, GatewaySpecListenersTls, GatewaySpecListenersTlsMode,
} from '../../imports/gateway.networking.k8s.io';
import { GATEWAY_CLASS } from '../istio/installed-names';
import { CHAIN } from '../istio/own-names';
import { chainOf } from '../topology/chain-text';

/** The Gateway of the Kubernetes Gateway API from which istiod makes the pods. `parameters` is the ConfigMap with what else they need. */
export function gatewayApi({ name, namespace, servers, topology }: GatewayModel, parameters: string, routes: AllowedRoutes): any {
  const locks = acknowledgements(topology);
  return Gateway.manifest({
    metadata: { name, namespace, ...Object.keys(locks).length ? { annotations: locks } : {} },
    spec: {
      gatewayClassName: GATEWAY_CLASS,
      infrastructure: {
        // Without annotations here istiod copies the Gateway's, also those by which Argo CD knows what to prune.
        annotations: { [CHAIN]: chainOf(topology.proxies) },
        labels: { app: name },
        parametersRef: { group: '', kind: 'ConfigMap', name: parameters },
      },
      listeners: servers.flatMap(server => [...new Set(server.hosts)].map(host => listener(server, host, routes))),
    },
  });
}

function listener(server: GatewayServer, host: string, { _from, _matchLabels }: AllowedRoutes): GatewaySpecListeners {
  const tls = tlsOf(server);
  return {
    name: listenerName(server, host),
    ...host === '*' ? {} : { hostname: host },
    port: server.port,
    protocol: server._kind,
    ...tls ? { tls } : {},
    allowedRoutes: {
      namespaces: {
        from: { Same: FROM.SAME, All: FROM.ALL, Selector: FROM.SELECTOR }[_from],
        ..._matchLabels ? { selector: { matchLabels: _matchLabels } } : {},
      },
    },
  };
}

const FROM = GatewaySpecListenersAllowedRoutesNamespacesFrom;

/**
 * Takes the UDP ports away that istiod 1.31 adds for HTTPS listeners while `PILOT_ENABLE_QUIC_LISTENERS` is on, where no server asks for HTTP/3.
 * A strategic-merge patch of the Service's ports, which knows them by number alone: TCP goes too, and comes back under the name that istiod gives it.
 */
export function withoutHttp3(servers: readonly GatewayServer[]): any[] {
  const https = servers.filter(({ _kind }) => _kind === ServerKind.HTTPS);
  return servicePorts(servers)
    .filter(({ port }) => https.some(server => server.port === port) && !https.some(server => server.port === port && server._http3))
    .flatMap(({ name, port, kind }) => [{ $patch: 'delete', port }, { name, port, protocol: 'TCP', appProtocol: kind.toLowerCase() }]);
}

/**
 * The ports of the Service, as istiod names them after the first listener on each.
 *
 * @see https://github.com/istio/istio/blob/1.31.0/pilot/pkg/config/kube/gatewaycommon/deploymentcontroller.go extractServicePorts, uniquePortName
 */
function servicePorts(servers: readonly GatewayServer[]): { name: string; port: number; kind: ServerKind }[] {
  const used = new Set(['status-port']);
  return servers.filter(({ port }, index) => servers.findIndex(other => other.port === port) === index).map(server => {
    const { port, _kind: kind } = server;
    const plain = listenerName(server, server.hosts[0]).replace(/\./g, '-').slice(0, MAX_PORT_NAME);
    let name = plain;
    for (let suffix = `-${port}`; used.has(name); suffix += 'x') name = plain.slice(0, MAX_PORT_NAME - suffix.length) + suffix;
    used.add(name);
    return { name, port, kind };
  });
}

/** Of a port's name in a Service, in characters. */
const MAX_PORT_NAME = 63;

/** The server's name and the host. Names of servers are shorter than "-wildcard", so no two are alike. */
function listenerName({ name }: GatewayServer, host: string): string {
  if (host === '*') return name;
  return host.startsWith('*.') ? `${name}-wildcard${host.slice(1)}` : `${name}.${host}`;
}

function tlsOf({ _kind, _credentialName }: GatewayServer): GatewaySpecListenersTls | undefined {
  if (_kind === ServerKind.TLS_PASSTHROUGH) return { mode: GatewaySpecListenersTlsMode.PASSTHROUGH };
  // With what the API server fills in: under server-side apply this list has one owner, and Argo CD would see another list in the cluster.
  const certificate = { group: '', kind: 'Secret', name: _credentialName! };
  return _kind === ServerKind.HTTPS ? { mode: GatewaySpecListenersTlsMode.TERMINATE, certificateRefs: [certificate] } : undefined;
}
