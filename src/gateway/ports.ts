import { IConstruct } from 'constructs';
import { GatewayServer } from './gateway-server';
import { Fault } from '../fault';
import { TrustedTopology } from '../topology';

/**
 * The ports that AuthorizationPolicy sees of a server.
 *
 * Without PROXY it is the listener's. With PROXY it is the one in the header, and the listener's for connections
 * of the load balancer itself (LOCAL, UNKNOWN).
 */
export function seenPorts(server: GatewayServer, topology: TrustedTopology): number[] {
  return topology.proxyProtocol ? [server.clientPort, server.targetPort] : [server.targetPort];
}

/**
 * The ports outside a scope, for `notPorts`: a port that nobody foresaw then falls under the list.
 * Throws where one number would stand for a server inside as well.
 */
export function portsOutside(
  at: IConstruct, servers: readonly GatewayServer[], isInside: (server: GatewayServer) => boolean, topology: TrustedTopology,
): number[] {
  const insiders = servers.filter(isInside);
  const outsiders = servers.filter(server => !isInside(server));
  for (const outsider of outsiders) {
    for (const insider of insiders) {
      const shared = seenPorts(outsider, topology).find(port => seenPorts(insider, topology).includes(port));
      if (shared !== undefined) {
        throw new Fault('shared-port', {
          what: `the servers "${insider.name}" and "${outsider.name}" cannot be told apart by their port: both can show as ${shared}`,
          why: `AuthorizationPolicy sees ${topology.proxyProtocol ? "the PROXY header's port, or the listener's" : "the listener's port"}, `
            + `so "${insider.name}" would be left open`,
          instead: `give "${outsider.name}" its own port${topology.proxyProtocol ? ', targetPort and clientPort' : ' and targetPort'}`
            + ', or include both servers',
        }, at);
      }
    }
  }
  return [...new Set(outsiders.flatMap(server => seenPorts(server, topology)))].sort((a, b) => a - b);
}

/** Throws where the servers contradict each other, or the topology. */
export function checkServers(at: IConstruct, servers: readonly GatewayServer[], topology: TrustedTopology): void {
  servers.forEach((server, index) => {
    for (const other of servers.slice(0, index)) {
      mustHaveOwnName(at, server, other);
      mustSharePort(at, server, other);
    }
    if (server._http3 && topology.proxyProtocol) {
      throw new Fault('proxy-http3', {
        what: `server "${server.name}" has http3, and the topology needs PROXY`,
        why: 'Istio puts no PROXY filter on QUIC listeners, so HTTP/3 clients would all appear as the load balancer',
        instead: 'write http3: false, or choose a load balancer that keeps the packet source instead of sending PROXY',
      }, at);
    }
  });
}

function mustHaveOwnName(at: IConstruct, server: GatewayServer, other: GatewayServer): void {
  if (server.name === other.name) {
    throw new Fault('duplicate-server', {
      what: `two servers are named "${server.name}"`,
      why: 'istiod refuses a Gateway whose port names are not unique, and lists could not name one of them',
      instead: 'give each its own name, such as "web" and "admin"',
    }, at);
  }
}

/** Servers on one port must be told apart by host or SNI, so they speak the same, and they share the port on the pods. */
function mustSharePort(at: IConstruct, server: GatewayServer, other: GatewayServer): void {
  const samePort = server.port === other.port;
  const sameTarget = server.targetPort === other.targetPort;
  const tls = (one: GatewayServer) => one._kind === 'HTTPS' || one._kind === 'TLS';
  const agree = samePort && sameTarget && server.clientPort === other.clientPort
    && (tls(server) && tls(other) || server._kind === other._kind && server._kind !== 'TCP');
  if ((samePort || sameTarget) && !agree) {
    throw new Fault('port-conflict', {
      what: `the servers "${other.name}" (${other._kind} ${other.port} → ${other.targetPort}) and "${server.name}" `
        + `(${server._kind} ${server.port} → ${server.targetPort}) claim the same port`,
      why: 'Istio would drop one of them silently',
      instead: 'give them different ports and targetPorts, or the same port, targetPort, clientPort and protocol with different hosts',
    }, at);
  }
}
