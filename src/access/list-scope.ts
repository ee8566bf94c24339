import { Construct } from 'constructs';
import { AddressListProps } from './address-list';
import { Fault } from '../fault';
import { GatewayServer, ServerKind, dnsName } from '../gateway/gateway-server';
import { outside } from '../gateway/ports';
import { RequestScope } from '../istio/authorization-policy';

/** The requests that a list is about, as AuthorizationPolicy can express them without a way round; an error where it cannot. */
export function listScope(list: Construct, props: AddressListProps): RequestScope {
  const { gateway, hosts } = props;
  const fail = (code: string, what: string, why: string, instead: string): never => {
    throw new Fault(code, { what, why, instead }, list);
  };
  if (!gateway.servers && (hosts || props.servers)) {
    return fail('servers-unknown',
      `${hosts ? `hosts: ${hosts.join(', ')}` : `servers: ${props.servers}`} on a gateway whose servers are not declared`,
      'a server with a wildcard host beside would let spellings of the host through, and ports could not be told apart',
      'declare all servers of the gateway, or leave hosts and servers out to cover the whole gateway');
  }
  const servers = gateway.servers ?? [];
  const inside = servers.filter(coversServer(props, servers, fail));
  if (hosts) {
    checkHosts(hosts, servers, fail);
  }
  checkTcp(props, inside, fail);
  (props.exempt ?? []).forEach(path => checkExemption(path, fail));
  return {
    hosts,
    notPaths: props.exempt,
    ...outside(list, servers, server => inside.includes(server), gateway.topology),
  };
}

type Fail = (code: string, what: string, why: string, instead: string) => never;

function coversServer(props: AddressListProps, servers: readonly GatewayServer[], fail: Fail): (server: GatewayServer) => boolean {
  const names = props.servers;
  const unknown = names?.find(name => !servers.some(server => server.name === name));
  if (unknown !== undefined) {
    fail('unknown-server', `the gateway has no server "${unknown}"`, 'the list would stand on nothing',
      `write one of ${servers.map(server => `"${server.name}"`).join(', ')}`);
  }
  const blind = props.hosts && servers.find(server => names?.includes(server.name) && !server.isHttp);
  if (blind) {
    fail('hosts-without-http', `hosts on server "${blind.name}", on which the gateway reads no HTTP`,
      'there is no Host header to compare, so the list would cover all of the server or nothing of it',
      `leave hosts out, or "${blind.name}" out of servers`);
  }
  return server => names ? names.includes(server.name) || servesFor(server, names, props, servers) : props.hosts ? server.isHttp : true;
}

/** Behind a layer-7 proxy Envoy serves on a redirecting server what says X-Forwarded-Proto: https, so a list on HTTPS covers it too. */
function servesFor(server: GatewayServer, names: readonly string[], props: AddressListProps, servers: readonly GatewayServer[]): boolean {
  return server._httpsRedirect && props.gateway.topology.numTrustedProxies > 0
    && servers.some(other => names.includes(other.name) && other._kind === ServerKind.HTTPS);
}

function checkHosts(hosts: readonly string[], servers: readonly GatewayServer[], fail: Fail): void {
  const http = servers.filter(server => server.isHttp);
  for (const host of hosts) {
    if (host.includes('*')) {
      fail('wildcard-host', `host "${host}" has a wildcard`,
        'AuthorizationPolicy knows a prefix or a suffix wildcard, never both, so "A.EXAMPLE.COM:99" would pass by',
        'write each host by its name, or leave hosts out to cover the whole gateway');
    }
    const served = (candidates: readonly GatewayServer[]) => candidates.find(server => server.hosts.some(name => dnsName(name) === host));
    const passthrough = served(servers.filter(server => !server.isHttp));
    if (passthrough) {
      fail('hosts-without-http', `host "${host}" is served by "${passthrough.name}", which passes TLS through`,
        'the gateway sees no Host header there, so the list would leave it open',
        `write servers: ['${passthrough.name}'] and leave hosts out`);
    }
  }
  const wild = http.find(server => server.hosts.some(name => dnsName(name).includes('*')));
  if (wild) {
    fail('wildcard-server', `hosts on a gateway whose server "${wild.name}" has the host "${wild.hosts.find(name => name.includes('*'))}"`,
      'its routes accept spellings such as "user@admin.example.com" or "admin.example.com." that AuthorizationPolicy does not recognize',
      `name exact hosts on "${wild.name}", or leave hosts out to cover the whole gateway`);
  }
  const unserved = hosts.find(host => !http.some(server => server.hosts.some(name => dnsName(name) === host)));
  if (unserved !== undefined) {
    fail('unknown-host', `no server of the gateway has the host "${unserved}"`, 'the list would protect nothing',
      `write one of ${http.flatMap(server => server.hosts).map(name => `"${dnsName(name)}"`).join(', ')}`);
  }
}

function checkTcp(props: AddressListProps, inside: readonly GatewayServer[], fail: Fail): void {
  const { topology } = props.gateway;
  const blind = topology.knowsTcpClients ? undefined : inside.find(server => !server.isHttp);
  if (blind) {
    const http = topology.proxies.filter(hop => hop.layer === 7).map(hop => `"${hop.name}"`).join(' and ');
    fail('list-behind-layer7', `the list covers server "${blind.name}", and clients reach it past or through ${http}, a layer-7 proxy`,
      'X-Forwarded-For does not exist there, so the addresses would be compared with a proxy',
      'write servers: […] with the HTTP servers only, and give the other servers a gateway whose topology has no layer-7 proxy');
  }
}

/** A path that Envoy compares as it stands: what it normalises, decodes or matches as a pattern is not exact. */
function checkExemption(path: string, fail: Fail): void {
  const plain = /^(\/[A-Za-z0-9_~$&'+,=:@-][A-Za-z0-9._~$&'+,=:@-]*|\/\.[A-Za-z0-9_-][A-Za-z0-9._-]*)+\/?$|^\/$/;
  if (!plain.test(path)) {
    fail('inexact-exemption', `exempt path "${path}" is not exact`,
      'a prefix or pattern also matches "/prefix/..%2fadmin", which Envoy passes on and many servers resolve',
      "write whole paths of plain characters, such as '/healthz'; for more than that, serve what is open under its own host");
  }
}
