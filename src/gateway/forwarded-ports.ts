import { GatewayModel } from './gateway-model';
import { ServerKind } from './gateway-server';
import { EdgeFile, ForwardedPort, GatewayTargets } from '../topology';

/** Configuration for the hops that we can configure, each with the ports that it listens on and dials. */
export function edgeFiles(model: GatewayModel): EdgeFile[] {
  return model.topology.proxies.flatMap((hop, index, hops) => hop._edgeFiles(forwardedPorts(model, index === hops.length - 1), hops[index - 1]));
}

/** The last hop dials the gateway, on the Service's ports or the pods'; the others dial the hop behind them, which listens as clients dial. */
function forwardedPorts({ servers, topology }: GatewayModel, isLast: boolean): ForwardedPort[] {
  const gatewayPort = topology._lastProxy?.targets === GatewayTargets.PODS ? 'targetPort' : 'port';
  return servers
    .filter((server, index) => servers.findIndex(other => other.port === server.port) === index)
    .map(server => ({
      name: server.name,
      clientPort: server.clientPort,
      dialledPort: server[isLast ? gatewayPort : 'clientPort'],
      tls: server._kind === ServerKind.HTTPS || server._kind === ServerKind.TLS_PASSTHROUGH,
    }));
}
