import * as fc from 'fast-check';
import { GATEWAYS } from './gateways';
import { envoyFilter, Trie, trie } from './tries';
import { Manifest } from '../rig/kubernetes';

/** What arrives at a gateway's pod. */
export interface Arrival {
  readonly server: 'http' | 'https' | 'tls' | 'tcp';
  readonly http2: boolean;
  readonly peer: string;
  /** A line of PROXY v1 without its end, or LOCAL. */
  readonly proxy?: string;
  readonly xff: readonly string[];
  readonly host?: string;
  readonly sni?: string;
  readonly method: string;
  readonly path: string;
  /** A header `x-key`; a character beyond ASCII is one byte. */
  readonly key?: string;
  /** A header `x_key`. */
  readonly spelledKey?: string;
}

/** Policies on one gateway, and requests that meet them. */
export interface Case {
  readonly gateway: string;
  /** The mesh's. */
  readonly pathNormalization: string;
  readonly policies: readonly Policy[];
  readonly tries: readonly Trie[];
  readonly arrivals: readonly Arrival[];
}

export interface Policy {
  readonly action: string;
  readonly dryRun: boolean;
  readonly rules?: readonly object[];
}

const ADDRESSES = ['203.0.113.7', '203.0.113.50', '198.51.100.66', '10.0.0.5', '192.0.2.5'];
const ADDRESSES_V6 = ['2001:db8:10::7', '2001:db8:bad::66', '::ffff:203.0.113.7'];
const BLOCKS = [
  '203.0.113.0/24', '203.0.113.7', '198.51.100.0/24', '10.0.0.0/8', '10.0.0.5/32', '192.0.2.0/28', '0.0.0.0/0', '128.0.0.0/1',
  '2001:db8:10::/48', '2001:db8::/32', '::ffff:203.0.113.0/120', '::/0',
];
const HOSTS = ['www.example.com', 'admin.example.com', 'a.wild.example.com', 'ADMIN.Example.com', 'none.example.org'];
const SPELLED = ['admin.example.com:8443', 'admin.example.com:80', 'admin.example.com:abc', 'admin.example.com.', 'A.WILD.example.com:99', 'user@admin.example.com', ''];
const HOST_PATTERNS = [...HOSTS, 'admin.example.com:*', '*.example.com', 'admin.*', '*', 'www.example.com:80', '*.wild.example.com'];
const PATHS = ['/', '/admin', '/admin/x', '/ADMIN', '/a/b/z', '/a/z', '/index.html', '/healthz'];
const SPELLED_PATHS = ['//admin', '/x/../admin', '/x/%2e%2e/admin', '/admin%2fx', '/admin?x=1', '/admin/?y#z', '/%61dmin', '/admin;x', '/a\\b', '/x/..%2fadmin', '/./admin'];
/** Parts of paths that proxies and backends may take for others. */
const PARTS = [
  '/', '/', '//', '/admin', 'admin', '/a', '/z', 'x', '..', '.', '..;', '.;', '/..;/', '/..;x=1', ';', ';x', '%2f', '%2F', '%5c', '%5C', '\\', '%2e', '%2E%2e', '/%2e%2e;/', '%3b',
  '..%3b', '%252f', '%00', '%61', '?x', '?/..;/', '#y', '%', '...;',
];
const PATH_PATTERNS = ['/', '/admin', '/admin*', '/admin/*', '*.html', '*', '/a/{*}/z', '/a/{**}', '/healthz'];
const PORTS = ['80', '443', '8080', '8443', '5432', '9443', '0', '9999'];
const METHODS = ['GET', 'POST', 'PUT', 'DELETE'];

const some = <T>(values: readonly T[], max = 3) => fc.uniqueArray(fc.constantFrom(...values), { minLength: 1, maxLength: max });
/** Some of these fields, at least one. */
const fields = (model: Record<string, fc.Arbitrary<unknown>>) =>
  fc.record(model, { requiredKeys: [] }).filter(record => Object.keys(record).length > 0);

const source = fields({ ipBlocks: some(BLOCKS), notIpBlocks: some(BLOCKS), remoteIpBlocks: some(BLOCKS), notRemoteIpBlocks: some(BLOCKS) });
const operation = fields({
  hosts: some(HOST_PATTERNS),
  notHosts: some(HOST_PATTERNS),
  paths: some(PATH_PATTERNS),
  notPaths: some(PATH_PATTERNS),
  ports: some(PORTS),
  notPorts: some(PORTS),
  methods: some(METHODS),
  notMethods: some(METHODS),
});
const matched = (key: string, values: readonly string[]) =>
  fc.tuple(fc.constantFrom('values', 'notValues'), some(values)).map(([field, list]) => ({ key, [field]: list }));
const condition = fc.oneof(
  matched('request.headers[x-key]', ['secret', 'sec*', '*']), matched('request.headers[x_key]', ['secret', '*']), matched('source.ip', BLOCKS), matched('remote.ip', BLOCKS),
  matched('destination.port', PORTS),
  matched('connection.sni', ['www.example.com', '*.example.com', 'vault.example.com']),
);
const few = <T>(one: fc.Arbitrary<T>) => fc.array(one, { minLength: 1, maxLength: 2 });
const rule = fc.record({
  from: few(source.map(it => ({ source: it }))),
  to: few(operation.map(it => ({ operation: it }))),
  when: few(condition),
}, { requiredKeys: [] });

const policy: fc.Arbitrary<Policy> = fc.record({
  action: fc.constantFrom('ALLOW', 'DENY', 'DENY', 'DENY', 'AUDIT'),
  dryRun: fc.integer({ min: 0, max: 9 }).map(number => number === 9),
  rules: fc.array(rule, { minLength: 1, maxLength: 2 }),
}, { requiredKeys: ['action', 'dryRun'] })
  // The webhook refuses the others without rules (ALLOW without rules refuses everybody), and rehearsed audits.
  .filter(({ action, dryRun, rules }) => action === 'ALLOW' || (rules !== undefined && !(action === 'AUDIT' && dryRun)));

const anyAddress = fc.constantFrom(...ADDRESSES, ...ADDRESSES_V6);
const proxyLine = fc.oneof(
  { weight: 8, arbitrary: fc.tuple(fc.constantFrom(...ADDRESSES), fc.constantFrom(...PORTS)).map(([from, port]) => `PROXY TCP4 ${from} 192.0.2.80 40000 ${port}`) },
  { weight: 3, arbitrary: fc.tuple(fc.constantFrom(...ADDRESSES_V6), fc.constantFrom(...PORTS)).map(([from, port]) => `PROXY TCP6 ${from} 2001:db8::80 40000 ${port}`) },
  { weight: 1, arbitrary: fc.constantFrom('LOCAL', 'PROXY UNKNOWN', 'PROXY UNKNOWN 203.0.113.7 192.0.2.80 1 80') },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      'PROXY TCP4 203.0.113.7 192.0.2.80 40000', 'PROXY TCP6 203.0.113.7 192.0.2.80 1 80', 'PROXY TCP4 x 192.0.2.80 1 80', 'proxy TCP4 203.0.113.7 192.0.2.80 1 80',
    ),
  },
);
const entry = fc.oneof(
  { weight: 6, arbitrary: anyAddress },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      '203.0.113.7:1234', '[2001:db8:10::7]', '[2001:db8:10::7]:1', 'unknown', '', ' ', '"203.0.113.7"', '203.000.113.007', '999.1.1.1', 'fe80::1%eth0',
    ),
  },
);
const xffLine = fc.tuple(fc.array(entry, { minLength: 1, maxLength: 4 }), fc.constantFrom(', ', ',', ' , ')).map(([entries, comma]) => entries.join(comma).trim());

const arrival = (proxyProtocol: boolean): fc.Arbitrary<Arrival> => fc.record({
  server: fc.constantFrom('http' as const, 'http' as const, 'https' as const, 'tls' as const, 'tcp' as const),
  http2: fc.boolean(),
  peer: fc.constantFrom(...ADDRESSES),
  proxy: fc.option(proxyLine, { nil: undefined, freq: proxyProtocol ? 12 : 1 }).filter(line => proxyProtocol || line === undefined || line.startsWith('PROXY')),
  xff: fc.array(xffLine, { maxLength: 2 }),
  host: fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...HOSTS) }, { weight: 1, arbitrary: fc.constantFrom(...SPELLED) }),
  sni: fc.option(fc.constantFrom('www.example.com', 'admin.example.com', 'vault.example.com', 'other.example.org'), { nil: undefined, freq: 1 }),
  method: fc.oneof({ weight: 6, arbitrary: fc.constantFrom(...METHODS) }, { weight: 1, arbitrary: fc.constantFrom('get', 'FOO', 'TRACE') }),
  path: fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...PATHS) }, { weight: 2, arbitrary: fc.constantFrom(...SPELLED_PATHS) },
    { weight: 3, arbitrary: fc.array(fc.constantFrom(...PARTS), { minLength: 1, maxLength: 5 }).map(parts => `/${parts.join('')}`) },
  ),
  key: fc.option(
    fc.oneof(fc.constantFrom('secret', 'sec', 'x', 'sec\u00ff', 's\u00c3\u00a9c'), fc.constantFrom(...ADDRESSES, ...ADDRESSES_V6, '203.0.113.7, 10.0.0.5', '203.0.113.7:1')), { nil: undefined, freq: 1 },
  ),
  spelledKey: fc.option(fc.constantFrom('secret', 'x'), { nil: undefined, freq: 1 }),
});

/** A case with this many requests. */
export function cases(requests: number): fc.Arbitrary<Case> {
  return fc.constantFrom(...GATEWAYS).chain(({ name, proxyProtocol }) => fc.record({
    gateway: fc.constant(name),
    pathNormalization: fc.constantFrom('BASE', 'BASE', 'BASE', 'NONE', 'MERGE_SLASHES', 'DECODE_AND_MERGE_SLASHES'),
    policies: fc.array(policy, { maxLength: 3 }),
    tries: fc.oneof({ weight: 2, arbitrary: fc.constant([]) }, fc.array(trie, { minLength: 1, maxLength: 2 })),
    arrivals: fc.array(arrival(proxyProtocol), { minLength: requests, maxLength: requests, size: 'max' }),
  }));
}

export function manifestsOf(it: Case): Manifest[] {
  return [...authorizationPolicies(it), ...it.tries.map((one, index) => envoyFilter(it.gateway, one, index))];
}

function authorizationPolicies({ gateway, policies }: Case): Manifest[] {
  return policies.map(({ action, dryRun, rules }, index) => ({
    apiVersion: 'security.istio.io/v1',
    kind: 'AuthorizationPolicy',
    metadata: { name: `policy-${index}`, namespace: gateway, ...(dryRun && { annotations: { 'istio.io/dry-run': 'true' } }) },
    spec: { selector: { matchLabels: { app: gateway } }, action, ...(rules && { rules }) },
  }));
}

/** The mesh configuration with the settings of a case, over others if there are any. */
export function meshConfig({ pathNormalization }: Case, others: object = {}): Manifest {
  const mesh = JSON.stringify({ ...others, pathNormalization: { normalization: pathNormalization } });
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'istio', namespace: 'istio-system' }, data: { mesh } };
}
