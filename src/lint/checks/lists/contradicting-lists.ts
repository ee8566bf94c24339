import { summary } from '../../../fault';
import { IpBlocks } from '../../../net';
import { check } from '../../check';
import { GatewayView } from '../../gateway-view';
import { Matched, matchedBy } from '../../matched-addresses';
import { PolicyRule } from '../../policy-rule';
import { Problem } from '../../problem';

const ALL = IpBlocks.all();

export const CONTRADICTING_LISTS = check('contradicting-lists', scene => {
  const found = new Map<PolicyRule, Problem>();
  for (const gateway of scene.gateways) {
    for (const problem of nobody(gateway)) found.set(problem.rule, found.get(problem.rule) ?? problem);
  }
  const inOne = scene.lists.flatMap(rule => inOneRule(rule) ?? []);
  return [...inOne, ...found.values()];
});

interface Found extends Problem {
  readonly rule: PolicyRule;
}

/** Alternatives that leave out nobody, and fields of one source that leave nobody. */
function inOneRule(rule: PolicyRule): Problem | undefined {
  const { policy, path } = rule;
  const matched = matchedBy(rule);
  if (!matched || !['ALLOW', 'DENY'].includes(policy.action)) return undefined;
  const dead = matched.alternatives.findIndex(one => one.isEmpty);
  const at = (index: number) => [...path, 'from', index, 'source'];
  if (dead >= 0) return { object: policy.object, path: at(dead), what: `no address is in ${namesOf(matched)}`, instead: 'write addresses into the one that are not in the other' };
  const isAlone = matched.alternatives.some(one => one.includesAll(ALL));
  if (policy.action !== 'ALLOW' || isAlone || !matched.blocks.includesAll(ALL)) return undefined;
  return {
    object: policy.object,
    path: [...path, 'from'],
    what: 'each source is an alternative, and together they are every address: the rule admits everybody',
    instead: `write one source with both ${matched.direct ? 'ipBlocks and notIpBlocks' : 'remoteIpBlocks and notRemoteIpBlocks'}`,
  };
}

function namesOf({ direct }: Matched): string {
  return direct ? 'ipBlocks and not in notIpBlocks' : 'remoteIpBlocks and not in notRemoteIpBlocks';
}

/** Lists that each admit somebody, and together nobody. */
function nobody({ enforced, id }: GatewayView): Found[] {
  const rules = enforced.flatMap(policy => policy.rules);
  const scopes = [...new Set(rules.map(scopeOf))];
  return [true, false].flatMap(direct => scopes.flatMap((scope): Found[] => {
    const of = (action: string) => rules.filter(rule => rule.policy.action === action && ['', scope].includes(scopeOf(rule)) && matchedBy(rule)?.direct === direct);
    const denies = of('DENY');
    const allows = enforced.filter(({ action }) => action === 'ALLOW').flatMap(policy => policy.rules);
    const counts = allows.length > 0 && allows.every(rule => matchedBy(rule)?.direct === direct);
    const all = [...denies, ...counts ? allows : []];
    // Who refuses everybody in one place means it.
    if (all.length + Math.max(0, ...denies.map(rule => matchedBy(rule)!.alternatives.length - 1)) < 2 || denies.length === 0) return [];
    if (denies.some(rule => matchedBy(rule)!.alternatives.some(one => one.includesAll(ALL)))) return [];
    const admitted = denies.reduce((left, rule) => left.minus(matchedBy(rule)!.blocks), counts ? unionOf(allows) : ALL);
    const last = all.at(-1)!;
    return !admitted.isEmpty ? [] : [{
      rule: last,
      object: last.policy.object,
      path: [...last.path, 'from'],
      what: `no address is in all lists of gateway ${id} (${summary([...new Set(all.map(({ policy: { object } }) => `${object.namespace}/${object.name}`))])}): nobody gets in`
        + `${scope === '' ? '' : ' where this rule is about'}`,
    }];
  }));
}

function unionOf(rules: readonly PolicyRule[]): IpBlocks {
  return rules.map(rule => matchedBy(rule)!.blocks).reduce((all, one) => all.union(one));
}

function scopeOf({ json }: PolicyRule): string {
  return json.to === undefined ? '' : JSON.stringify(json.to);
}
