import { list } from './list';
import {
  Attribute, HOST, Kind, METADATA, METHOD, NameReading, PATH, PORT, REMOTE_IP, SOURCE_IP, TOKEN, attribute, namespaces, principals, serviceAccounts,
  trustDomains,
} from './policy-fields';
import { ANY, Condition, all, any, named, not } from '../envoy/condition';
import { RbacPolicy } from '../envoy/rbac';

/** A rule of an AuthorizationPolicy as istiod sends it to Envoy. */
export interface CompiledRule {
  /** Its place in `spec.rules`. */
  readonly index: number;
  /** Undefined where istiod leaves the rule out. */
  readonly rbac?: RbacPolicy;
  /** What istiod leaves out or Envoy refuses, and why. */
  readonly remarks: readonly string[];
}

/**
 * The rules of a policy on a filter chain, as istiod compiles them: within a source or operation all fields must hold, within a
 * field one value, and of several sources or operations one.
 *
 * What istiod cannot express (fields of HTTP on TCP, bad addresses) it leaves out: the whole rule of an ALLOW, only that value otherwise,
 * so that a policy never admits more than it says to.
 *
 * @see https://github.com/istio/istio/blob/1.31.0/pilot/pkg/security/authz/model/model.go
 */
export function compileRules(spec: any, reading: NameReading, tcp: boolean): CompiledRule[] {
  const rules = list(spec?.rules);
  const allow = (spec?.action ?? 'ALLOW') === 'ALLOW';
  if (rules.length === 0) {
    return [{ index: 0, remarks: ['it has no rules, so nothing matches it'] }];
  }
  return rules.map((rule, index) => new RuleCompiler(index, reading, tcp, allow).compile(rule ?? {}));
}

/** A field with its values, as istiod reads it. */
interface Field {
  readonly name: string;
  readonly values: readonly string[];
  readonly notValues: readonly string[];
  readonly kind: Kind;
}

class RuleCompiler {
  private readonly remarks: string[] = [];
  private dropped = false;

  public constructor(
    private readonly index: number, private readonly reading: NameReading, private readonly tcp: boolean, private readonly allow: boolean,
  ) {}

  public compile(rule: any): CompiledRule {
    const when = list(rule.when).map(condition => this.when(condition));
    const sources = when.filter(({ kind }) => kind.principal);
    const operations = when.filter(({ kind }) => !kind.principal);
    const from = this.anyOf(list(rule.from).map(one => [...this.source(one?.source ?? {}), ...sources]), sources);
    const to = this.anyOf(list(rule.to).map(one => [...this.operation(one?.operation ?? {}), ...operations]), operations);
    const { index, remarks } = this;
    return this.dropped ? { index, remarks } : { index, remarks, rbac: { name: `rule ${index + 1}`, principals: from, permissions: to } };
  }

  private source(source: any): Field[] {
    const { reading } = this;
    return [
      field('principals', source.principals, source.notPrincipals, principals(reading)),
      field('requestPrincipals', source.requestPrincipals, source.notRequestPrincipals, TOKEN),
      field('serviceAccounts', source.serviceAccounts, source.notServiceAccounts, serviceAccounts(reading)),
      field('trustDomains', source.trustDomains, source.notTrustDomains, trustDomains(reading)),
      field('namespaces', source.namespaces, source.notNamespaces, namespaces(reading)),
      field('remoteIpBlocks', source.remoteIpBlocks, source.notRemoteIpBlocks, REMOTE_IP),
      field('ipBlocks', source.ipBlocks, source.notIpBlocks, SOURCE_IP),
    ];
  }

  private operation(operation: any): Field[] {
    return [
      field('hosts', operation.hosts, operation.notHosts, HOST),
      field('methods', operation.methods, operation.notMethods, METHOD),
      field('paths', operation.paths, operation.notPaths, PATH),
      field('ports', operation.ports, operation.notPorts, PORT),
    ];
  }

  private when(condition: any): Field & { readonly kind: Attribute } {
    const key = String(condition?.key);
    const kind = attribute(key, this.reading);
    if (!kind) {
      this.remarks.push(`rule ${this.index + 1}: istiod knows no condition "${key}" and leaves the rule out`);
      this.dropped = true;
    }
    return { ...field(key, condition?.values, condition?.notValues, METADATA), kind: kind ?? METADATA };
  }

  private anyOf(alternatives: readonly (readonly Field[])[], otherwise: readonly Field[]): Condition {
    return any((alternatives.length ? alternatives : [otherwise]).map(fields => this.allOf(fields)));
  }

  private allOf(fields: readonly Field[]): Condition {
    const conditions = fields.flatMap(one => [
      ...this.valuesOf(one, one.values).map(condition => named(one.name, condition)),
      ...this.valuesOf(one, one.notValues).map(condition => negated(one.name, condition)),
    ]);
    return conditions.length ? all(conditions) : ANY;
  }

  /** One condition, or none where nothing of it can be expressed. */
  private valuesOf({ name, kind }: Field, values: readonly string[]): Condition[] {
    const good = values.filter(value => {
      const problem = kind.http && this.tcp ? 'exists on HTTP only' : kind.problem?.(value);
      if (problem) this.leaveOut(kind.http && this.tcp ? `${name} ${problem}` : `${name} "${value}" ${problem}`);
      return !problem;
    });
    return good.length ? [kind.condition(good)] : [];
  }

  private leaveOut(why: string): void {
    this.dropped ||= this.allow;
    const remark = `rule ${this.index + 1}: ${why}; istiod leaves ${this.allow ? 'the whole rule' : 'this'} out`;
    if (!this.remarks.includes(remark)) this.remarks.push(remark);
  }
}

function field(name: string, values: any, notValues: any, kind: Kind): Field {
  return { name, values: list(values).map(String), notValues: list(notValues).map(String), kind };
}

/** The field comes last: before "is not in" its name would be a second "not". */
function negated(name: string, condition: Condition): Condition {
  const { holds } = not(condition);
  return /^[a-z]+\./.test(name)
    ? { holds, fact: seen => `${name}: ${condition.fact(seen)} (notValues)` }
    : { holds, fact: seen => `${condition.fact(seen)} (not${name.slice(0, 1).toUpperCase()}${name.slice(1)})` };
}
