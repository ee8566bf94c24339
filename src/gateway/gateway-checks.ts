import { IConstruct } from 'constructs';
import { ConnectionSettings, assertSettings } from './connection-settings';
import { GatewayServer, ServerKind } from './gateway-server';
import { otherServers } from './other-gateways';
import { assertServers } from './ports';
import { IProxyProtocolGateway } from './referenced-gateway';
import { Fault } from '../fault';
import { CA_CERT_CREDENTIAL_NAME, CONNECTION_SETTINGS, STATUS_PORT_PROXY_PROTOCOL, V1_APIS, assertFeature } from '../istio/istio-version';
import { readsHttp } from '../istio/protocols';
import { LockKind, TrustedTopology } from '../topology';
import { ProxyLock } from '../topology/guards';

/** Throws where name, servers, topology and the version of Istio contradict each other. */
export function assertGateway(
  at: IConstruct, name: string, version: string, topology: TrustedTopology, servers: readonly GatewayServer[] | undefined,
  settings: ConnectionSettings | undefined,
): void {
  assertName(at, name);
  assertLock(at, topology, servers);
  if (servers?.length === 0) {
    throw new Fault('empty-list', {
      what: 'servers is an empty list',
      why: 'istiod refuses a Gateway without servers',
      instead: 'write at least one server, or leave servers out where others declare them',
    }, at);
  }
  assertServers(at, servers ?? [], topology);
  assertRollout(at, topology, servers ?? []);
  assertFeature(at, version, V1_APIS);
  if (settings) {
    assertFeature(at, version, CONNECTION_SETTINGS);
    assertSettings(at, settings);
  }
  if (mutualTlsLock(topology)) {
    assertFeature(at, version, CA_CERT_CREDENTIAL_NAME, `OriginLock.mutualTls (${CA_CERT_CREDENTIAL_NAME.name})`);
  }
  if (topology._lastProxy?._statusPortProxyProtocol) {
    assertFeature(at, version, STATUS_PORT_PROXY_PROTOCOL, `PROXY on the status port (${STATUS_PORT_PROXY_PROTOCOL.name})`);
  }
}

/** HTTP servers of other Istio Gateways on the same pods that ask for no certificate: clients there can write any client address. */
export function serversWithoutLock(gateway: IProxyProtocolGateway): string[] {
  const mutual = mutualTlsLock(gateway.topology);
  if (!mutual) return [];
  return otherServers(gateway, gateway).filter(({ server }) => readsHttp(server) && (server.tls?.mode !== 'MUTUAL' || server.tls.insecureSkipVerify === true)).map(({ other, server }) => new Fault('lock-plain-http', {
    what: `"${mutual.proxy}" has OriginLock.mutualTls, and Gateway "${other.name}" (${other.node.path}) has the server "${server.port?.name}" on the same pods`,
    why: `it ${server.tls?.mode === 'MUTUAL' ? 'accepts any' : 'asks for no'} client certificate but believes X-Forwarded-For, `
      + 'so a list on the gateway admits whoever writes a listed address there',
    instead: 'move it to a gateway of its own, or use OriginLock.header(…), which applies to every HTTP server of the pods',
  }).message);
}

/** The lock for which the gateway asks for a client certificate. */
export function mutualTlsLock(topology: TrustedTopology): ProxyLock | undefined {
  return topology._guards.locks.find(({ lock }) => lock._kind === LockKind.MUTUAL_TLS);
}

function assertLock(at: IConstruct, topology: TrustedTopology, servers: readonly GatewayServer[] | undefined): void {
  const mutual = mutualTlsLock(topology);
  const last = topology._lastProxy;
  const ended = servers?.find(server => last?._endsTlsOn(server.port));
  if (mutual && ended) {
    throw new Fault('lock-cut-off', {
      what: `"${mutual.proxy}" has OriginLock.mutualTls, but "${last!.name}" terminates TLS on port ${ended.port}`,
      why: 'the gateway sees no certificate, so the lock would deny everybody or prove nothing',
      instead: `write OriginLock.header(…) on "${mutual.proxy}", or leave sslCert out and make "${ended.name}" https`,
    }, at);
  }
  const plain = servers?.find(server => server._kind === ServerKind.HTTP);
  if (mutual && (!servers || plain)) {
    throw new Fault('lock-plain-http', {
      what: `"${mutual.proxy}" has OriginLock.mutualTls, and ${plain ? `server "${plain.name}" is plain HTTP` : 'the servers are not declared here'}`,
      why: 'without TLS the gateway asks for no certificate; a redirect does not help, since Envoy serves a request with X-Forwarded-Proto: https',
      instead: plain ? `leave "${plain.name}" out and let "${mutual.proxy}" redirect, make it https, or use OriginLock.header(…)`
        : 'declare servers, or use OriginLock.header(…)',
    }, at);
  }
}

function assertRollout(at: IConstruct, { _rollout: rollout }: TrustedTopology, servers: readonly GatewayServer[]): void {
  const tcp = rollout?.waitsForClients && servers.find(server => server._kind === ServerKind.TCP);
  if (tcp) {
    throw new Fault('rollout-silent-clients', {
      what: `TCP server "${tcp.name}" is on a gateway that accepts connections with a PROXY header and without`,
      why: 'Envoy waits for the first bytes, which may be a header; a client that waits for the server (MySQL, SMTP, SSH) would wait for ever',
      instead: `write proxyProtocolRollout: { clientsSpeakFirst: true, … } if clients of "${tcp.name}" do; or move it to a gateway of its own first`,
    }, at);
  }
}

function assertName(at: IConstruct, name: string): void {
  if (!/^[a-z]([-a-z0-9]{0,48}[a-z0-9])?$/.test(name)) {
    throw new Fault('gateway-name', {
      what: `"${name}" is not a valid name for a gateway`,
      why: 'it becomes the name of a Service, an address in DNS, and a label of the pods',
      instead: 'write up to 50 lower-case letters, digits and hyphens, beginning with a letter, such as "public-ingress"',
    }, at);
  }
}
