// Reads Kubernetes' swagger.json (argument) and writes test/data/schemas/kubernetes-1.34.2.json: the definitions that our kinds reach.
// node scripts/trim-kubernetes-schema.mjs <k8s.io/kubernetes>/api/openapi-spec/swagger.json
import { readFileSync, writeFileSync } from 'node:fs';

const kinds = [
  'apps.v1.Deployment',
  'autoscaling.v2.HorizontalPodAutoscaler',
  'core.v1.ConfigMap',
  'core.v1.Namespace',
  'core.v1.Service',
  'core.v1.ServiceAccount',
  'networking.v1.Ingress',
  'networking.v1.NetworkPolicy',
  'policy.v1.PodDisruptionBudget',
  'rbac.v1.Role',
  'rbac.v1.RoleBinding',
];
const prefix = '#/definitions/';
const output = new URL('../test/data/schemas/kubernetes-1.34.2.json', import.meta.url);

const source = process.argv[2];
if (!source) throw new Error('no source file given: see the first lines of this script');
const { definitions } = JSON.parse(readFileSync(source, 'utf8'));

const reached = new Map();
kinds.forEach(kind => reach(`io.k8s.api.${kind}`));
// One definition a line, by name: a new Kubernetes version then shows as a diff of the definitions that changed.
const lines = [...reached].sort(([a], [b]) => a < b ? -1 : 1).map(([name, schema]) => `${JSON.stringify(name)}: ${JSON.stringify(schema)}`);
writeFileSync(output, `{"definitions": {\n${lines.join(',\n')}\n}}\n`);

function reach(name) {
  if (reached.has(name)) return;
  if (!definitions[name]) throw new Error(`${source} does not define ${name}`);
  const schema = withoutDescriptions(definitions[name]);
  reached.set(name, schema);
  references(schema).forEach(reach);
}

/** A property that is named "description" stays: its value is a schema and not a text. */
function withoutDescriptions(node) {
  if (Array.isArray(node)) return node.map(withoutDescriptions);
  if (node === null || typeof node !== 'object') return node;
  return Object.fromEntries(Object.entries(node)
    .filter(([key, value]) => key !== 'description' || typeof value !== 'string')
    .map(([key, value]) => [key, withoutDescriptions(value)]));
}

function references(node) {
  if (node === null || typeof node !== 'object') return [];
  return Object.entries(node).flatMap(([key, value]) => key === '$ref' ? [value.slice(prefix.length)] : references(value));
}
