import { ANY, Condition, NEVER, addressIn, all, any, headerMatches, named, not, portIn, rangeOf, textMatches } from '../envoy/condition';
import { PRESENT, RbacPolicy, path } from '../envoy/rbac';
import { Seen } from '../envoy/seen';
import { TextPattern, exact, prefix, regex, suffix } from '../envoy/text-pattern';
import { uriTemplate } from '../envoy/uri-template';

/** A rule of an AuthorizationPolicy as istiod hands it to Envoy. */
export interface CompiledRule {
  /** Its place in `spec.rules`. */
  readonly index: number;
  /** Undefined where istiod leaves the rule out. */
  readonly rbac?: RbacPolicy;
  /** What istiod leaves out or Envoy refuses, and why. */
  readonly remarks: readonly string[];
}

/**
 * The rules of a policy on a chain of filters, by istiod's own steps: within a source or operation all fields must hold, within a
 * field one value, and of several sources or operations one.
 *
 * What istiod cannot express (fields of HTTP on TCP, bad addresses) it leaves out: the whole rule of an ALLOW, only that value otherwise,
 * so that a policy never admits more than it says.
 *
 * @see https://github.com/istio/istio/blob/1.29.1/pilot/pkg/security/authz/model/model.go
 */
export function compileRules(spec: any, namespace: string, tcp: boolean): CompiledRule[] {
  const rules = entries(spec?.rules);
  const allow = (spec?.action ?? 'ALLOW') === 'ALLOW';
  if (rules.length === 0) {
    return [{ index: 0, rbac: { name: 'no rules', permissions: NEVER, principals: NEVER }, remarks: ['it has no rules, so nothing matches it'] }];
  }
  return rules.map((rule, index) => new RuleCompiler(index, namespace, tcp, allow).compile(rule ?? {}));
}

/** A field with its values, as istiod reads it. */
interface Field {
  readonly name: string;
  readonly values: readonly string[];
  readonly notValues: readonly string[];
  readonly kind: Kind;
}

/** How one sort of field reads its values. */
interface Kind {
  /** Whether only requests have it. */
  readonly http?: boolean;
  /** What is wrong with a value. */
  readonly problem?: (value: string) => string | undefined;
  readonly condition: (values: readonly string[]) => Condition;
}

class RuleCompiler {
  private readonly remarks: string[] = [];
  private dropped = false;

  public constructor(private readonly index: number, private readonly namespace: string, private readonly tcp: boolean, private readonly allow: boolean) {}

  public compile(rule: any): CompiledRule {
    const when = entries(rule.when).map(condition => this.when(condition));
    const sources = when.filter(({ kind }) => kind.principal).map(({ field }) => field);
    const operations = when.filter(({ kind }) => !kind.principal).map(({ field }) => field);
    const principals = this.anyOf(entries(rule.from).map(from => [...this.source(from?.source ?? {}), ...sources]), sources);
    const permissions = this.anyOf(entries(rule.to).map(to => [...this.operation(to?.operation ?? {}), ...operations]), operations);
    const { index, remarks } = this;
    return this.dropped ? { index, remarks } : { index, remarks, rbac: { name: `rule ${index + 1}`, principals, permissions } };
  }

  private source(source: any): Field[] {
    return [
      field('principals', source.principals, source.notPrincipals, PRINCIPAL),
      field('requestPrincipals', source.requestPrincipals, source.notRequestPrincipals, TOKEN),
      field('serviceAccounts', source.serviceAccounts, source.notServiceAccounts, serviceAccount(this.namespace)),
      field('namespaces', source.namespaces, source.notNamespaces, NAMESPACE),
      field('remoteIpBlocks', source.remoteIpBlocks, source.notRemoteIpBlocks, REMOTE_IP),
      field('ipBlocks', source.ipBlocks, source.notIpBlocks, SOURCE_IP),
    ];
  }

  private operation(operation: any): Field[] {
    return [
      field('hosts', operation.hosts, operation.notHosts, HOST),
      field('methods', operation.methods, operation.notMethods, headerKind(':method')),
      field('paths', operation.paths, operation.notPaths, PATH),
      field('ports', operation.ports, operation.notPorts, PORT),
    ];
  }

  private when(condition: any): { kind: Attribute; field: Field } {
    const key = String(condition?.key);
    const kind = attribute(key, this.namespace);
    if (!kind) {
      this.remarks.push(`rule ${this.index + 1}: istiod knows no condition "${key}" and leaves the rule out`);
      this.dropped = true;
    }
    return { kind: kind ?? METADATA, field: field(key, condition?.values, condition?.notValues, kind ?? METADATA) };
  }

  private anyOf(alternatives: readonly (readonly Field[])[], otherwise: readonly Field[]): Condition {
    return any((alternatives.length ? alternatives : [otherwise]).map(fields => this.allOf(fields)));
  }

  private allOf(fields: readonly Field[]): Condition {
    const conditions = fields.flatMap(one => [
      ...this.valuesOf(one, one.values).map(condition => named(one.name, condition)),
      ...this.valuesOf(one, one.notValues).map(condition => named(notName(one.name), not(condition))),
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
  return { name, values: entries(values).map(String), notValues: entries(notValues).map(String), kind };
}

function notName(name: string): string {
  return /^[a-z]+\./.test(name) ? `not ${name}` : `not${name[0].toUpperCase()}${name.slice(1)}`;
}

function entries(value: any): any[] {
  return Array.isArray(value) ? value : [];
}

/** `*`, `*suffix`, `prefix*` or the text itself. */
function wildcard(value: string, ignoreCase: boolean, star: TextPattern): TextPattern {
  if (value === '*') return star;
  if (value.startsWith('*')) return suffix(value.slice(1), ignoreCase, value);
  return value.endsWith('*') ? prefix(value.slice(0, -1), ignoreCase, value) : exact(value, ignoreCase);
}

const SOMETHING: TextPattern = { written: '*', matches: text => text !== '' && !text.includes('\n') };

function addressProblem(value: string): string | undefined {
  return rangeOf(value) ? undefined : 'is no address or block';
}

const SOURCE_IP: Kind = { problem: addressProblem, condition: values => addressIn(seen => seen.direct, values) };
const REMOTE_IP: Kind = { problem: addressProblem, condition: values => addressIn(seen => seen.remote, values) };
const DESTINATION_IP: Kind = { problem: addressProblem, condition: values => addressIn(seen => seen.destination, values) };

const PORT: Kind = {
  problem: value => /^\d+$/.test(value) && Number(value) < 65536 ? undefined : 'is no port',
  condition: values => portIn(values.map(Number)),
};

const SERVER_NAME: Kind = { condition: values => textMatches(seen => seen.serverName, values.map(value => wildcard(value, false, SOMETHING))) };

const HOST: Kind = { http: true, condition: values => headerMatches(':authority', values.map(value => wildcard(value, true, PRESENT))) };

const PATH: Kind = {
  http: true,
  condition: values => textMatches(path, values.map(value => value.includes('{*}') || value.includes('{**}')
    ? uriTemplate(value.replace(/\{(\*{1,2})\}/g, '$1'), value) ?? { written: `${value} (which Envoy refuses)`, matches: () => false }
    : wildcard(value, false, SOMETHING))),
};

function headerKind(name: string): Kind {
  return { http: true, condition: values => headerMatches(name, values.map(value => wildcard(value, false, PRESENT))) };
}

/** A name in the client's certificate. Without TLS nothing matches; a certificate that nobody sent has an empty subject. */
function peerNames(patterns: readonly TextPattern[]): Condition {
  const fitting = ({ peerNames: names }: Seen) => names && (names.length ? names : ['']).find(name => patterns.some(pattern => pattern.matches(name)));
  return {
    holds: seen => fitting(seen) !== undefined,
    fact: seen => fitting(seen) ?? (seen.peerNames?.length ? `${seen.peerNames.join(', ')} does not match` : 'the client sent no certificate'),
  };
}

const PRINCIPAL: Kind = { condition: values => peerNames(values.map(principal)) };

function principal(value: string): TextPattern {
  if (value === '*') return SOMETHING;
  if (value.startsWith('*')) return regex(`spiffe://.*${value.slice(1)}`, value) ?? exact(value);
  return value.endsWith('*') ? prefix(`spiffe://${value.slice(0, -1)}`, false, value) : exact(`spiffe://${value}`, false, value);
}

const NAMESPACE: Kind = { condition: values => peerNames(values.map(value => regex(`.*/ns/${value.replace(/\*/g, '.*')}/.*`, value) ?? exact(value))) };

function serviceAccount(namespace: string): Kind {
  return {
    condition: values => peerNames(values.map(value => {
      const [first, second] = value.includes('/') ? [value.slice(0, value.indexOf('/')), value.slice(value.indexOf('/') + 1)] : [namespace, value];
      return regex(`spiffe://.+/ns/${first}/(.+/|)sa/${second}(/.+)?`, value) ?? exact(value);
    })),
  };
}

/** Tokens are not read here: a request has none that was validated. */
const TOKEN: Kind = { http: true, condition: () => ({ holds: () => false, fact: () => 'the request has no validated token' }) };

const METADATA: Attribute = { condition: () => ({ holds: () => false, fact: () => 'no filter is known that sets it' }) };

/** A condition of `when`; some ask about the source, the others about the operation. */
interface Attribute extends Kind {
  readonly principal?: boolean;
}

function attribute(key: string, namespace: string): Attribute | undefined {
  switch (key) {
    case 'destination.ip': return DESTINATION_IP;
    case 'destination.port': return PORT;
    case 'connection.sni': return SERVER_NAME;
    case 'source.ip': return { ...SOURCE_IP, principal: true };
    case 'remote.ip': return { ...REMOTE_IP, principal: true };
    case 'source.namespace': return { ...NAMESPACE, principal: true };
    case 'source.serviceAccount': return { ...serviceAccount(namespace), principal: true };
    case 'source.principal': return { ...PRINCIPAL, principal: true };
    case 'request.auth.principal':
    case 'request.auth.audiences':
    case 'request.auth.presenter': return { ...TOKEN, principal: true };
    default: return prefixedAttribute(key);
  }
}

function prefixedAttribute(key: string): Attribute | undefined {
  if (key.startsWith('experimental.envoy.filters.')) return METADATA;
  if (key.startsWith('request.auth.claims')) return { ...TOKEN, principal: true };
  if (!key.startsWith('request.headers')) return undefined;
  const [, name] = /^request\.headers\[(.*)\]$/.exec(key) ?? [];
  return name === undefined
    ? { http: true, principal: true, problem: () => 'has no header name in brackets', condition: () => NEVER }
    : { ...headerKind(name), principal: true };
}
