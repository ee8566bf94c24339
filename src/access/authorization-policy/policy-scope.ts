import { RequestScope } from '../../envoy/request-scope';
import { Fault } from '../../fault';
import { GatewayServer } from '../../gateway/gateway-server';
import { outside } from '../../gateway/ports';
import { List } from '../list';

const TRIE = 'engine: MatchEngine.ipTrie()';

/** The requests that a list is about, as AuthorizationPolicy sees them. */
export function policyScope({ construct, gateway, hosts, exempt }: List, covered: readonly GatewayServer[] | undefined): RequestScope {
  return {
    hosts,
    notPaths: exempt,
    ...covered ? outside(construct, gateway.servers!, server => covered.includes(server), gateway.topology, TRIE) : {},
  };
}

/** Throws where AuthorizationPolicy cannot express the list without a bypass, and the trie can. */
export function validateScope(list: List): void {
  assertNoHeaderRead(list);
  if (list.hosts) assertExactHosts(list, list.hosts);
  const token = list.exempt?.find(path => path.includes('{token}'));
  if (token !== undefined) {
    throw new Fault('inexact-exemption', {
      what: `exempt path "${token}" is a pattern`,
      why: 'a pattern of AuthorizationPolicy also matches "/prefix/..%2fadmin", which Envoy passes on and many servers resolve',
      instead: `write ${TRIE}, which matches only the characters of a token, or whole paths such as '/healthz'`,
    }, list.construct);
  }
}

function assertNoHeaderRead({ construct, gateway: { topology } }: List): void {
  if (topology.clientAddressHeader) {
    throw new Fault('header-needs-trie', {
      what: `the client's address is in the header ${topology.clientAddressHeader}`,
      why: 'AuthorizationPolicy compares addresses only with the packet source, PROXY or X-Forwarded-For',
      instead: `write ${TRIE}`,
    }, construct);
  }
}

function assertExactHosts({ construct, gateway: { servers } }: List, hosts: readonly string[]): void {
  if (!servers) {
    throw new Fault('servers-unknown', {
      what: `hosts: ${hosts.join(', ')} on a gateway whose servers are not declared`,
      why: 'another server with a wildcard host would admit spellings of the host that AuthorizationPolicy does not recognize',
      instead: `write ${TRIE}, which recognizes all spellings; or declare all servers of the gateway; or leave hosts out to cover the whole gateway`,
    }, construct);
  }
  const wildcard = hosts.find(host => host.includes('*'));
  if (wildcard !== undefined) {
    throw new Fault('wildcard-host', {
      what: `host "${wildcard}" has a wildcard`,
      why: 'AuthorizationPolicy supports a prefix or a suffix wildcard, never both, so "A.EXAMPLE.COM:99" would bypass the list',
      instead: `write ${TRIE}; or each host by its name; or leave hosts out to cover the whole gateway`,
    }, construct);
  }
  const wild = servers.find(server => server.isHttp && server._wildcard !== undefined);
  if (wild) {
    throw new Fault('wildcard-server', {
      what: `hosts on a gateway whose server "${wild.name}" has the host "${wild._wildcard}"`,
      why: 'its routes accept spellings such as "user@admin.example.com" or "admin.example.com." that AuthorizationPolicy does not recognize',
      instead: `write ${TRIE}, which recognizes all spellings; or name exact hosts on "${wild.name}"; or leave hosts out to cover the whole gateway`,
    }, construct);
  }
}
