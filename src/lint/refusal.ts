import { blocksOf } from './addresses';
import { PolicyRule } from './policy-rule';
import { list, record } from '../istio/list';
import { IpBlocks } from '../net';

/** Whether a rule refuses everybody whom a list refuses; undefined where it asks for more than addresses. */
export function refusesThose(rule: PolicyRule, wanted: PolicyRule): boolean | undefined {
  const sources = ({ json: { from, when } }: PolicyRule) => JSON.stringify([from, when]);
  if (rule.policy.action === wanted.policy.action && sources(rule) === sources(wanted)) return true;
  if (list(rule.json.from).length + rule.when.length === 0) return rule.policy.action === 'DENY';
  const [refused, others] = [refusedBy(rule), refusedBy(wanted)];
  if (!refused || !others || refused.direct !== others.direct) return undefined;
  if (refused.allBut && others.allBut) return others.blocks.includesAll(refused.blocks);
  if (refused.allBut) return !refused.blocks.overlaps(others.blocks);
  return !others.allBut && refused.blocks.includesAll(others.blocks);
}

/** Who is refused. */
export interface Refused {
  readonly blocks: IpBlocks;
  readonly allBut: boolean;
  readonly direct: boolean;
}

const known = new WeakMap<PolicyRule, Refused | undefined>();

/** Who is refused by a rule that asks for addresses in one field, and for nothing else; undefined for others. */
export function refusedBy(rule: PolicyRule): Refused | undefined {
  // A long list is compared with every host.
  if (!known.has(rule)) known.set(rule, readRefused(rule));
  return known.get(rule);
}

function readRefused({ policy, json, addresses, when }: PolicyRule): Refused | undefined {
  const asked = list(json.from).flatMap(from => Object.keys(record(record(from).source))).length + when.length;
  const [{ values, negated, direct }] = addresses.length === 1 && asked === 1 ? addresses : [{ values: [], negated: false, direct: false }];
  const blocks = blocksOf(values);
  return blocks && { blocks, direct, allBut: negated === (policy.action === 'DENY') };
}
