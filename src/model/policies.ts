import { Provider, providersOf } from './custom-providers';
import { takenBy } from './newer-objects';
import { factOf, matches } from '../envoy/rbac';
import { Seen } from '../envoy/seen';
import { isDryRun } from '../istio/dry-run';
import { LITERAL_NAMES } from '../istio/istio-version';
import { byAge } from '../istio/kubernetes-object';
import { attaches } from '../istio/policy-attachment';
import { CompiledRule, compileRules } from '../istio/policy-rules';
import { GatewayWorkload } from '../manifests/gateway-workloads';
import { groups } from '../manifests/groups';
import { Manifests } from '../manifests/manifests';

/** An AuthorizationPolicy, as one kind of filter chain has it. */
export interface CompiledPolicy {
  /** `namespace/name`. */
  readonly name: string;
  readonly action: string;
  readonly dryRun: boolean;
  /** Whom a CUSTOM policy asks. */
  readonly provider?: Provider;
  readonly rules: readonly CompiledRule[];
}

/** What a policy decides about a request. */
export interface PolicyAnswer {
  readonly name: string;
  readonly action: string;
  readonly matched: boolean;
  readonly dryRun: boolean;
  readonly why: string[];
}

/** What all policies together decide. */
export interface Decision {
  readonly answers: readonly PolicyAnswer[];
  /** Why they deny; undefined if they do not deny. */
  readonly denial?: string;
  readonly notes: readonly string[];
}

const ACTIONS = ['CUSTOM', 'AUDIT', 'DENY', 'ALLOW'];

/**
 * The AuthorizationPolicies on a gateway, in the order in which they are evaluated: as filter chains for HTTP have them, or with `tcp` as all other
 * chains do.
 */
export function policiesOn(workload: GatewayWorkload, manifests: Manifests, tcp: boolean, note: (text: string) => void): CompiledPolicy[] {
  const { _mesh: { rootNamespace, trustDomains }, _istio: istio } = manifests;
  const acting = manifests._ofKind('security.istio.io', 'AuthorizationPolicy').filter(policy => attaches(policy, workload, rootNamespace));
  const policies = takenBy(istio, acting, note).sort(byAge);
  const providers = providersOf(policies, manifests, tcp);
  return policies
    .map((policy): CompiledPolicy => ({
      name: `${policy.namespace}/${policy.name}`,
      action: policy.spec.action ?? 'ALLOW',
      dryRun: isDryRun(policy.annotations),
      provider: providers.get(policy),
      rules: compileRules(policy.spec, { namespace: policy.namespace, literal: !istio.lacks(LITERAL_NAMES), trustDomains }, tcp),
    }))
    .sort((a, b) => ACTIONS.indexOf(a.action) - ACTIONS.indexOf(b.action));
}

/** Those that act on no gateway, by their namespace: they may act on what gateways forward to. */
export function policiesBehind(manifests: Manifests): Map<string, string[]> {
  const { _workloads: workloads, _mesh: { rootNamespace } } = manifests;
  return groups(manifests._ofKind('security.istio.io', 'AuthorizationPolicy')
    .filter(policy => !workloads.some(workload => attaches(policy, workload, rootNamespace)))
    .map(({ namespace, name }) => [namespace, `${namespace}/${name}`]));
}

/** What policies decide about a request or a connection. */
export function decide(policies: readonly CompiledPolicy[], seen: Seen): Decision {
  const answers = policies.map(policy => answerOf(policy, seen));
  const enforced = answers.filter(({ dryRun }) => !dryRun);
  const denies = enforced.find(({ action, matched }) => action === 'DENY' && matched);
  const asked = policies.filter(({ provider }, index) => provider?.isAsked && answers[index].matched);
  const refused = policies.find(({ provider }, index) => provider?.refusal && answers[index].matched);
  return {
    answers,
    notes: asked.map(({ name, provider }) => `CUSTOM ${name} asks ${provider!.name}, whose answer is not known: it counts as yes`),
    denial: refused ? `CUSTOM ${refused.name} ${refused.provider!.refusal}` : denies ? `DENY ${denies.name} matches: ${denies.why[0]}` : noneAllows(enforced),
  };
}

/** With an ALLOW, whatever no ALLOW matches is denied. */
function noneAllows(enforced: readonly PolicyAnswer[]): string | undefined {
  const allows = enforced.filter(({ action }) => action === 'ALLOW');
  if (allows.length === 0 || allows.some(({ matched }) => matched)) return undefined;
  return `an ALLOW policy must match (${allows.map(({ name }) => name).join(', ')}), and none does: ${allows[0].why[0]}`;
}

function answerOf({ name, action, dryRun, rules }: CompiledPolicy, seen: Seen): PolicyAnswer {
  const matching = rules.find(({ rbac }) => rbac && matches(rbac, seen));
  const why = matching
    ? [`rule ${matching.index + 1}: ${factOf(matching.rbac!, seen)}`]
    : rules.flatMap(({ index, rbac }) => rbac ? [`rule ${index + 1}: ${factOf(rbac, seen)}`] : []);
  return { name, action, dryRun, matched: matching !== undefined, why: [...why, ...rules.flatMap(({ remarks }) => remarks)] };
}
