import { basename } from 'path';
import { examplesOf, findingsIn } from './examples';

// The attacks that got in on a real gateway, by their numbers: the finding in manifests that let them in, and that it goes with the cause.

/** A page that shows it, one without its cause, and what is found. */
type Shown = [code: string, bad: string, good: string, what: string];

const FOUND: [row: number, attack: string, shown: Shown[]][] = [
  [1, 'strip_any_host_port, and a tail that is not a number', [['strip-any-host-port', 'bad', 'good', 'takes the port off, but not every tail']]],
  [2, 'a regular expression on hosts that ends with (:\\d*)?', [
    ['matcher-host-spelling', 'bad', 'good', '"admin.example.com" is refused, and "admin.example.com:abc" is not'],
  ]],
  [3, 'a list on hosts beside a wildcard route; a host with its port; a wildcard host', [
    ['host-list-beside-wildcard', 'bad-route', 'good', 'also serves *.example.com'],
    ['host-without-port', 'bad', 'good', 'admin.example.com is there, and not admin.example.com:*'],
    ['wildcard-host', 'bad', 'good', '*.example.com, *.example.com:* cannot hold every spelling with a port'],
  ]],
  [4, 'another spelling of a path', [['path-list', 'bad', 'good', 'the list is about /admin, /admin/* only']]],
  [5, 'bytes that are not UTF-8, against a regular expression on the path', [
    ['matcher-path-spelling', 'bad', 'good', '/admin is refused, and /admin?<byte ff> is not'],
  ]],
  [6, 'a path that is exempt, and leads out of it', [['path-exemption', 'bad', 'good', '/.well-known/acme-challenge/{*}, /hooks/{**} are patterns']]],
  [7, 'a rewritten path or host, ignoreUriCase, the same backend under another host', [
    ['path-in-any-case', 'bad', 'good', '/ADMIN, /ADMIN/ is routed by VirtualService edge/www, too'],
    ['rewritten-host', 'bad', 'good', 'www.example.com becomes admin.example.com by VirtualService edge/www'],
    ['rewritten-path', 'bad', 'good', 'www.example.com/api/admin arrives as /admin by VirtualService edge/www'],
    ['shared-backend', 'bad', 'good', 'www.example.com leads to app.edge.svc.cluster.local, too'],
  ]],
  [8, 'AUTO_PASSTHROUGH servers have no authorization', [['auto-passthrough', 'bad', 'good', 'it has no effect on the TLS server tls']]],
  [9, 'an EnvoyFilter that Envoy refuses freezes the gateway', [
    ['filter-without-typed-config', 'bad', 'good', 'the filter envoy.filters.listener.proxy_protocol has no typed_config'],
    ['refused-address', 'bad', 'good', 'ranges is empty'],
    ['refused-matcher', 'bad', 'good', 'Envoy refuses a safe_regex without google_re2'],
    ['refused-regex', 'bad', 'good', 'invalid or unsupported Perl syntax'],
  ]],
  [12, 'a client calls the load balancer, past the CDN, with a forged X-Forwarded-For', [
    ['forgeable-proxy-count', 'bad', 'good', 'numTrustedProxies is 2 on gateway edge/edge, and what connects to it speaks PROXY'],
    ['unguarded-trust', 'bad', 'good', 'believes X-Forwarded-For (numTrustedProxies: 1), and these manifests show no guard'],
  ]],
  [13, 'dual-stack proxies write IPv4-mapped addresses', [['missing-mapped-form', 'bad', 'good', 'not ::ffff:203.0.113.0/120']]],
  [14, 'an entry of X-Forwarded-For that cannot be read: the proxy counts', [
    ['deny-list-without-proxies', 'bad', 'good', '10.0.0.0/24 is not on the list'],
    ['list-holds-proxies', 'bad', 'good', "10.0.0.0/24 is on the list, and is a proxy's address"],
  ]],
  [15, 'shards of a trie for IPv4 only', [['trie-without-ipv6', 'bad', 'good-shards', '2001:2::1337 and ::ffff:198.18.13.37 are not']]],
  [16, 'a prefix_len that is left out', [['prefix-len-missing', 'bad-matcher', 'good-matcher', 'has no prefix_len']]],
  [17, 'ports of the Service, and ports that a PROXY header names', [
    ['ports-under-proxy', 'bad', 'good', 'requests that name port 443 fall outside'],
    ['service-port-in-policy', 'bad', 'good', 'it arrives on 8080'],
  ]],
  [18, 'a DENY with fields of HTTP refuses TCP servers', [['deny-cuts-tcp', 'bad', 'good', 'the TCP server tcp']]],
  [19, 'a public server name, and a protected host', [['sni-list', 'bad', 'good', 'admin.example.com shares the HTTPS server https of Gateway edge/edge with other hosts']]],
  [20, 'methods in other letters', [['method-list', 'bad', 'good', 'the list is about POST, PUT only']]],
  [21, 'PROXY that is optional', [['permissive-proxy-protocol', 'bad', 'good', 'with and without a PROXY header, and lists decide by what the header says']]],
  [22, 'empty lists', [['empty-list', 'bad', 'good', 'from is empty'], ['empty-list', 'bad', 'good', 'ipBlocks is empty']]],
  [24, 'a TCP or passthrough server of another Gateway, beside a list in an HTTP filter', [
    ['filter-leaves-tcp-open', 'bad', 'good', 'is denied on HTTP, but reaches the TLS server vault'],
  ]],
  [25, 'a server name that a list leaves out, and a server for HTTP that takes it', [
    ['sni-exemption', 'bad', 'good', 'takes vault.example.com: the TLS server vault of Gateway edge/edge has no route for it'],
  ]],
  [26, 'the pods of another namespace, for a host of this one', [
    ['gateway-spans-namespaces', 'bad', 'good-label', 'but not to those of private/edge, which the Gateway selects too'],
  ]],
  [28, 'a list that another of the same name replaces', [['duplicate-object', 'bad', 'good', 'it replaces the AuthorizationPolicy edge/list']]],
  [33, "a route to the gateway's own Service", [['route-to-itself', 'bad', 'good', 'AuthorizationPolicy edge/office may admit requests from its pods']]],
];

const NOT_FOUND: [row: number, attack: string, why: string][] = [
  [10, 'open connections keep the old list', 'manifests do not tell when they are applied'],
  [11, 'a client calls the inner of two layer-7 proxies directly', 'nothing that reaches the gateway differs, and the proxies are not manifests'],
  [23, 'a load balancer that puts its own line before the client\'s', 'only the load balancer itself shows what it writes'],
  [27, 'HTTP/3 with early data and a forged packet source', 'only a network that lets forged packets out makes it one'],
  [29, 'REQUIRE before its guard', 'manifests do not tell in which order they are applied'],
  [30, 'a load balancer that replaces the source and sends no header yet', 'only the load balancer itself shows what it does'],
  [31, 'an HTTP/3 connection that moves', 'no manifest changes that'],
  [32, 'a gateway that a refused filter froze', 'the refused filter is found (row 9); what a running gateway holds, manifests do not tell'],
];

function found(code: string, kind: 'bad' | 'good', name: string, what: string): string[] {
  const path = examplesOf(code, kind).find(example => basename(example) === `${name}.yaml`)!;
  return findingsIn(path).filter(finding => finding.code === code && finding.what.includes(what)).map(finding => finding.code);
}

describe.each(FOUND)('%d: %s', (_, __, shown) => {
  test.each(shown)('%s in %s, and not in %s: %s', (code, bad, good, what) => {
    expect(found(code, 'bad', bad, what)).toContain(code);
    expect(found(code, 'good', good, '')).toEqual([]);
  });
});

test('of every other row it is said why manifests do not show it', () => {
  const rows = [...FOUND.map(([row]) => row), ...NOT_FOUND.map(([row]) => row)];
  expect(rows.sort((a, b) => a - b)).toEqual(Array.from({ length: 33 }, (_, index) => index + 1));
});
