import { factOf, matches } from '../envoy/rbac';
import { Seen } from '../envoy/seen';
import { isDryRun } from '../istio/dry-run';
import { byAge } from '../istio/kubernetes-object';
import { attaches } from '../istio/policy-attachment';
import { CompiledRule, compileRules } from '../istio/policy-rules';
import { GatewayWorkload } from '../manifests/gateway-workloads';
import { Manifests } from '../manifests/manifests';

/** An AuthorizationPolicy, as one kind of filter chain has it. */
export interface CompiledPolicy {
  /** `namespace/name`. */
  readonly name: string;
  readonly action: string;
  readonly dryRun: boolean;
  /** The provider of a CUSTOM policy, and whether the mesh configuration lacks it. */
  readonly provider?: { readonly name: string; readonly isUnknown: boolean };
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
export function policiesOn({ namespace, labels }: GatewayWorkload, manifests: Manifests, tcp: boolean): CompiledPolicy[] {
  const { rootNamespace, extensionProviders } = manifests._mesh;
  const isUnknown = (provider: string) => extensionProviders !== undefined && !extensionProviders.includes(provider);
  return manifests._ofKind('security.istio.io', 'AuthorizationPolicy')
    .filter(policy => attaches(policy, { namespace, labels }, rootNamespace))
    .sort(byAge)
    .map(({ namespace: its, name, spec, annotations }): CompiledPolicy => ({
      name: `${its}/${name}`,
      action: spec.action ?? 'ALLOW',
      dryRun: isDryRun(annotations),
      provider: spec.action === 'CUSTOM' ? { name: String(spec.provider?.name), isUnknown: isUnknown(String(spec.provider?.name)) } : undefined,
      rules: compileRules(spec, its, tcp),
    }))
    .sort((a, b) => ACTIONS.indexOf(a.action) - ACTIONS.indexOf(b.action));
}

/** What policies decide about a request or a connection. */
export function decide(policies: readonly CompiledPolicy[], seen: Seen): Decision {
  const answers = policies.map(policy => answerOf(policy, seen));
  const enforced = answers.filter(({ dryRun }) => !dryRun);
  const denies = enforced.find(({ action, matched }) => action === 'DENY' && matched);
  const asked = policies.filter(({ provider }, index) => provider && answers[index].matched);
  return {
    answers,
    notes: asked.map(({ name, provider }) => `CUSTOM ${name} asks ${provider!.name}, whose answer is not known: it counts as yes`),
    denial: unknownProvider(asked) ?? (denies ? `DENY ${denies.name} matches: ${denies.why[0]}` : noneAllows(enforced)),
  };
}

/** A provider that the mesh does not have denies what it is asked about. */
function unknownProvider(asked: readonly CompiledPolicy[]): string | undefined {
  const unknown = asked.find(({ provider }) => provider!.isUnknown);
  return unknown && `CUSTOM ${unknown.name} asks the provider "${unknown.provider!.name}", which the mesh does not have: istiod then denies`;
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
