import { IConstruct } from 'constructs';
import { GatewayServer, ServerKind } from './gateway-server';
import { Fault } from '../fault';
import { serves, withoutNamespace } from '../istio/host-names';
import { TrustedTopology } from '../topology';

/**
 * The ports that AuthorizationPolicy sees of a server.
 *
 * Without PROXY it is the listener's. With PROXY it is the one in the header, and the listener's for connections
 * of the load balancer itself (LOCAL, UNKNOWN).
 */
function seenPorts(server: GatewayServer, topology: TrustedTopology): number[] {
  return topology.proxyProtocol ? [server.clientPort, server.targetPort] : [server.targetPort];
}

/** The same, and the Service's port: while its Service is missing istiod lets a server listen there. */
function possiblePorts(server: GatewayServer, topology: TrustedTopology): number[] {
  return [...seenPorts(server, topology), server.port];
}

/** What keeps servers outside a scope. */
export interface Outside {
  /** Their ports; a port that nobody declares falls under the list. */
  readonly notPorts: readonly number[];
  /** Server names (SNI) of passthrough servers that share their port with an HTTPS server inside; before bytes also `*.example.com`. */
  readonly notServerNames: readonly string[];
}

/** What tells the servers outside a scope from those inside; throws where nothing does. `other` is what else could be written then. */
export function outside(
  at: IConstruct, servers: readonly GatewayServer[], isInside: (server: GatewayServer) => boolean, topology: TrustedTopology, other?: string,
): Outside {
  const insiders = servers.filter(isInside);
  const notPorts = new Set<number>();
  const notServerNames: string[] = [];
  for (const outsider of servers.filter(server => !isInside(server))) {
    const ports = seenPorts(outsider, topology);
    const rivals = insiders.filter(insider => possiblePorts(insider, topology).some(port => ports.includes(port)));
    if (rivals.length === 0) {
      ports.forEach(port => notPorts.add(port));
    } else if (toldApartByServerName(outsider, rivals, insiders)) {
      notServerNames.push(...outsider.hosts.map(withoutNamespace));
    } else {
      throw sharedPort(at, outsider, rivals[0], topology, other);
    }
  }
  return { notPorts: [...notPorts].sort((a, b) => a - b), notServerNames };
}

/**
 * The same for connections that are not HTTP: HTTP servers have no filter before those. So a passthrough server is told from an HTTPS server on its
 * port by its names, and what others add to that port falls under the list.
 */
export function outsideBytes(
  at: IConstruct, servers: readonly GatewayServer[], isInside: (server: GatewayServer) => boolean, topology: TrustedTopology,
): Outside {
  const besideHttp = servers.filter(server => {
    const rivals = servers.filter(other => isInside(other) && other.targetPort === server.targetPort);
    // Between passthrough servers a name may lead to another server, as with AuthorizationPolicy: outside() refuses that.
    return !server.isHttp && !isInside(server) && named(server) && rivals.length > 0 && rivals.every(other => other.isHttp);
  });
  const { notPorts, notServerNames } = outside(at, servers.filter(server => !server.isHttp && !besideHttp.includes(server)), isInside, topology);
  return { notPorts, notServerNames: [...notServerNames, ...besideHttp.flatMap(({ hosts }) => hosts.map(withoutNamespace))] };
}

/** Whether all of its connections name one of its hosts. */
function named({ _kind, hosts }: GatewayServer): boolean {
  return _kind === ServerKind.TLS_PASSTHROUGH && !hosts.map(withoutNamespace).includes('*');
}

/**
 * On one listener Envoy gives a connection that asks for an exact name to the server that has it. But istiod makes no filter chain for a passthrough
 * server without a route, and then a connection for that name goes to whatever else serves it: no such server may be inside.
 */
function toldApartByServerName(outsider: GatewayServer, rivals: readonly GatewayServer[], insiders: readonly GatewayServer[]): boolean {
  const names = outsider.hosts.map(withoutNamespace);
  return outsider._kind === ServerKind.TLS_PASSTHROUGH && names.every(name => !name.includes('*'))
    && rivals.every(rival => rival._kind === ServerKind.HTTPS && rival.targetPort === outsider.targetPort)
    && !insiders.filter(isTls).some(insider => names.some(name => serves(insider.hosts, name)));
}

function isTls({ _kind }: GatewayServer): boolean {
  return _kind === ServerKind.HTTPS || _kind === ServerKind.TLS_PASSTHROUGH;
}

function sharedPort(at: IConstruct, outsider: GatewayServer, insider: GatewayServer, topology: TrustedTopology, other?: string): Fault {
  const shared = seenPorts(outsider, topology).find(port => possiblePorts(insider, topology).includes(port));
  const remedies = [
    `give "${outsider.name}" its own port${topology.proxyProtocol ? ', targetPort and clientPort' : ' and targetPort'}`,
    'include both servers',
    ...named(outsider) && insider._wildcard ? [`name exact hosts on "${insider.name}"`] : [],
    ...other && outsider.isHttp !== insider.isHttp ? [`write ${other}, which tells HTTP from other bytes`] : [],
  ];
  return new Fault('shared-port', {
    what: `the servers "${insider.name}" and "${outsider.name}" cannot be told apart by their port: both can appear as ${shared}`,
    why: `AuthorizationPolicy sees ${topology.proxyProtocol ? "the PROXY header's port, or the listener's" : "the listener's port"}, `
      + `so "${insider.name}" would be unprotected`,
    instead: remedies.join(', or '),
  }, at);
}

/** The gateway gets the load balancer's own connection, which asks for none of the names that clients ask for. */
function assertReachable(at: IConstruct, server: GatewayServer, topology: TrustedTopology): void {
  const ender = topology.proxies.find(proxy => !proxy._passesTls);
  if (ender && server._kind === ServerKind.TLS_PASSTHROUGH) {
    throw new Fault('passthrough-after-http', {
      what: `server "${server.name}" passes TLS through, and "${ender.name}" in front of it reads HTTP`,
      why: `"${ender.name}" terminates TLS itself, so the client's connection never reaches the server`,
      instead: `write GatewayServer.http or https for "${server.name}", or choose a load balancer that passes bytes on`,
    }, at);
  }
  const last = topology._lastProxy;
  if (last?._endsTlsOn(server.port) && (server._kind === ServerKind.HTTPS || server._kind === ServerKind.TLS_PASSTHROUGH || server._httpsRedirect)) {
    throw new Fault('nlb-annotations', {
      what: `server "${server.name}" on port ${server.port} ${server._httpsRedirect ? 'redirects to https' : 'expects TLS'}, and "${last.name}" terminates TLS there`,
      why: server._httpsRedirect ? 'the gateway gets HTTP from every client, and would redirect for ever' : 'the gateway gets HTTP, and would end every connection',
      instead: `write GatewayServer.http({ name: '${server.name}', port: ${server.port}, … }) without httpsRedirect, or leave sslCert out`,
    }, at);
  }
}

/** Throws where the servers contradict each other, or the topology. */
export function assertServers(at: IConstruct, servers: readonly GatewayServer[], topology: TrustedTopology): void {
  servers.forEach((server, index) => {
    for (const other of servers.slice(0, index)) {
      assertDistinctNames(at, server, other);
      assertNoPortConflict(at, server, other);
    }
    assertReachable(at, server, topology);
    if (server._http3 && topology.proxyProtocol) {
      throw new Fault('proxy-http3', {
        what: `server "${server.name}" has http3, and the topology needs PROXY`,
        why: 'Istio puts no PROXY filter on QUIC listeners, so HTTP/3 clients would all appear as the load balancer',
        instead: 'write http3: false, or choose a load balancer that keeps the packet source instead of sending PROXY',
      }, at);
    }
    const last = topology._lastProxy;
    if (server._http3 && last?._refusesUdp) {
      throw new Fault('http3-load-balancer', {
        what: `server "${server.name}" has http3, and "${last.name}" takes no UDP beside TCP`,
        why: last._refusesUdp,
        instead: 'write http3: false, or choose a load balancer that passes UDP on, such as an NLB of the AWS Load Balancer Controller that keeps the packet source',
      }, at);
    }
  });
}

function assertDistinctNames(at: IConstruct, server: GatewayServer, other: GatewayServer): void {
  if (server.name === other.name || server._portName === other._portName) {
    throw new Fault('duplicate-server', {
      what: server.name === other.name ? `two servers are named "${server.name}"`
        : `the servers "${other.name}" and "${server.name}" both get the port name "${server._portName}"`,
      why: 'port names are unique on a Service and in a Gateway, and lists could not name one of two servers',
      instead: 'give each its own name, such as "web" and "admin"',
    }, at);
  }
}

/** Servers on one port are told apart by host or SNI, so they must have the same protocol; and no two can listen where clients dial. */
function assertNoPortConflict(at: IConstruct, server: GatewayServer, other: GatewayServer): void {
  const fields = ['port', 'targetPort', 'clientPort'] as const;
  const shared = fields.filter(field => server[field] === other[field]);
  const speakAlike = isTls(server) && isTls(other) || server._kind === ServerKind.HTTP && other._kind === ServerKind.HTTP;
  const sameHost = server.hosts.some(host => other.hosts.some(name => withoutNamespace(name) === withoutNamespace(host)));
  if (shared.length > 0 && !(shared.length === fields.length && speakAlike && !sameHost)) {
    throw new Fault('port-conflict', {
      what: `the servers ${show(other)} and ${show(server)} use the same port`,
      why: 'Istio would drop one of them silently, or clients could not reach both',
      instead: 'give them different ports and targetPorts, or the same port, targetPort, clientPort and protocol with different hosts',
    }, at);
  }
}

function show({ name, _kind, clientPort, port, targetPort }: GatewayServer): string {
  return `"${name}" (${_kind} ${clientPort === port ? '' : `${clientPort} → `}${port} → ${targetPort})`;
}
