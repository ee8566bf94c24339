/** Parts of matchers as they stand in YAML. */

export const extension = (type: string, config: any = {}) => ({ name: 'x', typed_config: { '@type': `type.googleapis.com/${type}`, ...config } });

const network = (kind: string) => extension(`envoy.extensions.matching.common_inputs.network.v3.${kind}Input`);
export const SOURCE = network('SourceIP');
export const DIRECT = network('DirectSourceIP');
export const DESTINATION = network('DestinationIP');
export const PORT = network('DestinationPort');
export const SERVER_NAME = network('ServerName');
export const header = (name: string) => extension('envoy.type.matcher.v3.HttpRequestHeaderMatchInput', { header_name: name });
export const AUTHORITY = header(':authority');

const action = (kind: string) => ({ action: extension('envoy.config.rbac.v3.Action', { name: 'x', action: kind }) });
export const ALLOW = action('ALLOW');
export const DENY = action('DENY');
export const LOG = action('LOG');
export const nested = (matcher: any) => ({ matcher });

export const range = (block: string) => ({ address_prefix: block.split('/')[0], prefix_len: Number(block.split('/')[1]) });

export const single = (input: any, match: any) => ({ single_predicate: { input, ...match } });
export const is = (input: any, value: any) => single(input, { value_match: value });
export const fits = (input: any, regex: string) => is(input, { safe_regex: { google_re2: {}, regex } });
export const isIn = (input: any, ...blocks: string[]) => single(input, {
  custom_match: extension('envoy.extensions.matching.input_matchers.ip.v3.Ip', { cidr_ranges: blocks.map(range), stat_prefix: 'x' }),
});
export const not = (predicate: any) => ({ not_matcher: predicate });
export const or = (...predicate: any[]) => ({ or_matcher: { predicate } });
export const and = (...predicate: any[]) => ({ and_matcher: { predicate } });

/** What comes to nothing otherwise is `undefined`. */
export const list = (rows: [any, any][], otherwise?: any) => ({
  matcher_list: { matchers: rows.map(([predicate, on_match]) => ({ predicate, on_match })) }, on_no_match: otherwise,
});

/** Blocks, and what happens in them. */
export function trie(rows: [string[], any, boolean?][], otherwise?: any, input: any = SOURCE): any {
  const range_matchers = rows.map(([blocks, on_match, exclusive]) => ({ ranges: blocks.map(range), on_match, ...exclusive ? { exclusive } : {} }));
  return { matcher_tree: { input, custom_match: extension('xds.type.matcher.v3.IPMatcher', { range_matchers }) }, on_no_match: otherwise };
}

export const map = (kind: 'exact' | 'prefix', input: any, entries: { [key: string]: any }, otherwise?: any) => ({
  matcher_tree: { input, [`${kind}_match_map`]: { map: entries } }, on_no_match: otherwise,
});
