import { PolicyTrace } from './policy-trace';
import { factOf, matches } from '../envoy/rbac';
import { Seen } from '../envoy/seen';
import { attaches } from '../istio/policy-attachment';
import { CompiledRule, compileRules } from '../istio/policy-rules';
import { GatewayWorkload } from '../manifests/gateway-workloads';
import { ManifestObject, byAge } from '../manifests/manifest-object';
import { Manifests } from '../manifests/manifests';

/** What all policies together say. */
export interface Decision {
  readonly policies: PolicyTrace[];
  /** Why they refuse; undefined if they do not. */
  readonly refusal?: string;
  readonly notes: readonly string[];
}

const ACTIONS = ['CUSTOM', 'AUDIT', 'DENY', 'ALLOW'];

interface Compiled {
  readonly name: string;
  readonly action: string;
  readonly dryRun: boolean;
  readonly provider?: string;
  readonly rules: readonly CompiledRule[];
}

/** The AuthorizationPolicies on a gateway, as one sort of filter chain has them. */
export class Policies {
  private readonly compiled: readonly Compiled[];

  public constructor(private readonly manifests: Manifests, workload: GatewayWorkload, private readonly tcp: boolean) {
    this.compiled = manifests._ofKind('security.istio.io', 'AuthorizationPolicy')
      .filter(policy => attaches(policy, workload, manifests._mesh.rootNamespace))
      .sort(byAge)
      .map(policy => this.compile(policy))
      .sort((a, b) => ACTIONS.indexOf(a.action) - ACTIONS.indexOf(b.action));
  }

  public decide(seen: Seen): Decision {
    const policies = this.compiled.map(policy => traceOf(policy, seen));
    const enforced = policies.filter(({ dryRun }) => !dryRun);
    const denies = enforced.find(({ action, matched }) => action === 'DENY' && matched);
    return {
      policies,
      notes: this.customNotes(policies),
      refusal: this.badProvider(policies) ?? (denies ? `DENY ${denies.name} matches: ${denies.why[0]}` : noneAllows(enforced)),
    };
  }

  private compile({ namespace, name, spec, annotations }: ManifestObject): Compiled {
    return {
      name: `${namespace}/${name}`,
      action: spec.action ?? 'ALLOW',
      dryRun: ['1', 't', 'T', 'TRUE', 'true', 'True'].includes(annotations['istio.io/dry-run']),
      provider: spec.provider?.name,
      rules: compileRules(spec, namespace, this.tcp),
    };
  }

  /** A provider that the mesh does not know refuses what it should be asked about. */
  private badProvider(policies: readonly PolicyTrace[]): string | undefined {
    const known = this.manifests._mesh.extensionProviders;
    const bad = known && this.compiled.find(({ action, provider }, index) => action === 'CUSTOM' && policies[index].matched
      && !known.includes(String(provider)));
    return bad && `CUSTOM ${bad.name} asks the provider "${bad.provider}", which the mesh does not have: istiod then refuses`;
  }

  private customNotes(policies: readonly PolicyTrace[]): string[] {
    return this.compiled.flatMap(({ action, provider, name }, index) => action === 'CUSTOM' && policies[index].matched
      ? [`CUSTOM ${name} asks ${provider}, whose answer is not known: taken as yes`]
      : []);
  }
}

/** One ALLOW is enough to refuse whatever no ALLOW matches. */
function noneAllows(enforced: readonly PolicyTrace[]): string | undefined {
  const allows = enforced.filter(({ action }) => action === 'ALLOW');
  if (allows.length === 0 || allows.some(({ matched }) => matched)) return undefined;
  return `ALLOW is demanded (${allows.map(({ name }) => name).join(', ')}), and none matches: ${allows[0].why[0]}`;
}

function traceOf({ name, action, dryRun, rules }: Compiled, seen: Seen): PolicyTrace {
  const matching = rules.find(({ rbac }) => rbac && matches(rbac, seen));
  const why = matching
    ? [`rule ${matching.index + 1}: ${factOf(matching.rbac!, seen)}`]
    : rules.flatMap(({ index, rbac }) => rbac ? [`rule ${index + 1}: ${factOf(rbac, seen)}`] : []);
  return { name, action, dryRun, matched: matching !== undefined, why: [...why, ...rules.flatMap(({ remarks }) => remarks)] };
}
