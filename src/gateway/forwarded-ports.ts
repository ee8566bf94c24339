import { GatewayModel } from './gateway-model';
import { ServerKind } from './gateway-server';
import { EdgeFile, ForwardedPort, TargetType, TrustedProxy } from '../topology';

/** Configuration for the proxies that we can configure, each with the ports that it listens on and connects to. */
export function edgeFiles(model: GatewayModel): EdgeFile[] {
  return model.topology.proxies.flatMap((proxy, index, proxies) => {
    const sender = proxies.slice(0, index).reverse().find(before => !before.keepsPacketSource);
    return proxy._edgeFiles(forwardedPorts(model, proxies[index + 1]), sender);
  });
}

/** An edge proxy listens on the ports that clients dial; a load balancer has the Service's ports; pods have their own. */
function forwardedPorts({ servers, topology }: GatewayModel, next: TrustedProxy | undefined): ForwardedPort[] {
  const dialsPods = next === undefined && topology._lastProxy?.targetType === TargetType.PODS;
  const dialled = dialsPods ? 'targetPort' : next?._isEdge ? 'clientPort' : 'port';
  return servers
    .filter((server, index) => servers.findIndex(other => other.port === server.port) === index)
    .map(server => ({
      name: server.name,
      clientPort: server.clientPort,
      dialledPort: server[dialled],
      tls: server._kind === ServerKind.HTTPS || server._kind === ServerKind.TLS_PASSTHROUGH,
    }));
}
