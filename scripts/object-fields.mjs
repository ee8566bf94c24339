// Reads CRD files (arguments) and test/data/schemas/kubernetes-1.34.2.json, and writes src/istio/object-fields.ts: the fields of the objects that lint reads.
// node scripts/object-fields.mjs <istio.io/istio of each version>/manifests/charts/base/files/crd-all.gen.yaml… <gateway-api of each>/config/crd/*/gateway.*.yaml… <istio.io/api>/mesh/v1alpha1/{config,proxy}.pb.go
import { readFileSync, writeFileSync } from 'node:fs';
import { parseAllDocuments } from 'yaml';

const kinds = {
  'networking.istio.io': ['EnvoyFilter', 'Gateway', 'ProxyConfig', 'VirtualService'],
  'security.istio.io': ['AuthorizationPolicy', 'PeerAuthentication', 'RequestAuthentication'],
  'telemetry.istio.io': ['Telemetry'],
  'gateway.networking.k8s.io': ['Gateway', 'GatewayClass', 'HTTPRoute'],
};

const sources = process.argv.slice(2);
if (sources.length === 0) throw new Error('no source file given: see the first lines of this script');

const { definitions } = JSON.parse(readFileSync(new URL('../test/data/schemas/kubernetes-1.34.2.json', import.meta.url), 'utf8'));
const objects = new Map();
for (const { spec } of sources.filter(path => path.endsWith('.yaml')).flatMap(readCrds)) {
  for (const { name, schema } of spec.versions) {
    const fields = kinds[spec.group]?.includes(spec.names.kind) ? node(schema.openAPIV3Schema.properties.spec) : undefined;
    add(spec.group, spec.names.kind, name, fields);
  }
}
add('', 'Service', 'v1', node(definitions['io.k8s.api.core.v1.ServiceSpec']));
add('networking.k8s.io', 'NetworkPolicy', 'v1', node(definitions['io.k8s.api.networking.v1.NetworkPolicySpec']));
const metadata = node(definitions['io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta']);
// The API server's own notes, of fields of any name.
metadata.fields.managedFields = 'any';

const messages = sources.filter(path => path.endsWith('.go')).map(path => readFileSync(path, 'utf8')).join('\n');
const topology = message('Topology');
const proxyConfig = message('ProxyConfig', { gatewayTopology: topology, gateway_topology: topology });
const meshConfig = message('MeshConfig', { defaultConfig: proxyConfig });

const lines = [...objects].sort(([a], [b]) => a < b ? -1 : 1).map(([name, object]) => `  ${JSON.stringify(name)}: ${JSON.stringify(object)}`);
writeFileSync(new URL('../src/istio/object-fields.ts', import.meta.url), `// Written by scripts/object-fields.mjs; imports/README.md says from what.
/* eslint-disable @stylistic/max-len */
import { FieldSchema, ObjectFields } from './object-schema';

/** Kinds of all CRDs of Istio and the Gateway API, by group and name, and the fields of some: what any of the versions knows. */
export const OBJECT_FIELDS: { readonly [name: string]: ObjectFields } = JSON.parse(String.raw\`{
${lines.join(',\n')}
}\`);

/** Fields of \`metadata\`. */
export const METADATA_FIELDS: FieldSchema = JSON.parse(String.raw\`${JSON.stringify(metadata)}\`);

/** Fields of MeshConfig, in both spellings, with those of ProxyConfig. */
export const MESH_CONFIG_FIELDS: FieldSchema = JSON.parse(String.raw\`${JSON.stringify(meshConfig)}\`);
`);

function readCrds(path) {
  return parseAllDocuments(readFileSync(path, 'utf8')).map(document => {
    if (document.errors?.length) throw document.errors[0];
    return document.toJS();
  }).filter(object => object?.kind === 'CustomResourceDefinition' && /(istio|networking\.k8s|networking\.x-k8s)\.io$/.test(object.spec.group));
}

function add(group, kind, version, spec) {
  const name = `${group}/${kind}`;
  const known = objects.get(name) ?? { versions: [] };
  objects.set(name, {
    versions: [...new Set([...known.versions, version])].sort(),
    ...spec || known.spec ? { spec: known.spec ? spec ? merged(known.spec, spec) : known.spec : spec } : {},
  });
}

/** Fields of a protobuf message, in both spellings that its JSON may have. */
function message(name, known = {}) {
  const [body] = new RegExp(`^type ${name} struct \\{[^]*?^\\}`, 'm').exec(messages);
  // The fields of a oneof are messages of their own.
  const members = [...messages.matchAll(new RegExp(`^type ${name}_\\w+ struct \\{\\n(?:\\t//.*\\n)*\\t\\w+ .*oneof"\`\\n\\}`, 'gm'))].map(([text]) => text);
  const names = [body, ...members].flatMap(text => [...text.matchAll(/protobuf:"[^"]*name=(\w+)(?:,json=(\w+))?/g)].flatMap(([, snake, camel]) => [camel ?? snake, snake]));
  return { fields: Object.fromEntries(names.map(field => [field, known[field] ?? 'any'])) };
}

/** A schema in few characters: src/istio/object-schema.ts reads it. */
function node(schema) {
  if (schema.$ref) return node(definitions[schema.$ref.replace('#/definitions/', '')]);
  if (schema['x-kubernetes-preserve-unknown-fields'] || schema.additionalProperties === true) return 'any';
  if (schema['x-kubernetes-int-or-string'] || schema.format === 'int-or-string') return 'any';
  if (schema.enum?.every(value => typeof value === 'string')) return { one: schema.enum };
  if (schema.type === 'array') return { list: node(schema.items) };
  if (schema.additionalProperties) return { map: node(schema.additionalProperties) };
  if (schema.type === 'object' || schema.properties) {
    return { fields: Object.fromEntries(Object.entries(schema.properties ?? {}).map(([name, its]) => [name, node(its)])) };
  }
  if (['string', 'integer', 'number', 'boolean'].includes(schema.type)) return schema.type;
  return 'any';
}

/** What either knows. */
function merged(a, b) {
  if (JSON.stringify(a) === JSON.stringify(b)) return a;
  if (a.fields && b.fields) {
    const names = [...new Set([...Object.keys(a.fields), ...Object.keys(b.fields)])];
    return { fields: Object.fromEntries(names.map(name => [name, a.fields[name] && b.fields[name] ? merged(a.fields[name], b.fields[name]) : a.fields[name] ?? b.fields[name]])) };
  }
  if (a.list && b.list) return { list: merged(a.list, b.list) };
  if (a.map && b.map) return { map: merged(a.map, b.map) };
  if (a.one && b.one) return { one: [...new Set([...a.one, ...b.one])] };
  return 'any';
}
