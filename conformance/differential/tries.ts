import * as fc from 'fast-check';
import { Manifest } from '../rig/kubernetes';

/** An RBAC filter with a matcher, which an EnvoyFilter inserts. */
export interface Trie {
  readonly network: boolean;
  /** Whether it stands in the listener or Envoy asks for it by name. */
  readonly discovered: boolean;
  readonly dryRun: boolean;
  readonly matcher: object;
  /** Who skips the filter; nobody without. */
  readonly skipper?: object;
}

const NETWORK = 'type.googleapis.com/envoy.extensions.matching.common_inputs.network.v3';
const BLOCKS = [
  ['203.0.113.0', 24], ['203.0.113.7', 32], ['203.0.113.50', 31], ['198.51.100.0', 24], ['10.0.0.0', 8], ['10.0.0.5', 32], ['192.0.2.0', 28], ['0.0.0.0', 0], ['128.0.0.0', 1],
  ['2001:db8:10::', 48], ['2001:db8::', 32], ['::ffff:203.0.113.0', 120], ['::ffff:0.0.0.0', 96], ['::', 0],
].map(([address_prefix, prefix_len]) => ({ address_prefix, prefix_len }));
const HOST_REGEXES = [
  '(?i)([a-z0-9_-]+\\.)*[a-z0-9_-]+(:[0-9]{1,5})?|\\[[0-9a-f:.]+\\](:[0-9]{1,5})?', '(?i)(admin\\.example\\.com)(:.*)?', '(?i)(.*\\.wild\\.example\\.com)(:.*)?',
  '(?i)admin\\.example\\.com(:\\d*)?', 'admin.*',
];
const PATH_REGEXES = ['/admin.*', '/healthz(\\?.*)?', '/[A-Za-z0-9_-]+(\\?.*)?', '(?i)/ADMIN/?'];

const input = (name: string): object => ({ name, typed_config: { '@type': `${NETWORK}.${name}` } });
const header = (header_name: string): object => ({
  name: header_name, typed_config: { '@type': 'type.googleapis.com/envoy.type.matcher.v3.HttpRequestHeaderMatchInput', header_name },
});

const to = (what: string): object => ({
  action: { name: 'a', typed_config: { '@type': 'type.googleapis.com/envoy.config.rbac.v3.Action', 'name': 'a', 'action': what } },
});
const rbacAction = fc.constantFrom('ALLOW', 'DENY').map(to);
const skipAction = fc.constant({ action: { name: 'skip', typed_config: { '@type': 'type.googleapis.com/envoy.extensions.filters.common.matcher.action.v3.SkipFilter' } } });
const regex = (...expressions: string[]) => fc.constantFrom(...expressions)
  .map(expression => ({ safe_regex: { google_re2: {}, regex: expression } }));
const asks = (from: object, value: fc.Arbitrary<object>) => value.map(value_match => ({ single_predicate: { input: from, value_match } }));
const exact = (...values: string[]) => fc.tuple(fc.constantFrom(...values), fc.boolean())
  .map(([value, ignore_case]) => ({ exact: value, ...(ignore_case && { ignore_case }) }));

const isIn = (from: object) => fc.uniqueArray(fc.constantFrom(...BLOCKS), { minLength: 1, maxLength: 3 }).map(cidr_ranges => ({
  single_predicate: {
    input: from,
    custom_match: { name: 'ip', typed_config: { '@type': 'type.googleapis.com/envoy.extensions.matching.input_matchers.ip.v3.Ip', 'stat_prefix': 'x', cidr_ranges } },
  },
}));
const ofConnection = fc.oneof(
  isIn(input('SourceIPInput')), isIn(input('DirectSourceIPInput')), asks(input('DestinationPortInput'), exact('80', '8080', '8443', '5432')),
  asks(input('ServerNameInput'), exact('vault.example.com', 'admin.example.com')),
);
const ofRequest = fc.oneof(
  ofConnection, isIn(header('x-key')), asks(header(':authority'), regex(...HOST_REGEXES)), asks(header(':path'), regex(...PATH_REGEXES)),
  asks(header(':authority'), exact('admin.example.com')),
  asks(header(':path'), fc.constantFrom({ prefix: '/admin' }, { suffix: '.html' }, { contains: 'ADMIN', ignore_case: true })),
  asks(header('x-key'), exact('secret')), asks(header('x-key'), regex('s.*', '[^x]{4}', '(?i)S.C')), asks(header('x_key'), exact('secret')),
);

function predicate(network: boolean): fc.Arbitrary<object> {
  const one = network ? ofConnection : ofRequest;
  const two = fc.tuple(one, one).map(both => ({ predicate: both }));
  return fc.oneof(
    { weight: 3, arbitrary: one }, one.map(not_matcher => ({ not_matcher })),
    two.map(and_matcher => ({ and_matcher })), two.map(or_matcher => ({ or_matcher })),
    fc.tuple(one, one).map(([first, second]) => ({ and_matcher: { predicate: [first, { not_matcher: second }] } })),
  );
}

function tree(network: boolean, action: fc.Arbitrary<object>): fc.Arbitrary<object> {
  const address = fc.constantFrom(input('SourceIPInput'), input('DirectSourceIPInput'), ...network ? [] : [header('x-key')]);
  // A nested tree may come to nothing; then the next shorter prefix counts, unless that is exclusive.
  const nothing = action.map(one => ({ matcher: { matcher_tree: { input: input('DestinationPortInput'), exact_match_map: { map: { 80: one } } } } }));
  const onMatch = fc.oneof({ weight: 5, arbitrary: action }, { weight: 1, arbitrary: nothing });
  // Each block once.
  const ranges = fc.uniqueArray(fc.constantFrom(...BLOCKS), { minLength: 1, maxLength: 8 }).chain(blocks => fc
    .tuple(fc.integer({ min: 1, max: blocks.length }), fc.tuple(onMatch, onMatch), fc.tuple(fc.boolean(), fc.boolean()))
    .map(([cut, matches, exclusive]) => [blocks.slice(0, cut), blocks.slice(cut)].flatMap((some, index) => some.length === 0 ? [] : [
      { ranges: some, on_match: matches[index], ...(exclusive[index] && { exclusive: true }) },
    ])));
  return fc.tuple(address, ranges).map(([from, range_matchers]) => ({
    matcher_tree: { input: from, custom_match: { name: 'ip', typed_config: { '@type': 'type.googleapis.com/xds.type.matcher.v3.IPMatcher', range_matchers } } },
  }));
}

function matcher(network: boolean, action: fc.Arbitrary<object>): fc.Arbitrary<object> {
  const last = fc.option(action.map(on_no_match => ({ on_no_match })), { nil: {} });
  const trie = fc.tuple(tree(network, action), last).map(([one, other]) => ({ ...one, ...other }));
  const rows = fc.array(fc.record({ predicate: predicate(network), on_match: action }), { minLength: 1, maxLength: 3 });
  return fc.oneof(
    trie,
    fc.tuple(rows, trie).map(([matchers, inner]) => ({ matcher_list: { matchers }, on_no_match: { matcher: inner } })),
    fc.tuple(rows, last).map(([matchers, other]) => ({ matcher_list: { matchers }, ...other })),
    trie.map(inner => ({ on_no_match: { matcher: inner } })),
  );
}

export const trie: fc.Arbitrary<Trie> = fc.boolean().chain(network => fc.record({
  network: fc.constant(network),
  discovered: fc.boolean(),
  dryRun: fc.integer({ min: 0, max: 9 }).map(number => number === 9),
  matcher: matcher(network, rbacAction),
  skipper: network ? fc.constant(undefined) : fc.option(matcher(false, skipAction), { nil: undefined }),
}));

export function envoyFilter(gateway: string, { network, discovered, dryRun, matcher: read, skipper }: Trie, index: number): Manifest {
  const type = `type.googleapis.com/envoy.extensions.filters.${network ? 'network' : 'http'}.rbac.v3.RBAC`;
  const rbac = { '@type': type, ...(network && { stat_prefix: 'x.' }), [dryRun ? 'shadow_matcher' : 'matcher']: read };
  const skipped = 'type.googleapis.com/envoy.extensions.common.matching.v3.ExtensionWithMatcher';
  const typed_config = skipper ? { '@type': skipped, 'extension_config': { name: 'rbac', typed_config: rbac }, 'xds_matcher': skipper } : rbac;
  // What stands there until the configuration has come; it always comes here.
  const closed = { '@type': type, ...(network && { stat_prefix: 'x.' }), 'matcher': { on_no_match: to('DENY') } };
  const name = `trie-${index}-${network ? 'network' : 'http'}`;
  const fetched = { name, config_discovery: { config_source: { ads: {}, resource_api_version: 'V3' }, default_config: closed, type_urls: network ? [type] : [type, skipped] } };
  const filter = network ? 'envoy.filters.network.tcp_proxy' : 'envoy.filters.network.http_connection_manager';
  return {
    apiVersion: 'networking.istio.io/v1alpha3',
    kind: 'EnvoyFilter',
    metadata: { name: `trie-${index}`, namespace: gateway },
    spec: {
      workloadSelector: { labels: { app: gateway } },
      priority: 10,
      configPatches: [
        {
          applyTo: network ? 'NETWORK_FILTER' : 'HTTP_FILTER',
          match: { context: 'GATEWAY', listener: { filterChain: { filter: { name: filter } } } },
          patch: { operation: network ? 'INSERT_BEFORE' : 'INSERT_FIRST', value: discovered ? fetched : { name, typed_config } },
        },
        ...(discovered ? [{ applyTo: 'EXTENSION_CONFIG', match: { context: 'GATEWAY' }, patch: { operation: 'ADD', value: { name, typed_config } } }] : []),
      ],
    },
  };
}
