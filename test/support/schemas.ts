import { readFileSync } from 'node:fs';
import { isIPv4, isIPv6 } from 'node:net';
import { join } from 'node:path';
import { Ajv, ErrorObject, Format, SchemaValidateFunction, ValidateFunction } from 'ajv';
import { parseAllDocuments } from 'yaml';

type Json = any;

export interface SchemaOptions {
  /** An object for server-side apply that holds only some fields: a missing required field is no problem. */
  readonly partial?: boolean;
}

/**
 * What the API server (1.34, CRDs of Istio, the Gateway API and Argo CD) would not accept or would silently prune in this manifest, as sentences; none if it is good.
 *
 * Stricter than the API server in one way: an unknown field is a problem at every level, because a pruned field is a setting that never was.
 */
export function schemaProblems(manifest: unknown, options: SchemaOptions = {}): string[] {
  const { apiVersion, kind, metadata } = (manifest ?? {}) as Json;
  const subject = [kind, metadata?.name].filter(part => typeof part === 'string').join(' ');
  const validate = validator(`${apiVersion}/${kind}`, options.partial ?? false);
  if (!validate) return [`${subject || show(manifest)}: no schema for apiVersion ${show(apiVersion)} and kind ${show(kind)}`];

  validate(manifest);
  const problems = (validate.errors ?? []).filter(error => !insideAlternative(error)).map(sentence);
  // No schema says so, and the API server refuses it all the same.
  if (metadata?.name === undefined && metadata?.generateName === undefined) problems.push('metadata.name is missing');
  return problems.map(problem => `${subject}: ${problem}`);
}

// ---- schemas

const root = join(__dirname, '..', '..');
const crdFiles = ['imports/crds/istio.yaml', 'imports/crds/gateway-api.yaml', 'test/data/schemas/argo-application-3.2.11.yaml'].map(file => join(root, file));
const kubernetesFile = join(root, 'test', 'data', 'schemas', 'kubernetes-1.34.2.json');
const definition = (name: string) => ({ $ref: `kubernetes#/definitions/${name}` });

/** Schemas by `apiVersion/kind`, as they stand in the files. */
const sources = once(() => {
  const { definitions } = JSON.parse(readFileSync(kubernetesFile, 'utf8'));
  const kinds = new Map<string, Json>();
  for (const [name, schema] of Object.entries<Json>(definitions)) {
    for (const { group, version, kind } of schema['x-kubernetes-group-version-kind'] ?? []) {
      kinds.set([group, version, kind].filter(part => part !== '').join('/'), definition(name));
    }
  }
  for (const { spec } of crdFiles.flatMap(file => parseAllDocuments(readFileSync(file, 'utf8'))).map(document => document.toJS() as Json)) {
    for (const { name, schema } of spec.versions) {
      kinds.set(`${spec.group}/${name}/${spec.names.kind}`, withObjectMeta(schema.openAPIV3Schema));
    }
  }
  return { definitions, kinds };
});

/** A CRD describes only what is its own; the API server adds these three. */
function withObjectMeta(schema: Json): Json {
  const common = { apiVersion: { type: 'string' }, kind: { type: 'string' }, metadata: definition('io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta') };
  return { ...schema, properties: { ...schema.properties, ...common } };
}

/**
 * From Kubernetes' dialect to a JSON Schema that refuses unknown fields.
 *
 * Only the structure is closed, never the branches of oneOf, anyOf or not: these name some fields each and know nothing of the others.
 */
function closed(schema: Json, partial: boolean): Json {
  // Kubernetes' OpenAPI calls both of these strings; on the wire they may be numbers.
  if (schema.format === 'int-or-string' || schema['x-kubernetes-int-or-string']) return { type: ['integer', 'string'] };

  const result: Json = {};
  for (const [key, value] of Object.entries<Json>(schema)) {
    if (key === 'properties') {
      result[key] = Object.fromEntries(Object.entries(value).map(([name, property]) => [name, closed(property, partial)]));
    } else if ((key === 'items' || key === 'additionalProperties') && typeof value === 'object') {
      result[key] = closed(value, partial);
    } else if (key === celKeyword || !(key.startsWith('x-kubernetes-') || (key === 'required' && partial))) {
      result[key] = value;
    }
  }
  if (schema.properties && schema.additionalProperties === undefined && !schema['x-kubernetes-preserve-unknown-fields']) {
    result.additionalProperties = false;
  }
  return result;
}

const quantity = {
  type: ['number', 'string'],
  pattern: '^[+-]?(\\d+\\.?\\d*|\\.\\d+)([KMGTPE]i|[numkMGTPE]|[eE][+-]?\\d+)?$',
};

// ---- validators

const formats: Record<string, Format> = {
  'int32': { type: 'number', validate: (n: number) => Number.isInteger(n) && Math.abs(n + 0.5) < 2 ** 31 },
  // JSON.parse has lost the last digits of anything larger already.
  'int64': { type: 'number', validate: (n: number) => Number.isSafeInteger(n) },
  'double': { type: 'number', validate: (n: number) => Number.isFinite(n) },
  'byte': /^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/,
  'ipv4': isIPv4,
  'ipv6': isIPv6,
  'date-time': /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/,
};

const compilers = { whole: once(() => compiler(false)), partial: once(() => compiler(true)) };
const validators = new Map<string, ValidateFunction>();

/** Compiling takes most of the time, and most tests need one or two kinds: each is compiled when it is first asked for. */
function validator(kind: string, partial: boolean): ValidateFunction | undefined {
  const schema = sources().kinds.get(kind);
  if (!schema) return undefined;
  const key = `${kind} ${partial}`;
  const known = validators.get(key) ?? compilers[partial ? 'partial' : 'whole']().compile(closed(schema, partial));
  validators.set(key, known);
  return known;
}

function compiler(partial: boolean): Ajv {
  // Strict: a keyword or format that this file does not handle is an error and not a check that silently never happens.
  const ajv = new Ajv({ allErrors: true, verbose: true, strictSchema: true, strictTypes: false, formats });
  ajv.addKeyword({ keyword: celKeyword, validate: celRulesHold, errors: true });
  const definitions = Object.entries(sources().definitions).map(([name, schema]) => [name, closed(schema, partial)]);
  return ajv.addSchema({
    $id: 'kubernetes',
    definitions: { ...Object.fromEntries(definitions), 'io.k8s.apimachinery.pkg.api.resource.Quantity': quantity },
  });
}

// ---- CEL rules

const celKeyword = 'x-kubernetes-validations';
const oneAtMost = /^(\(has\(self\.\w+\) \? 1 : 0\)( \+ )?)+ <= 1$/;

/** The rules of the CRDs, by their text: a rule that a new version changes is then a problem, and not a check that checks the old one. */
const celRules: Record<string, (self: Json) => boolean> = {
  '0 < self && self <= 65535': self => 0 < self && self <= 65535,
  'self.size() == 0': self => self === '',
  '!self.contains("*")': self => !self.includes('*'),
  'self.all(key, !key.contains("*"))': self => Object.keys(self).every(key => !key.includes('*')),
  'self.all(key, key.size() != 0)': self => !('' in self),
  "duration(self) >= duration('1ms')": self => nanoseconds(self) >= 1e6,
  'has(self.context) ? ((self.context == "WAYPOINT") ? has(self.waypoint) : !has(self.waypoint)) : !has(self.waypoint)':
    self => (self.context === 'WAYPOINT') === ('waypoint' in self),
  '(has(self.serviceAccounts) || has(self.notServiceAccounts)) ? (!has(self.principals) &&\n!has(self.notPrincipals) && !has(self.namespaces) && !has(self.notNamespaces)) : true':
    self => !('serviceAccounts' in self || 'notServiceAccounts' in self)
      || !['principals', 'notPrincipals', 'namespaces', 'notNamespaces'].some(field => field in self),
  ...gatewayApiRules(),
};

function gatewayApiRules(): Record<string, (self: Json) => boolean> {
  const QUALIFIED_NAME = '^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*/)?([A-Za-z0-9][-A-Za-z0-9_.]{0,61})?[A-Za-z0-9]$';
  const HOST = '^(\\*\\.)?[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$';
  const unique = (values: string[]) => new Set(values).size === values.length;
  const addressesOf = (self: Json, type: string) => self.filter((one: Json) => one.type === type && 'value' in one).map(({ value }: Json) => value);
  return {
    "self.all(a1, a1.type == 'IPAddress' && has(a1.value) ? self.exists_one(a2, a2.type == a1.type && has(a2.value) && a2.value == a1.value) : true )":
      self => unique(addressesOf(self, 'IPAddress')),
    "self.all(a1, a1.type == 'Hostname'  && has(a1.value) ? self.exists_one(a2, a2.type == a1.type && has(a2.value) && a2.value == a1.value) : true )":
      self => unique(addressesOf(self, 'Hostname')),
    [`self.type == 'Hostname' ? (!has(self.value) || self.value.matches(r"""${HOST}""")): true`]:
      self => self.type !== 'Hostname' || !('value' in self) || new RegExp(HOST).test(self.value),
    [`self.all(key, key.matches(r"""${QUALIFIED_NAME}"""))`]: self => Object.keys(self).every(key => new RegExp(QUALIFIED_NAME).test(key)),
    'self.all(key, key.split("/")[0].size() < 253)': self => Object.keys(self).every(key => key.split('/')[0].length < 253),
    "self.all(l, l.protocol in ['HTTP', 'TCP', 'UDP'] ? !has(l.tls) : true)":
      self => self.every(({ protocol, tls }: Json) => !(['HTTP', 'TCP', 'UDP'].includes(protocol) && tls)),
    "self.all(l, (l.protocol == 'HTTPS' && has(l.tls)) ? (l.tls.mode == '' || l.tls.mode == 'Terminate') : true)":
      self => self.every(({ protocol, tls }: Json) => protocol !== 'HTTPS' || !tls || ['', 'Terminate'].includes(tls.mode)),
    "self.all(l, l.protocol in ['TCP', 'UDP']  ? (!has(l.hostname) || l.hostname == '') : true)":
      self => self.every(({ protocol, hostname }: Json) => !['TCP', 'UDP'].includes(protocol) || !hostname),
    'self.all(l1, self.exists_one(l2, l1.name == l2.name))': self => unique(self.map(({ name }: Json) => name)),
    ['self.all(l1, self.exists_one(l2, l1.port == l2.port && l1.protocol == l2.protocol && (has(l1.hostname) && has(l2.hostname) '
      + '? l1.hostname == l2.hostname : !has(l1.hostname) && !has(l2.hostname))))']:
      self => unique(self.map(({ port, protocol, hostname }: Json) => `${port}/${protocol}/${hostname}`)),
    "self.mode == 'Terminate' ? size(self.certificateRefs) > 0 || size(self.options) > 0 : true":
      self => self.mode !== 'Terminate' || (self.certificateRefs ?? []).length > 0 || Object.keys(self.options ?? {}).length > 0,
  };
}

/** Whether each rule that stands in a CRD is one that this file can check. */
export function knowsCelRule(rule: string): boolean {
  return oneAtMost.test(rule) || Object.hasOwn(celRules, rule);
}

const celRulesHold: SchemaValidateFunction = (rules: { rule: string; message?: string }[], self: Json) => {
  celRulesHold.errors = rules.filter(({ rule }) => !celRuleHolds(rule, self)).map(({ rule, message }) => ({
    keyword: celKeyword,
    message: knowsCelRule(rule) ? message ?? `breaks the rule ${rule}` : `stands under a rule that test/support/schemas.ts does not know: ${rule}`,
  }));
  return celRulesHold.errors.length === 0;
};

function celRuleHolds(rule: string, self: Json): boolean {
  if (oneAtMost.test(rule)) return [...rule.matchAll(/has\(self\.(\w+)\)/g)].filter(([, field]) => field in self).length <= 1;
  return celRules[rule]?.(self) ?? false;
}

/** A Go duration; NaN, of which no comparison holds, if it is none. */
function nanoseconds(text: string): number {
  const unit: Record<string, number> = { h: 3.6e12, m: 6e10, s: 1e9, ms: 1e6, us: 1e3, µs: 1e3, ns: 1 };
  if (!/^((\d+\.?\d*|\.\d+)(h|ms|m|s|us|µs|ns))+$/.test(text)) return NaN;
  return [...text.matchAll(/([\d.]+)(h|ms|m|s|us|µs|ns)/g)].reduce((sum, [, count, name]) => sum + Number(count) * unit[name], 0);
}

// ---- sentences

/** One branch of oneOf or anyOf that does not match is no problem in itself; that of the whole oneOf says it. */
function insideAlternative(error: ErrorObject): boolean {
  return /\/(oneOf|anyOf)\//.test(error.schemaPath);
}

function sentence({ keyword, instancePath, data, params, message, parentSchema }: ErrorObject): string {
  const path = pathOf(instancePath);
  const at = `${path || 'the object'} = ${show(data)}`;
  switch (keyword) {
    case 'additionalProperties':
      return `${child(path, params.additionalProperty)} = ${show((data as Json)[params.additionalProperty])} is an unknown field`;
    case 'required':
      return `${child(path, params.missingProperty)} is missing in ${show(data)}`;
    case 'enum':
      return `${at} must be one of ${params.allowedValues.map(show).join(', ')}`;
    case 'oneOf':
      return `${at} may set only one of ${parentSchema!.oneOf.flatMap((branch: Json) => branch.required ?? []).join(', ')}`;
    default:
      return `${at}: ${message}`;
  }
}

/** `/spec/servers/0/port` as `spec.servers[0].port`. */
function pathOf(pointer: string): string {
  return pointer.split('/').slice(1).map(part => part.replace(/~1/g, '/').replace(/~0/g, '~')).reduce(child, '');
}

function child(path: string, name: string): string {
  if (/^\d+$/.test(name)) return `${path}[${name}]`;
  if (!/^[\w$-]+$/.test(name)) return `${path}[${show(name)}]`;
  return path ? `${path}.${name}` : name;
}

function show(value: unknown): string {
  const text = JSON.stringify(value) ?? 'undefined';
  return text.length <= 120 ? text : `${text.slice(0, 119)}…`;
}

function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}
