import { Linter } from '../../src';

// The attacks that got in on a real gateway, by their numbers.

const FOUND: [row: number, attack: string, checks: string[]][] = [
  [1, 'strip_any_host_port, and a tail that is no number', ['strip-any-host-port']],
  [2, 'a regular expression on hosts that ends with (:\\d*)?', ['matcher-host-spelling']],
  [3, 'a list on hosts beside a wildcard route; a host with its port; a wildcard host', ['host-list-beside-wildcard', 'host-without-port', 'wildcard-host']],
  [4, 'another spelling of a path', ['path-list']],
  [5, 'bytes that are no UTF-8, against a regular expression on the path', ['matcher-path-spelling']],
  [6, 'a path that is exempt, and leads out of it', ['path-exemption']],
  [7, 'a rewritten path or host, ignoreUriCase, the same backend under another host', ['path-in-any-case', 'rewritten-host', 'rewritten-path', 'shared-backend']],
  [8, 'AUTO_PASSTHROUGH servers have no authorization', ['auto-passthrough']],
  [9, 'an EnvoyFilter that Envoy refuses freezes the gateway', ['filter-without-typed-config', 'refused-address', 'refused-matcher', 'refused-regex']],
  [12, 'a client calls the load balancer, past the CDN, with a forged X-Forwarded-For', ['forgeable-hop-count', 'unguarded-trust']],
  [13, 'dual-stack proxies write IPv4-mapped addresses', ['missing-mapped-twin']],
  [14, 'an entry of X-Forwarded-For that cannot be read: the proxy counts', ['deny-list-without-proxies', 'list-holds-proxies']],
  [15, 'shards of a trie for IPv4 only', ['trie-without-ipv6']],
  [16, 'a prefix_len that is left out', ['prefix-len-missing']],
  [17, 'ports of the Service, and ports that a PROXY header names', ['ports-under-proxy', 'service-port-in-policy']],
  [18, 'a DENY with fields of HTTP refuses TCP servers', ['deny-cuts-tcp']],
  [19, 'a public server name, and a protected host', ['sni-list']],
  [20, 'methods in other letters', ['method-list']],
  [21, 'PROXY that is optional', ['permissive-proxy-protocol']],
  [22, 'empty lists', ['empty-list']],
  [24, 'a TCP or passthrough server of another Gateway, beside a list in an HTTP filter', ['filter-leaves-tcp-open']],
  [25, 'a server name that a list leaves out, and a server for HTTP that takes it', ['sni-exemption']],
  [26, 'the pods of another namespace, for a host of this one', ['gateway-spans-namespaces']],
  [28, 'a list that another of the same name replaces', ['duplicate-object']],
  [33, "a route to the gateway's own Service", ['route-to-itself']],
];

const NOT_FOUND: [row: number, attack: string, why: string][] = [
  [10, 'open connections keep the old list', 'manifests do not tell when they are applied'],
  [11, 'a client calls the inner of two layer-7 hops directly', 'nothing that reaches the gateway differs, and the hops are no manifests'],
  [23, 'a load balancer that puts its own line before the client\'s', 'only the load balancer itself shows what it writes'],
  [27, 'HTTP/3 with early data and a forged packet source', 'only a network that lets forged packets out makes it one'],
  [29, 'REQUIRE before its guard', 'manifests do not tell in which order they are applied'],
  [30, 'a load balancer that replaces the source and sends no header yet', 'only the load balancer itself shows what it does'],
  [31, 'an HTTP/3 connection that moves', 'no manifest changes that'],
  [32, 'a gateway that a refused filter froze', 'the refused filter is found (row 9); what a running gateway holds, manifests do not tell'],
];

const codes = Linter.rules().map(({ code }) => code);

test.each(FOUND)('%d: %s', (_, __, checks) => {
  expect(codes).toEqual(expect.arrayContaining(checks));
});

test('of every other row it is said why manifests do not show it', () => {
  const rows = [...FOUND.map(([row]) => row), ...NOT_FOUND.map(([row]) => row)];
  expect(rows.sort((a, b) => a - b)).toEqual(Array.from({ length: 33 }, (_, index) => index + 1));
});
