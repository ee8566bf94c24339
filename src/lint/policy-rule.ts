import { isDryRun } from '../istio/dry-run';
import { list, record } from '../istio/list';
import { FieldPath } from '../manifests/field-path';
import { ManifestObject } from '../manifests/manifest-object';

/** An AuthorizationPolicy, as the checks look at it. */
export interface Policy {
  readonly object: ManifestObject;
  readonly action: string;
  readonly dryRun: boolean;
  readonly rules: readonly PolicyRule[];
  /** Whether any rule asks for addresses. */
  readonly isList: boolean;
}

/** One of its rules. */
export interface PolicyRule {
  readonly policy: Policy;
  /** As it is written. */
  readonly json: any;
  readonly path: FieldPath;
  readonly addresses: readonly AddressField[];
  readonly operations: readonly Operation[];
  readonly when: readonly When[];
  /** Whether it is about all requests, whatever their host, port or path. */
  readonly everything: boolean;
}

/** A field that holds addresses. */
export interface AddressField {
  /** As it is written. */
  readonly name: string;
  /** The packet source, and not the client address. */
  readonly direct: boolean;
  readonly negated: boolean;
  readonly values: readonly string[];
  readonly path: FieldPath;
}

export interface Operation {
  readonly path: FieldPath;
  /** The values of a field, as texts. */
  values(field: string): readonly string[];
}

export interface When {
  readonly key: string;
  readonly values: readonly string[];
  readonly notValues: readonly string[];
  readonly path: FieldPath;
}

export function readPolicy(object: ManifestObject): Policy {
  const rules: PolicyRule[] = [];
  const policy = {
    object,
    action: String(object.spec.action ?? 'ALLOW'),
    dryRun: isDryRun(object.annotations),
    rules,
    isList: false,
  };
  rules.push(...list(object.spec.rules).map((rule, index) => readRule(policy, record(rule), ['spec', 'rules', index])));
  return Object.assign(policy, { isList: rules.some(({ addresses }) => addresses.length > 0) });
}

function readRule(policy: Policy, rule: any, path: FieldPath): PolicyRule {
  const when = list(rule.when).map((condition, index): When => ({
    key: String(condition.key), values: textsOf(condition.values), notValues: textsOf(condition.notValues), path: [...path, 'when', index],
  }));
  return {
    policy,
    json: rule,
    path,
    when,
    addresses: [...list(rule.from).flatMap((from, index) => ofSource(record(record(from).source), [...path, 'from', index, 'source'])), ...when.flatMap(ofWhen)],
    operations: list(rule.to).map((to, index) => ({
      path: [...path, 'to', index, 'operation'],
      values: field => textsOf(record(record(to).operation)[field]),
    })),
    everything: list(rule.to).length === 0 && !when.some(({ key }) => !ADDRESS_KEYS.includes(key)),
  };
}

const FIELDS = [
  { name: 'ipBlocks', direct: true, negated: false },
  { name: 'notIpBlocks', direct: true, negated: true },
  { name: 'remoteIpBlocks', direct: false, negated: false },
  { name: 'notRemoteIpBlocks', direct: false, negated: true },
];

const ADDRESS_KEYS = ['source.ip', 'remote.ip'];

function ofSource(source: any, path: FieldPath): AddressField[] {
  return FIELDS
    .map(field => ({ ...field, values: textsOf(source[field.name]), path: [...path, field.name] }))
    .filter(({ values }) => values.length > 0);
}

function ofWhen({ key, values, notValues, path }: When): AddressField[] {
  if (!ADDRESS_KEYS.includes(key)) return [];
  return [
    { name: key, direct: key === 'source.ip', negated: false, values, path: [...path, 'values'] },
    { name: `not ${key}`, direct: key === 'source.ip', negated: true, values: notValues, path: [...path, 'notValues'] },
  ].filter(field => field.values.length > 0);
}

function textsOf(values: any): string[] {
  return list(values).map(String);
}
