import { Matcher, readMatcher } from './matcher';
import { MatcherOwner } from './matcher-input';
import { fields } from './message';
import { factOf, matches, passes, readRbac } from './rbac';
import { Seen } from './seen';

/** What a filter decides about a connection or a request. */
export interface Judgement {
  readonly passes: boolean;
  readonly why: readonly string[];
}

export type Judge = (seen: Seen) => Judgement;

/** An RBAC filter. A part that is missing lets everything pass. */
export interface RbacFilter {
  readonly enforced?: Judge;
  /** Only counted, not enforced. */
  readonly shadow?: Judge;
}

const HARMLESS = ['rules_stat_prefix', 'shadow_rules_stat_prefix', 'track_per_rule_stats', 'stat_prefix', 'enforcement_type', 'delay_deny'];

const SKIPPED = 'type.googleapis.com/envoy.extensions.common.matching.v3.ExtensionWithMatcher';

/** Which filter a configuration is for; undefined for any filter but RBAC or an RBAC filter that may be skipped. */
export function rbacKind(config: any): 'http' | 'network' | undefined {
  const type = config?.['@type'];
  const [, kind] = /^type\.googleapis\.com\/envoy\.extensions\.filters\.(http|network)\.rbac\.v3\.RBAC$/.exec(String(type)) ?? [];
  if (type === SKIPPED) {
    const { typed_config: snake, typedConfig = snake } = Object(config.extension_config ?? config.extensionConfig);
    return rbacKind(typedConfig) === 'http' ? 'http' : undefined;
  }
  return kind as 'http' | 'network' | undefined;
}

/**
 * The configuration of an RBAC filter as it is written in YAML. Throws Unread.
 *
 * @see https://github.com/envoyproxy/envoy/blob/v1.37.0/source/extensions/filters/common/rbac/utility.h createEngine
 */
export function readRbacFilter(config: unknown): RbacFilter {
  if (Object(config)['@type'] === SKIPPED) return readSkipped(config);
  const owner = rbacKind(config) === 'network' ? 'network' : 'http';
  const { matcher, rules, shadow_matcher: shadowMatcher, shadow_rules: shadowRules } = fields(
    config, ['@type', 'matcher', 'rules', 'shadow_matcher', 'shadow_rules', ...HARMLESS],
  );
  return { enforced: readJudge(matcher, rules, owner), shadow: readJudge(shadowMatcher, shadowRules, owner) };
}

/**
 * A filter with a matcher that decides for each request whether to skip it: SkipFilter lets the request pass. Without a matcher all requests skip it.
 *
 * @see https://github.com/envoyproxy/envoy/blob/v1.37.0/source/common/http/match_delegate/config.cc
 */
function readSkipped(config: unknown): RbacFilter {
  const { extension_config: extension, xds_matcher: message } = fields(config, ['@type', 'extension_config', 'xds_matcher']);
  const matcher: Matcher = message === undefined ? () => ({ action: 'SKIP', facts: ['it has no xds_matcher'] }) : readMatcher(message, 'skip');
  const { enforced, shadow } = readRbacFilter(fields(extension, ['name', 'typed_config']).typed_config);
  const unlessSkipped = (judge: Judge | undefined): Judge | undefined => judge && (seen => {
    const { action, facts } = matcher(seen);
    if (action === 'SKIP') return { passes: true, why: facts };
    const { passes: admitted, why } = judge(seen);
    return { passes: admitted, why: [...facts, ...why] };
  });
  return { enforced: unlessSkipped(enforced), shadow: unlessSkipped(shadow) };
}

/** With a matcher, rules do not count. */
function readJudge(matcher: unknown, rules: unknown, owner: MatcherOwner): Judge | undefined {
  if (matcher !== undefined) return byMatcher(matcher, owner);
  return rules === undefined ? undefined : byRules(rules);
}

/** Without an action, the filter denies. */
function byMatcher(message: unknown, owner: MatcherOwner): Judge {
  const matcher = readMatcher(message, owner);
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
