import { blocksOf } from './addresses';
import { PolicyRule } from './policy-rule';
import { rangeOf } from '../envoy/condition';
import { list, record } from '../istio/list';
import { IpBlocks } from '../net';

/** Whose requests a rule matches that asks for addresses of one kind only. */
export interface Matched {
  /** The packet source, and not the client address. */
  readonly direct: boolean;
  /** Of each entry of `from`. */
  readonly alternatives: readonly IpBlocks[];
  /** Of any of them. */
  readonly blocks: IpBlocks;
}

const KINDS = [{ direct: true, own: 'ipBlocks', not: 'notIpBlocks' }, { direct: false, own: 'remoteIpBlocks', not: 'notRemoteIpBlocks' }];

const known = new WeakMap<PolicyRule, Matched | undefined>();

/** Undefined where a rule asks for more than that, or has values that cannot be read. */
export function matchedBy(rule: PolicyRule): Matched | undefined {
  if (!known.has(rule)) known.set(rule, read(rule));
  return known.get(rule);
}

function read({ json, when }: PolicyRule): Matched | undefined {
  const sources = list(json.from).map(from => record(record(from).source));
  const fields = [...new Set(sources.flatMap(source => Object.keys(source)))];
  const kind = KINDS.find(({ own, not }) => fields.every(field => [own, not].includes(field)));
  if (!kind || sources.length === 0 || fields.length === 0 || when.length > 0) return undefined;
  if (sources.some(source => Object.keys(source).length === 0)) return undefined;
  const values = sources.flatMap(source => fields.filter(field => field in source).map(field => list(source[field]).map(String)));
  if (values.some(each => each.length === 0 || !each.every(value => rangeOf(value)))) return undefined;
  const blocks = (source: any, field: string) => blocksOf(list(source[field]).map(String));
  const alternatives = sources.map(source => {
    const own = kind.own in source ? blocks(source, kind.own) : IpBlocks.all();
    const not = blocks(source, kind.not);
    return own && not ? own.minus(not) : own;
  }).filter(one => one !== undefined);
  return alternatives.length < sources.length ? undefined
    : { direct: kind.direct, alternatives, blocks: alternatives.reduce((all, one) => all.union(one)) };
}
