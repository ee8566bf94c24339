import { LintSeverity } from './lint-finding';
import { LONG_LIST, LONG_LIST_COST } from '../istio/long-list';
import { CLIENT_SIDE_LIMIT, MARGIN } from '../istio/object-size';
import { ENFORCED_ELSEWHERE } from '../istio/own-names';

/** What is said about a check, whatever it finds. */
export interface RegistryEntry {
  /** Of a finding for which all is known that the check asks about. */
  readonly severity: LintSeverity;
  /** What it looks for. */
  readonly title: string;
  /** Why that matters. */
  readonly why: string;
  /** What to write instead, where a finding says nothing more exact. */
  readonly remedy: string;
}

const { ERROR, WARNING, INFO } = LintSeverity;

const KEEPS_OLD = 'the API server and istiod accept it; Envoy then keeps its old configuration: later policies do not come into force and removed addresses stay admitted, '
  + 'and a fresh pod does not open the port';

const SAY_SO = `where something else keeps others away, say so: annotation ${ENFORCED_ELSEWHERE}<proxy>: <what does>`;

/** Every check that there is, by its code, which never changes; sorted. */
export const REGISTRY = {
  'allow-beside-allow': {
    severity: WARNING,
    title: 'an ALLOW with a list of clients, and another ALLOW for whoever comes on the same gateway',
    why: 'ALLOW policies add up: what one of them admits, gets in. Listed addresses need not fulfil the other policy, and whoever fulfils the other need not be on the list',
    remedy: 'invert the list: action DENY with notIpBlocks or notRemoteIpBlocks narrows whatever else applies to the gateway',
  },
  'allow-closes-others': {
    severity: WARNING,
    title: 'an ALLOW for some hosts, on a gateway that also serves others',
    why: 'as soon as one ALLOW acts on a gateway, every request that no ALLOW matches is denied: the other hosts answer 403 to everybody',
    remedy: 'write the list as a DENY with notIpBlocks or notRemoteIpBlocks for its hosts: that narrows them, and leaves the others as they are',
  },
  'allow-closes-tcp': {
    severity: WARNING,
    title: 'an ALLOW with fields of HTTP, on a gateway that also has TCP servers',
    why: 'on TCP and passthrough servers istiod leaves out every rule of an ALLOW that asks for hosts, paths, methods or headers, and an ALLOW without rules admits nobody',
    remedy: 'write the list as a DENY with notIpBlocks or notRemoteIpBlocks; for a passthrough server, by when: [{ key: connection.sni, values: [its hosts] }] in place of hosts',
  },
  'annotation-not-text': {
    severity: ERROR,
    title: 'an annotation or label whose value is not a text',
    why: 'the API server refuses the object. YAML reads true, on, yes and numbers without quotes as something other than text',
    remedy: 'write the value in quotes',
  },
  'annotation-without-effect': {
    severity: WARNING,
    title: 'an annotation that should make the load balancer send PROXY, and does not',
    why: 'the load balancer sends no PROXY header, and the gateway does not see clients, or resets every connection where it waits for one',
    remedy: "write a value from the vendor's documentation",
  },
  'auto-passthrough': {
    severity: WARNING,
    title: 'a list on a gateway with an AUTO_PASSTHROUGH server',
    why: 'istiod gives such servers no authorization at all, and no HTTP filter: lists and guards do not exist there, whoever added the server',
    remedy: 'give that server a gateway of its own, and protect it by the network (loadBalancerSourceRanges, NetworkPolicy)',
  },
  'bad-address': {
    severity: ERROR,
    title: 'something in a list that is not a valid address or block',
    why: "istiod's webhook refuses the policy; where no webhook is asked, istiod leaves the entry or the whole rule out",
    remedy: 'write an address (203.0.113.7) or a block (203.0.113.0/24)',
  },
  'client-address-lost': {
    severity: WARNING,
    title: 'a list on a gateway whose load balancer hides the clients',
    why: 'the load balancer connects from an address of its own and does not pass the client\'s on: lists see the load balancer, so an allow list refuses everybody or, with its address, admits everybody; '
      + 'externalTrafficPolicy: Local does not help',
    remedy: 'let the load balancer send PROXY by its annotation (docs/load-balancers.md), and write gatewayTopology: { proxyProtocol: {} } in the annotation proxy.istio.io/config of the pods',
  },
  'contradicting-lists': {
    severity: ERROR,
    title: 'addresses that together are nobody, or everybody',
    why: 'a DENY for all but some leaves only them, and a second one only those that both leave; sources of one rule are alternatives, of which one is enough',
    remedy: 'write all addresses that may come in into one list',
  },
  'custom-denied': {
    severity: WARNING,
    title: 'a CUSTOM policy of which istiod makes a DENY',
    why: 'nobody is asked: every request that its rules match gets 403',
    remedy: 'let all CUSTOM policies of a gateway ask one provider, which extensionProviders of the mesh names, with a name of lower-case letters, digits and hyphens',
  },
  'deny-cuts-tcp': {
    severity: WARNING,
    title: 'a DENY with fields of HTTP, on a gateway that also has TCP servers',
    why: 'on TCP and passthrough servers istiod leaves those fields out and keeps the rest of the rule: it then refuses all connections there that its sources match',
    remedy: "add the ports of the HTTP servers to each operation, or notPorts with the TCP servers'; for a passthrough server on the same port: "
      + 'when: [{ key: connection.sni, notValues: [its hosts] }], if no HTTPS server there covers these hosts',
  },
  'deny-list-without-proxies': {
    severity: INFO,
    title: "a deny list by X-Forwarded-For without the proxies' own addresses",
    why: 'where an entry of X-Forwarded-For cannot be read (ip:port, brackets), Envoy falls back to the proxy\'s address, and a client on the list gets in',
    remedy: "add the proxies' addresses to the deny list",
  },
  'double-proxy-protocol': {
    severity: ERROR,
    title: 'a gateway reads two PROXY headers from each connection',
    why: 'there is one header, the second filter waits for another, and every connection is reset',
    remedy: 'keep gatewayTopology: { proxyProtocol: {} } and delete the EnvoyFilter',
  },
  'dry-run-list': {
    severity: INFO,
    title: 'a list that is only tried out',
    why: 'with istio.io/dry-run, or action AUDIT, Envoy logs what it would do, and denies nothing',
    remedy: 'remove the annotation when the logs show what you expect',
  },
  'duplicate-key': {
    severity: ERROR,
    title: 'a key that its object has more than once, with different values',
    why: 'kubectl, Helm and Argo CD take the last one and drop the others without a word: what they say is not in the cluster',
    remedy: 'keep one of them; where both are meant, write both values under it',
  },
  'duplicate-object': {
    severity: ERROR,
    title: 'two objects of one kind, namespace and name that differ',
    why: 'a cluster holds one of them: whichever is applied last replaces the other, and what the other protects is open',
    remedy: 'give one of them another name: two lists on the same pods are both in force',
  },
  'empty-list': {
    severity: ERROR,
    title: 'an empty list in an AuthorizationPolicy',
    why: 'it does not mean "nobody": istiod reads it as if it were not there, so an ALLOW without sources admits everybody, and a DENY refuses everybody',
    remedy: 'write what is meant into the list, or leave the field out if everything is meant',
  },
  'entries-with-port': {
    severity: WARNING,
    title: 'a list by X-Forwarded-For behind a proxy that writes ports into it',
    why: "Envoy does not take address:port for an address, and falls back to the packet source: the list sees the proxy, and refuses everybody, or with the proxy's address admits everybody",
    remedy: 'let a rewrite rule of the Application Gateway set X-Forwarded-For to {var_add_x_forwarded_for_proxy} (annotation appgw.ingress.kubernetes.io/rewrite-rule-set)',
  },
  'filter-for-whole-mesh': {
    severity: WARNING,
    title: 'an EnvoyFilter about the client\'s address, for every proxy of the mesh',
    why: 'in the root namespace without a selector and without a context it also changes sidecars: there it decides whom applications and their policies take for the client',
    remedy: 'write match.context: GATEWAY, and a workloadSelector with labels that only the gateway\'s pods have',
  },
  'filter-leaves-tcp-open': {
    severity: ERROR,
    title: 'a list in an HTTP filter for all hosts, and a TCP or passthrough server on the same pods without it',
    why: 'TCP and passthrough servers have no HTTP filters: clients that the list denies still reach their backends, and any Gateway in any namespace can add such a server to these pods',
    remedy: 'put the same list into a NETWORK_FILTER, too, before envoy.filters.network.tcp_proxy (envoy.extensions.filters.network.rbac.v3.RBAC), or into an '
      + 'AuthorizationPolicy; or give those servers pods of their own',
  },
  'filter-matches-nothing': {
    severity: ERROR,
    title: 'an EnvoyFilter about the client\'s address that finds nothing to change',
    why: 'istiod applies a patch where all of its match fits, and says nothing where it fits nowhere: the gateway is as if the EnvoyFilter were not there',
    remedy: 'write the match as the gateway has it; gatewayTopology in the annotation proxy.istio.io/config of the pods needs none',
  },
  'filter-without-typed-config': {
    severity: ERROR,
    title: 'an EnvoyFilter adds a filter by its name only',
    why: 'the API server and istiod accept it, but Envoy finds filters by the type of typed_config and refuses the whole listener: a fresh gateway '
      + 'listens on nothing, a running one freezes, and later policies do not come into force',
    remedy: 'add typed_config with the "@type" of that filter; tls_inspector need not be added, istiod does so where it is needed',
  },
  'foreign-list': {
    severity: WARNING,
    title: 'a list in an annotation of another proxy, which Istio does not read',
    why: 'only the controller of that proxy reads it, on its own Ingresses: here it keeps nobody out',
    remedy: 'write an AuthorizationPolicy with the same addresses on the gateway, for the host of this application',
  },
  'forgeable-proxy-count': {
    severity: WARNING,
    title: 'numTrustedProxies counts a proxy that does not write X-Forwarded-For',
    why: 'a layer-4 load balancer passes X-Forwarded-For on as the client wrote it, so if it is counted, every client can choose its own address: '
      + '"X-Forwarded-For: <listed>, 9.9.9.9" is admitted as the listed address',
    remedy: 'count only proxies that append to X-Forwarded-For: write numTrustedProxies: 0 where there is none. Where there is one, keep everybody else '
      + 'from the load balancer (loadBalancerSourceRanges with its addresses)',
  },
  'forwarded-for-read': {
    severity: WARNING,
    title: 'a filter, a limit or a route that reads X-Forwarded-For by itself',
    why: 'clients write this header, and proxies add to it: whoever writes a listed address is taken for it, and a new one in each request escapes every limit',
    remedy: 'compare the client\'s address, which Envoy has by gatewayTopology: remoteIpBlocks in an AuthorizationPolicy, remote_address in a rate limit, x-envoy-external-address in a script',
  },
  'gateway-spans-namespaces': {
    severity: WARNING,
    title: 'an Istio Gateway on the pods of several gateways, with a list that only some of them have',
    why: 'a Gateway selects pods by label in every namespace, and a list by its own labels and only those of its own: its hosts are served by the other pods too, without the list',
    remedy: 'write labels into the selector of the Gateway that only the pods with the list have: for pods of several namespaces one that carries the namespace (or set '
      + 'PILOT_SCOPE_GATEWAY_TO_NAMESPACE=true for istiod)',
  },
  'guard-refuses-proxy': {
    severity: WARNING,
    title: 'a guard for Cloudflare, behind another proxy that reads HTTP',
    why: 'a guard compares the packet source, which is the last proxy and not the first one: it denies every request',
    remedy: 'write the addresses from which the last proxy connects into the guard, and let that proxy admit Cloudflare alone',
  },
  'hairpin': {
    severity: WARNING,
    title: 'clients inside the cluster go past a load balancer that sends PROXY',
    why: 'kube-proxy sends them straight to the pods, where the status of the Service shows an address: their connections have no PROXY header, and the gateway resets them',
    remedy: 'let the status of the Service show a name, by the annotation of the load balancer',
  },
  'hash-by-forwarded-for': {
    severity: WARNING,
    title: 'a consistent hash over X-Forwarded-For',
    why: 'X-Forwarded-For begins with what the client wrote: by another text clients choose another backend, and load the one that they like',
    remedy: 'write useSourceIp: true: at a gateway it hashes the address that its topology finds',
  },
  'header-as-address': {
    severity: ERROR,
    title: 'a header is compared with addresses',
    why: 'headers are compared as texts: a block matches nothing',
    remedy: 'write remoteIpBlocks or notRemoteIpBlocks, and let gatewayTopology say which proxies are believed',
  },
  'header-with-underscore': {
    severity: WARNING,
    title: 'a list asks for a header that does not reach it, since its name has an underscore',
    why: 'connectionSettings drop it before any policy, or refuse the request; the profile EDGE refuses it',
    remedy: 'write the header with hyphens, or httpHeadersWithUnderscoresAction: HEADERS_WITH_UNDERSCORES_ALLOW',
  },
  'health-check-under-proxy': {
    severity: WARNING,
    title: "an NLB's HTTP health check asks the status port, which does not read PROXY",
    why: 'an NLB sends the PROXY header on its health checks, too: the status port answers 400, and no pod is healthy',
    remedy: 'let the status port read PROXY, or let the NLB check by TCP',
  },
  'host-bits': {
    severity: WARNING,
    title: 'a block with bits set after its prefix length',
    why: 'they do not count: 2.2.2.2/24 is 256 addresses, where perhaps one was meant',
    remedy: 'write the block without them, or the one address',
  },
  'host-list-beside-wildcard': {
    severity: WARNING,
    title: 'a list on a host, and a wildcard route beside it',
    why: 'the wildcard route accepts spellings that are not on the list\'s host and that backends read as it: "user@admin.example.com", "admin.example.com,public", '
      + 'for "*" also "admin.example.com."',
    remedy: 'name every host that the gateway serves, or give what is to be protected a gateway of its own, with a list on all of it. Nothing is wrong where no backend '
      + 'of the wildcard routes serves that host',
  },
  'host-without-port': {
    severity: ERROR,
    title: 'a list on a host without the same host with any port',
    why: 'Envoy compares the Host header with its port, routing ignores it: with "Host: admin.example.com:8443" the request is not on the list\'s host, and gets in',
    remedy: 'write each host twice: "host" and "host:*"',
  },
  'http-beside-mutual-tls': {
    severity: WARNING,
    title: 'a server that asks for no client certificate, on the pods of one that demands it',
    why: 'over plain HTTP nobody shows a certificate. A redirect does not help after a layer-7 proxy: the gateway believes "X-Forwarded-Proto: https", and does not redirect',
    remedy: 'let every server of these pods demand the certificate, or remove those that do not',
  },
  'ip-blocks-after-proxy': {
    severity: WARNING,
    title: 'ipBlocks, where a proxy replaces the packet source',
    why: 'ipBlocks compares the packet source, which is the proxy: an allow list refuses everybody, a deny list nobody',
    remedy: 'write remoteIpBlocks or notRemoteIpBlocks; ipBlocks is right where the addresses are those of the proxies',
  },
  'istio-version': {
    severity: WARNING,
    title: 'a field that the installed Istio does not have',
    why: 'an older Istio ignores what it does not know, or refuses the object',
    remedy: 'upgrade Istio, or leave the field out',
  },
  'list-holds-proxies': {
    severity: WARNING,
    title: "an allow list holds the proxies' own addresses",
    why: 'where an entry of X-Forwarded-For cannot be read (ip:port, brackets) or there are too few, Envoy falls back to the proxy\'s address, and the list admits everybody',
    remedy: "remove the proxies' addresses from the list",
  },
  'list-on-tcp-after-layer7': {
    severity: WARNING,
    title: 'a list by X-Forwarded-For also acts on TCP servers',
    why: 'connections of TCP and passthrough servers have no X-Forwarded-For: the list there compares whoever opened the connection, such as the load balancer',
    remedy: "add notPorts with the TCP servers' ports, and give those servers a gateway of their own that reads PROXY or sees the packet source",
  },
  'list-on-workload': {
    severity: WARNING,
    title: 'a list of client addresses on pods to which the gateway forwards',
    why: 'a sidecar knows nothing of the proxies in front of the gateway: it takes the last entry of X-Forwarded-For, which is what the gateway saw, such as a load balancer; '
      + 'and whoever calls inside the mesh writes that header themselves',
    remedy: 'put the list on the gateway, for the host of this application',
  },
  'long-list': {
    severity: WARNING,
    title: `more than ${LONG_LIST} addresses in one AuthorizationPolicy`,
    why: LONG_LIST_COST,
    remedy: 'merge them into fewer blocks, match them by a trie (an EnvoyFilter with an RBAC matcher, whose cost does not grow), or leave them to the load balancer',
  },
  'matcher-host-spelling': {
    severity: ERROR,
    title: 'a list on a host in an RBAC matcher that another spelling of the host bypasses',
    why: 'the matcher sees the Host header as it is sent, routing drops whatever follows the last colon, and a wildcard route accepts the rest: with such a host the request is '
      + 'not on the list\'s host, and gets in',
    remedy: 'ask first whether the host is plain, with NOT (?i)([a-z0-9_-]+\\.)*[a-z0-9_-]+(:[0-9]{1,5})?, and put under the list what is not; end the host with (:.*)?',
  },
  'matcher-path-spelling': {
    severity: ERROR,
    title: 'a list on a path in an RBAC matcher that another spelling of the path bypasses',
    why: ':path has the query, which in Istio before 1.29.7 and 1.30.4 may hold a byte that no part of an expression matches; and spellings of a path that reach the same page are endless',
    remedy: 'give what is to be protected its own host, and the list that host; or ask first whether the path is plain, and put under the list what is not',
  },
  'merged-without-effect': {
    severity: WARNING,
    title: 'an EnvoyFilter that merges false or 0, which changes nothing',
    why: 'istiod merges as Protocol Buffers do: false and 0 count as not there, and what was set stays',
    remedy: 'leave the field out',
  },
  'method-list': {
    severity: WARNING,
    title: 'a list on methods that are named',
    why: 'methods are compared letter by letter, and HTTP/2 carries any text: "post" and "FOO" are not on the list, and many backends read them as POST or GET',
    remedy: 'write notMethods with those that stay open, such as GET, HEAD, OPTIONS',
  },
  'missing-mapped-form': {
    severity: WARNING,
    title: 'a list of IPv4 blocks without their IPv4-mapped forms, where a proxy writes the address',
    why: 'dual-stack NGINX (ipv6only=off) and HAProxy (v4v6) write ::ffff:203.0.113.7, and Envoy compares families: clients bypass a deny list, and an allow list refuses '
      + 'clients that are on it',
    remedy: 'add the IPv4-mapped form of each IPv4 block: 203.0.113.0/24 also as ::ffff:203.0.113.0/120',
  },
  'name-says-deny': {
    severity: WARNING,
    title: 'a list whose name says deny, and whose action is ALLOW',
    why: 'action is ALLOW where it is left out: those who were to be kept out get in, and all others are refused',
    remedy: 'write action: DENY',
  },
  'no-servers': {
    severity: WARNING,
    title: 'pods of a gateway that no Gateway selects, beside a Gateway that selects none',
    why: 'without a Gateway, Envoy listens on no port: load balancers find no healthy target, and every connection is refused',
    remedy: 'write labels into the selector of the Gateway that the pods have',
  },
  'not-envoy': {
    severity: ERROR,
    title: "a policy or filter for a Gateway that does not run on Istio's Envoy",
    why: 'istiod gives AuthorizationPolicies, EnvoyFilters and extensions to Envoy only: on other proxies nobody compares addresses, and everybody gets in',
    remedy: 'give the Gateway the class istio, or protect it by what its own proxy has and by the network (loadBalancerSourceRanges, NetworkPolicy)',
  },
  'object-size': {
    severity: WARNING,
    title: 'an object that is too large to apply',
    why: `kubectl apply, and Argo CD with it, keeps the whole object in an annotation, which the API server refuses over ${CLIENT_SIDE_LIMIT} bytes; `
      + `over 1.5 MiB etcd refuses the object itself. What controllers add counts, too: ${MARGIN} bytes are left for it`,
    remedy: 'split it, or merge its addresses into fewer blocks',
  },
  'partial-topology': {
    severity: WARNING,
    title: 'a pod annotation gives a part of gatewayTopology, and the mesh the rest',
    why: "the annotation's gatewayTopology replaces the mesh's and is not merged with it: what the mesh sets beside it is lost on these pods",
    remedy: 'write the whole gatewayTopology into the annotation, numTrustedProxies: 0 included where that is meant',
  },
  'path-exemption': {
    severity: WARNING,
    title: 'a list exempts paths by a pattern',
    why: '"/.well-known/acme-challenge/..%2f..%2fadmin" fits the pattern, is passed on undecoded, and many backends then read /admin; "..;/" does the same for a prefix',
    remedy: 'name exact paths, or serve what is public from a host of its own',
  },
  'path-in-any-case': {
    severity: WARNING,
    title: 'a list on a path that a route accepts in any case (ignoreUriCase)',
    why: 'policies compare paths letter by letter: with /ADMIN the request is not on the list\'s path, goes to the same backend, and gets in',
    remedy: 'remove ignoreUriCase from the route',
  },
  'path-list': {
    severity: WARNING,
    title: 'a list on a path',
    why: 'spellings of a path that reach the same page are endless: 66 bypass a list on /admin, such as //admin, /%2fadmin, /x/..%2fadmin, /admin;x, /ADMIN; '
      + "the mesh's path normalization covers only some of them",
    remedy: 'give what is to be protected its own host, and the list that host. Nothing is wrong where the backend serves the page under exactly one spelling',
  },
  'permissive-proxy-protocol': {
    severity: WARNING,
    title: 'PROXY is optional on a gateway (allow_requests_without_proxy_protocol)',
    why: 'where the load balancer sends no header, its clients can write one themselves and choose any address; no guard on addresses helps, as the packets do come from '
      + 'the load balancer',
    remedy: 'require the header (gatewayTopology.proxyProtocol), and give callers without one a gateway of their own',
  },
  'ports-under-proxy': {
    severity: WARNING,
    title: 'a list on ports of a gateway that reads PROXY',
    why: 'under PROXY, ports compares the port that the header names, which is the one that the client dialled; without an address in the header it is the listener\'s. '
      + 'A request with the other one is not on the list',
    remedy: 'write all ports of the load balancer and of the pod that lead to the server, or better notPorts with those of all other servers',
  },
  'prefix-len-missing': {
    severity: ERROR,
    title: 'an address in an EnvoyFilter without prefix_len',
    why: 'left out it is 0, which is every address of that family: an allow list admits everybody, a deny list refuses everybody',
    remedy: 'write prefix_len: 32 for one IPv4 address, 128 for one IPv6 address',
  },
  'principals-at-edge': {
    severity: WARNING,
    title: 'a list that asks for an identity of the mesh where clients from outside arrive',
    why: 'clients of a gateway have no certificate of the mesh: an ALLOW with principals, namespaces or serviceAccounts admits nobody, and a DENY refuses nobody',
    remedy: 'leave them out; addresses alone say who may come in',
  },
  'proxy-after-tls-inspector': {
    severity: ERROR,
    title: 'an EnvoyFilter whose PROXY filter comes after tls_inspector',
    why: 'istiod puts tls_inspector into every listener with TLS, and a MERGE on LISTENER appends to it: it finds the PROXY header where '
      + 'TLS should begin, so no connection has a server name, by which Envoy chooses the server: they are refused, or go to the server for every name',
    remedy: 'write gatewayTopology: { proxyProtocol: {} } in the annotation proxy.istio.io/config of the pods instead, or LISTENER_FILTER with INSERT_FIRST; or keep a '
      + 'tls_inspector with typed_config after it',
  },
  'proxy-header-not-read': {
    severity: ERROR,
    title: 'the load balancer sends PROXY, and the gateway does not read it',
    why: 'the gateway takes the header for the beginning of a request or a TLS handshake, and refuses every connection',
    remedy: 'write gatewayTopology: { proxyProtocol: {} } in the annotation proxy.istio.io/config of the pod template, or remove this annotation',
  },
  'proxy-header-not-sent': {
    severity: WARNING,
    title: 'the gateway demands PROXY, and its load balancer is not told to send it',
    why: 'connections without a header are reset; and a load balancer that passes everything on lets clients write the header themselves',
    remedy: 'add the annotation that makes it send PROXY. Nothing is wrong where another proxy in front of it sends PROXY and it passes that on',
  },
  'proxy-http3': {
    severity: WARNING,
    title: 'a gateway reads PROXY, and its Service has a UDP port',
    why: 'Envoy reads PROXY headers on TCP only: HTTP/3 has the packet source, and lists see the load balancer or the client, but not what the header says',
    remedy: 'remove the port, and leave HTTP/3 to the proxy in front',
  },
  'rate-limit-without-effect': {
    severity: ERROR,
    title: 'a local rate limit that limits nobody',
    why: 'filter_enabled and filter_enforced are 0 % where they are left out: Envoy counts nothing, or counts and lets everybody pass',
    remedy: 'write filter_enabled and filter_enforced with default_value: { numerator: 100, denominator: HUNDRED }',
  },
  'refused-address': {
    severity: ERROR,
    title: 'an EnvoyFilter with an address that Envoy refuses',
    why: KEEPS_OLD,
    remedy: 'write the address alone into address_prefix, and the length into prefix_len',
  },
  'refused-listener': {
    severity: ERROR,
    title: 'an EnvoyFilter with which Envoy refuses the listener',
    why: KEEPS_OLD,
    remedy: 'take it out; gatewayTopology says how a gateway finds the client, and what inserts a filter names the one before which it comes (INSERT_BEFORE envoy.filters.http.router)',
  },
  'refused-matcher': {
    severity: ERROR,
    title: 'an RBAC filter that Envoy refuses',
    why: KEEPS_OLD,
    remedy: 'add what is missing, or leave that part out',
  },
  'refused-regex': {
    severity: ERROR,
    title: 'an EnvoyFilter with a regular expression that Envoy refuses',
    why: 'Envoy reads regular expressions with RE2. It refuses the listener and keeps its old configuration: later policies do not come into force, and a fresh pod does '
      + 'not open the port',
    remedy: 'write it without, in the syntax of RE2',
  },
  'refused-value': {
    severity: ERROR,
    title: 'a value of a type that its field does not have, or one that no field has',
    why: 'the API server refuses the object: the cluster keeps what it had, or nothing',
    remedy: 'write a value of that type',
  },
  'rewritten-host': {
    severity: WARNING,
    title: 'a route writes the host of a list into requests for another host',
    why: 'policies see the host as the client sent it: under the other one everybody gets in, and the backend takes the request for one to the protected host',
    remedy: 'list the other host, too, or leave its name as it is',
  },
  'rewritten-path': {
    severity: WARNING,
    title: 'a route rewrites a path that is open into one that a list is about',
    why: 'policies see the path as the client sent it, and the backend sees the other one: everybody gets the protected page by the path that is open',
    remedy: 'list the paths as clients send them, too, or give what is to be protected its own host, and the list that host',
  },
  'root-namespace-list': {
    severity: WARNING,
    title: 'a list in the root namespace reaches more than one namespace',
    why: 'a policy in the root namespace acts on pods of every namespace that it selects, and without a selector on every pod of the mesh, sidecars included',
    remedy: "add a label to the selector that only the gateway's pods have",
  },
  'route-to-itself': {
    severity: WARNING,
    title: "a route to the gateway's own Service, past a list that may admit the pods' addresses",
    why: 'such a request comes back to the gateway with the address of its pod as packet source, and with the host that the route writes: an allow list that '
      + 'holds the range of the pods admits it then, and a deny list does not match it',
    remedy: 'route straight to the application; or remove the range of the pods from the list',
  },
  'rules-are-alternatives': {
    severity: WARNING,
    title: 'addresses in one rule, and hosts or paths in another rule of the same policy',
    why: 'every dash under rules begins another rule, and one of them is enough: the addresses are admitted everywhere, and everybody to those hosts or paths '
      + '(with DENY: refused)',
    remedy: 'make it one rule with from and to, if both must hold',
  },
  'selects-no-gateway': {
    severity: WARNING,
    title: 'a list that selects none of the pods that are there',
    why: 'a policy acts on pods of its own namespace that have all the labels of its selector; on none, it does nothing, without a word',
    remedy: 'write the namespace and the labels of the pods',
  },
  'service-port-in-policy': {
    severity: ERROR,
    title: "a policy on a port of the Service, where the pod's port is meant",
    why: 'ports compares the port of the pod, and not that of the Service: the rule never matches, so a DENY refuses nobody, and an ALLOW admits nobody',
    remedy: 'write the targetPort of the Service',
  },
  'service-selects-no-pods': {
    severity: WARNING,
    title: 'a Service that selects no pods, beside the pods of a gateway that no Service selects',
    why: 'the load balancer has no targets: every connection is refused',
    remedy: 'write labels into the selector of the Service that the pods have',
  },
  'settings-field-ignored': {
    severity: ERROR,
    title: 'connectionSettings has a field or a value that Istio does not accept',
    why: 'Istio ignores the field without a word, or refuses the whole configuration, and the gateway does not start',
    remedy: 'write connectionSettings: { profile: EDGE }, or fields and values of ProxyConfig.ConnectionSettings',
  },
  'shared-backend': {
    severity: WARNING,
    title: 'a backend that a list protects under one host is reached under another, or gets copies of its requests',
    why: 'the list is about the host: the same pages are there under the other one, for everybody, unless the backend tells its hosts apart',
    remedy: 'list all hosts that lead there, or give the protected host a backend of its own',
  },
  'skipped-forwarded-for': {
    severity: WARNING,
    title: 'an EnvoyFilter by which the gateway adds nothing to X-Forwarded-For',
    why: 'applications, and sidecars with them, get the header as the client wrote it, and take what it says for the client',
    remedy: 'leave skip_xff_append out',
  },
  'sni-exemption': {
    severity: ERROR,
    title: 'a server name (SNI) with which everybody passes a list, on a port where an HTTPS server accepts that name as well',
    why: 'for a passthrough server without a route istiod makes no filter chain, and the HTTPS server whose hosts cover the name gets its connections: a client '
      + 'writes the exempt name into the handshake and a protected host into the request',
    remedy: 'give the passthrough server a port or pods of its own, or the HTTPS server only hosts that do not cover the name; or put the list into an HTTP filter '
      + '(MatchEngine.ipTrie()), which passthrough servers do not have',
  },
  'sni-list': {
    severity: WARNING,
    title: 'a list on a server name (SNI), where the gateway reads HTTP',
    why: 'the server name of the handshake and the Host of a request need not agree: a client names a public host in the handshake and the protected one in the request',
    remedy: 'write hosts in the place of the server name, each as "host" and "host:*"; or give that host a server of its own',
  },
  'source-ranges-ignored': {
    severity: ERROR,
    title: 'source ranges that nothing reads',
    why: 'the API server refuses them on every type but LoadBalancer, and nothing else reads them; the annotation is read only where the field is left out',
    remedy: 'write type: LoadBalancer, or an AuthorizationPolicy or a NetworkPolicy with these addresses',
  },
  'source-ranges-refused': {
    severity: ERROR,
    title: 'IPv6 ranges on a load balancer of AWS that has IPv4 only',
    why: 'the AWS Load Balancer Controller answers "unsupported v6 cidr when lb is not dualstack", and builds nothing',
    remedy: 'delete the IPv6 ranges, or make the load balancer dualstack',
  },
  'strip-any-host-port': {
    severity: WARNING,
    title: 'a list on hosts relies on strip_any_host_port',
    why: 'Envoy strips numbers only, and routing drops any tail: "Host: admin.example.com:abc" keeps its tail, is not on the list\'s host, and gets in',
    remedy: 'write each host together with "host:*" all the same',
  },
  'target-refs-ignored': {
    severity: ERROR,
    title: 'targetRefs that name nothing on which a policy could act',
    why: 'only a Gateway of gateway.networking.k8s.io in the namespace of the policy can be a target, and for waypoints a Service: a policy on anything else acts on nothing, or is refused',
    remedy: 'select the pods: selector.matchLabels (AuthorizationPolicy), workloadSelector.labels (EnvoyFilter)',
  },
  'tls-ended-in-front': {
    severity: WARNING,
    title: 'the load balancer ends TLS, and the gateway waits for it on the same port',
    why: 'the gateway gets plain bytes where it expects a handshake, and ends every connection',
    remedy: 'let the gateway have plain HTTP on that port, or let the load balancer pass TLS on (without a certificate) or encrypt again (backend-protocol: ssl)',
  },
  'topology-field-ignored': {
    severity: ERROR,
    title: 'gatewayTopology has a field or a value that Istio does not accept',
    why: 'Istio ignores it, or the whole configuration, without a word: the gateway then does not know its proxies',
    remedy: 'write gatewayTopology: { numTrustedProxies: <count> } or { proxyProtocol: {} }',
  },
  'topology-not-read': {
    severity: ERROR,
    title: 'gatewayTopology or connectionSettings where nobody reads them',
    why: 'Istio reads them from the annotation proxy.istio.io/config of pods and from defaultConfig of the mesh: here they do nothing, and the gateway does not know its proxies',
    remedy: 'move it to the annotation proxy.istio.io/config of the pod template, or to defaultConfig of the mesh configuration',
  },
  'topology-on-deployment': {
    severity: ERROR,
    title: 'proxy.istio.io/config is on the Deployment and not on its pod template',
    why: 'it is read from pods only: here it does nothing',
    remedy: 'move it to spec.template.metadata.annotations',
  },
  'traffic-policy-cluster': {
    severity: WARNING,
    title: 'a policy asks for the packet source, and externalTrafficPolicy is Cluster',
    why: 'a node that passes a connection on to a pod of another node puts its own address into it: lists see nodes, and a guard that admits nodes admits everybody',
    remedy: 'write externalTrafficPolicy: Local. Nothing is wrong where the load balancer connects to pods, past the nodes',
  },
  'trie-without-ipv6': {
    severity: ERROR,
    title: 'an allow list in an RBAC filter that lets every IPv6 client pass',
    why: 'Envoy compares the families apart: ranges of IPv4 say nothing about an IPv6 client, nor about ::ffff:203.0.113.7, which dual-stack NGINX and HAProxy write for IPv4',
    remedy: 'end with on_no_match: DENY, or in the shards of a long list with one for ::/0 that refuses what it does not list',
  },
  'unguarded-trust': {
    severity: WARNING,
    title: 'a gateway believes its proxies, and nothing keeps others from acting as one',
    why: 'whoever reaches the pod past the proxy can write a PROXY header or X-Forwarded-For, and is admitted with any address that it names',
    remedy: `add a DENY with notIpBlocks = the addresses of the last proxy, a NetworkPolicy or loadBalancerSourceRanges; ${SAY_SO}`,
  },
  'unknown-condition': {
    severity: ERROR,
    title: 'a condition of an AuthorizationPolicy that Istio does not know',
    why: "istiod's webhook refuses the policy; where no webhook is asked, istiod leaves the whole rule out",
    remedy: 'write remote.ip for the client address, source.ip for the packet source, or request.headers[<name>]',
  },
  'unknown-field': {
    severity: ERROR,
    title: 'a field that is misspelt, or is in the wrong place',
    why: 'kubectl and other strict clients have the object refused; from Helm, Argo CD and others the API server takes it without the field, with a warning at most: '
      + 'a list then restricts nobody, or everybody, or istiod refuses what is left',
    remedy: 'write the field as the schema has it',
  },
  'unknown-filter-type': {
    severity: ERROR,
    title: 'an EnvoyFilter with a type of Envoy\'s API before version 3',
    why: 'neither istiod nor Envoy knows it: istiod\'s webhook refuses the object, and where no webhook is asked, istiod leaves the patch out',
    remedy: 'write the type of version 3, such as envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager',
  },
  'unknown-kind': {
    severity: ERROR,
    title: 'a kind in an API group or version that does not have it',
    why: 'the API server refuses the object: what it should do, nobody does',
    remedy: 'write the apiVersion of its kind',
  },
  'whole-world': {
    severity: ERROR,
    title: 'a list or guard that admits every address, or half of them',
    why: 'a DENY with notIpBlocks 0.0.0.0/0 never matches, and an ALLOW for 0.0.0.0/0 admits everybody: it looks like a list, but restricts nothing',
    remedy: `write the addresses of the clients, or of the proxy that connects; what is meant to be public needs no addresses, and ${SAY_SO}`,
  },
  'wildcard-host': {
    severity: ERROR,
    title: 'a list on a wildcard host',
    why: 'a host may have a wildcard at one end only: "*.example.com" does not match "a.example.com:99", "*.example.com:*" matches nothing, and routing ignores the port, so '
      + 'the request gets in',
    remedy: 'name every host, each together with "host:*", or put the list on the whole gateway',
  },
  'wrong-proxy-count': {
    severity: WARNING,
    title: 'numTrustedProxies is not the count of entries that the proxies in front of the gateway append',
    why: 'with too few, lists see a proxy instead of its clients; with too many, they see what clients wrote into X-Forwarded-For themselves',
    remedy: 'write the count of the entries that all proxies in front of the gateway append together',
  },
} as const satisfies Record<string, RegistryEntry>;

/** The code of a check. */
export type LintCode = keyof typeof REGISTRY;

/** What the registry says about a check. */
export function entryOf(code: LintCode): RegistryEntry {
  return REGISTRY[code];
}
