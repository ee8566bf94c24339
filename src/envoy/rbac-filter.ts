import { readMatcher } from './matcher';
import { fields } from './message';
import { factOf, matches, passes, readRbac } from './rbac';
import { Seen } from './seen';

/** What a filter says to a connection or a request. */
export interface Judgement {
  readonly passes: boolean;
  readonly why: readonly string[];
}

export type Judge = (seen: Seen) => Judgement;

/** An RBAC filter. What it does not have lets everything pass. */
export interface RbacFilter {
  readonly enforced?: Judge;
  /** Only counts. */
  readonly shadow?: Judge;
}

const HARMLESS = ['rules_stat_prefix', 'shadow_rules_stat_prefix', 'track_per_rule_stats', 'stat_prefix', 'enforcement_type', 'delay_deny'];

/** Which filter a configuration is for; undefined for another than RBAC. */
export function rbacKind(config: any): 'http' | 'network' | undefined {
  const [, kind] = /^type\.googleapis\.com\/envoy\.extensions\.filters\.(http|network)\.rbac\.v3\.RBAC$/.exec(String(config?.['@type'])) ?? [];
  return kind as 'http' | 'network' | undefined;
}

/**
 * The configuration of an RBAC filter as it stands in YAML. Throws Unread.
 *
 * @see https://github.com/envoyproxy/envoy/blob/v1.37.0/source/extensions/filters/common/rbac/utility.h createEngine
 */
export function readRbacFilter(config: unknown): RbacFilter {
  const network = rbacKind(config) === 'network';
  const { matcher, rules, shadow_matcher: shadowMatcher, shadow_rules: shadowRules } = fields(
    config, ['@type', 'matcher', 'rules', 'shadow_matcher', 'shadow_rules', ...HARMLESS],
  );
  return { enforced: readJudge(matcher, rules, network), shadow: readJudge(shadowMatcher, shadowRules, network) };
}

/** Beside a matcher, rules do not count. */
function readJudge(matcher: unknown, rules: unknown, network: boolean): Judge | undefined {
  if (matcher !== undefined) return byMatcher(matcher, network);
  return rules === undefined ? undefined : byRules(rules);
}

/** What comes to no action is refused. */
function byMatcher(message: unknown, network: boolean): Judge {
  const matcher = readMatcher(message, network);
  return seen => {
    const { action, facts } = matcher(seen);
    return { passes: action === 'ALLOW' || action === 'LOG', why: action ? facts : [...facts, 'nothing matches'] };
  };
}

function byRules(message: unknown): Judge {
  const rules = readRbac(message);
  return seen => {
    const policy = rules.policies.find(one => matches(one, seen)) ?? rules.policies[0];
    return { passes: passes(rules, seen), why: [policy ? factOf(policy, seen) : 'it lets nobody pass'] };
  };
}
