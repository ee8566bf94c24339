import { Construct } from 'constructs';
import { AddressListProps } from './address-list-props';
import { Fault } from '../fault';
import { DNS_NAME, GatewayServer, ServerKind } from '../gateway/gateway-server';
import { withoutNamespace } from '../istio/host-names';

/** The servers of a gateway that a list is about; undefined where others declare them. Throws where neither engine can express the list. */
export function coveredServers(list: Construct, props: AddressListProps): readonly GatewayServer[] | undefined {
  const { hosts = [], gateway: { servers } } = props;
  if (!servers) {
    assertNoServerNames(list, props);
    assertHttpKnown(list, props);
    hosts.forEach(host => assertHost(list, host));
    return undefined;
  }
  assertServers(list, props, servers);
  for (const host of hosts) {
    assertServed(list, host, servers.filter(({ name }) => props.serverNames?.includes(name) ?? true));
    assertHost(list, host);
  }
  const covered = servers.filter(server => isCovered(server, props, servers));
  assertClientsKnown(list, props, covered);
  return covered;
}

function isCovered(server: GatewayServer, props: AddressListProps, servers: readonly GatewayServer[]): boolean {
  const names = props.serverNames;
  if (names) return names.includes(server.name) || servesFor(server, names, props, servers);
  return props.hosts ? server.isHttp : true;
}

/** After a layer-7 proxy Envoy serves on a redirecting server what says X-Forwarded-Proto: https, so a list on HTTPS covers it too. */
function servesFor(server: GatewayServer, names: readonly string[], props: AddressListProps, servers: readonly GatewayServer[]): boolean {
  return server._httpsRedirect && props.gateway.topology.numTrustedProxies > 0
    && servers.some(other => names.includes(other.name) && other._kind === ServerKind.HTTPS);
}

function assertNoServerNames(list: Construct, props: AddressListProps): void {
  if (props.serverNames) {
    throw new Fault('servers-unknown', {
      what: `serverNames: ${props.serverNames} on a gateway whose servers are not declared`,
      why: 'the ports that tell them apart are not known',
      instead: 'declare all servers of the gateway, or leave serverNames out to cover all of them',
    }, list);
  }
}

function assertHttpKnown(list: Construct, { hosts, gateway: { topology: { clientAddressHeader } } }: AddressListProps): void {
  if (clientAddressHeader && !hosts) {
    throw new Fault('servers-unknown', {
      what: `a list that reads the header ${clientAddressHeader}, on a gateway whose servers are not declared`,
      why: 'TCP servers have no headers, so the list would deny all of their clients',
      instead: 'declare all servers of the gateway',
    }, list);
  }
}

function assertServers(list: Construct, props: AddressListProps, servers: readonly GatewayServer[]): void {
  const unknown = props.serverNames?.find(name => !servers.some(server => server.name === name));
  if (unknown !== undefined) {
    throw new Fault('unknown-server', {
      what: `the gateway has no server "${unknown}"`,
      why: 'the list would apply to nothing',
      instead: `write one of ${servers.map(server => `"${server.name}"`).join(', ')}`,
    }, list);
  }
  const blind = props.hosts && servers.find(server => props.serverNames?.includes(server.name) && !server.isHttp);
  if (blind) {
    throw new Fault('hosts-without-http', {
      what: `hosts on server "${blind.name}", where the gateway does not read HTTP`,
      why: 'it has no Host header to compare, so the list would cover the whole server or nothing of it',
      instead: `leave hosts out, or "${blind.name}" out of serverNames`,
    }, list);
  }
}

function assertServed(list: Construct, host: string, servers: readonly GatewayServer[]): void {
  const serving = (candidates: readonly GatewayServer[]) => candidates.find(server => server._shares(host));
  const passthrough = serving(servers.filter(server => server._kind === ServerKind.TLS_PASSTHROUGH));
  if (passthrough) {
    throw new Fault('hosts-without-http', {
      what: `host "${host}" is served by "${passthrough.name}", which passes TLS through`,
      why: 'the gateway sees no Host header there, so the list would leave it open',
      instead: insteadOfHosts(passthrough, serving(servers.filter(server => server.isHttp))),
    }, list);
  }
  const http = servers.filter(server => server.isHttp);
  if (!serving(http)) {
    throw new Fault('unknown-host', {
      what: `no server of the gateway has the host "${host}"`,
      why: 'the list would protect nothing',
      instead: `write one of ${http.flatMap(server => server.hosts).map(name => `"${withoutNamespace(name)}"`).join(', ')}`,
    }, list);
  }
}

/** A server name alone does not tell requests from bytes: the list covers both servers, or leaves open one that it names. */
function insteadOfHosts({ name }: GatewayServer, http: GatewayServer | undefined): string {
  return http ? `write serverNames: ['${http.name}', '${name}'] and leave hosts out, to cover all of both; or serverNames: ['${http.name}'], if "${name}" is to stay open`
    : `write serverNames: ['${name}'] and leave hosts out`;
}

function assertHost(list: Construct, host: string): void {
  if (!new RegExp(`^${DNS_NAME}$`).test(host)) {
    throw new Fault('list-host', {
      what: `"${host}" is not a valid host`,
      why: 'no request would have such a host, or all would, so the list would not protect what it names',
      instead: 'write lower-case DNS names without port, such as "admin.example.com", with the trie also "*.example.com"; leave hosts out for all',
    }, list);
  }
}

function assertClientsKnown(list: Construct, { gateway: { topology } }: AddressListProps, covered: readonly GatewayServer[]): void {
  const blind = topology.knowsTcpClients ? undefined : covered.find(server => !server.isHttp);
  if (blind) {
    const http = topology.proxies.filter(proxy => proxy.layer === 7).map(proxy => `"${proxy.name}"`).join(' and ');
    throw new Fault('list-after-layer7', {
      what: `the list covers server "${blind.name}", which is not HTTP, after ${http} (layer 7)`,
      why: 'TCP has no X-Forwarded-For, so the list would compare its addresses with those of a proxy',
      instead: 'write serverNames: […] with the HTTP servers only, and give the other servers a gateway whose topology has no layer-7 proxy',
    }, list);
  }
}
