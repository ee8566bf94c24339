import { Construct } from 'constructs';
import { AddressListProps } from './address-list';
import { RequestScope } from '../envoy/request-scope';
import { Fault } from '../fault';
import { GatewayServer } from '../gateway/gateway-server';
import { outside } from '../gateway/ports';

const TRIE = 'engine: MatchEngine.ipTrie()';

/** The requests that a list is about, as AuthorizationPolicy sees them. */
export function policyScope(list: Construct, props: AddressListProps, covered: readonly GatewayServer[] | undefined): RequestScope {
  const { gateway, hosts, exempt } = props;
  return {
    hosts,
    notPaths: exempt,
    ...covered ? outside(list, gateway.servers!, server => covered.includes(server), gateway.topology, TRIE) : {},
  };
}

/** Throws what AuthorizationPolicy cannot express without a way round, and the trie can. */
export function mustSuitPolicy(list: Construct, props: AddressListProps): void {
  mustNotReadHeader(list, props);
  if (props.hosts) mustNameExactHosts(list, props.hosts, props.gateway.servers);
  const token = props.exempt?.find(path => path.includes('{token}'));
  if (token !== undefined) {
    throw new Fault('inexact-exemption', {
      what: `exempt path "${token}" is a pattern`,
      why: 'of patterns AuthorizationPolicy knows such as also match "/prefix/..%2fadmin", which Envoy passes on and many servers resolve',
      instead: `write ${TRIE}, which knows the alphabet of a token, or whole paths such as '/healthz'`,
    }, list);
  }
}

function mustNotReadHeader(list: Construct, { gateway: { topology } }: AddressListProps): void {
  if (topology.clientAddressHeader) {
    throw new Fault('header-needs-trie', {
      what: `the client's address stands in the header ${topology.clientAddressHeader}`,
      why: 'AuthorizationPolicy compares addresses only with the packet source, PROXY or X-Forwarded-For',
      instead: `write ${TRIE}`,
    }, list);
  }
}

function mustNameExactHosts(list: Construct, hosts: readonly string[], servers: readonly GatewayServer[] | undefined): void {
  if (!servers) {
    throw new Fault('servers-unknown', {
      what: `hosts: ${hosts.join(', ')} on a gateway whose servers are not declared`,
      why: 'a server with a wildcard host beside would let spellings of the host through that AuthorizationPolicy does not recognize',
      instead: `write ${TRIE}, which knows all spellings; or declare all servers of the gateway; or leave hosts out to cover the whole gateway`,
    }, list);
  }
  const wildcard = hosts.find(host => host.includes('*'));
  if (wildcard !== undefined) {
    throw new Fault('wildcard-host', {
      what: `host "${wildcard}" has a wildcard`,
      why: 'AuthorizationPolicy knows a prefix or a suffix wildcard, never both, so "A.EXAMPLE.COM:99" would pass by',
      instead: `write ${TRIE}; or each host by its name; or leave hosts out to cover the whole gateway`,
    }, list);
  }
  const wild = servers.find(server => server.isHttp && server._wildcard !== undefined);
  if (wild) {
    throw new Fault('wildcard-server', {
      what: `hosts on a gateway whose server "${wild.name}" has the host "${wild._wildcard}"`,
      why: 'its routes accept spellings such as "user@admin.example.com" or "admin.example.com." that AuthorizationPolicy does not recognize',
      instead: `write ${TRIE}, which knows all spellings; or name exact hosts on "${wild.name}"; or leave hosts out to cover the whole gateway`,
    }, list);
  }
}
