// Reads CRD files (arguments) and writes imports/crds/: only the kinds and the one version that this library emits.
// node scripts/trim-crds.mjs <istio.io/api>/kubernetes/customresourcedefinitions.gen.yaml <gateway-api>/config/crd/standard/gateway.networking.k8s.io_gateways.yaml
import { readFileSync, writeFileSync } from 'node:fs';
import { stringify, parseAllDocuments } from 'yaml';

// One version a kind: `cdk8s import` gives the bare class name to the first version and a suffix to all others.
const wanted = {
  'istio.yaml': [
    ['networking.istio.io', 'EnvoyFilter', 'v1alpha3'],
    ['networking.istio.io', 'Gateway', 'v1'],
    ['networking.istio.io', 'VirtualService', 'v1'],
    ['security.istio.io', 'AuthorizationPolicy', 'v1'],
  ],
  'gateway-api.yaml': [
    ['gateway.networking.k8s.io', 'Gateway', 'v1'],
  ],
};

const sources = process.argv.slice(2);
if (sources.length === 0) throw new Error('no source file given: see the first lines of this script');

const crds = sources.flatMap(readCrds);
for (const [file, kinds] of Object.entries(wanted)) {
  const trimmed = kinds.map(([group, kind, version]) => trim(find(group, kind), version));
  const text = trimmed.map(crd => `---\n${stringify(crd, { lineWidth: 150, aliasDuplicateObjects: false })}`).join('');
  writeFileSync(new URL(`../imports/crds/${file}`, import.meta.url), text);
}

function readCrds(path) {
  return parseAllDocuments(readFileSync(path, 'utf8')).map(document => {
    if (document.errors?.length) throw document.errors[0];
    return document.toJS();
  }).filter(object => object?.kind === 'CustomResourceDefinition');
}

function find(group, kind) {
  const found = crds.filter(crd => crd.spec.group === group && crd.spec.names.kind === kind);
  if (found.length !== 1) throw new Error(`${found.length} definitions of ${kind}.${group} in ${sources.join(', ')}; expected one`);
  return found[0];
}

/** Schema, CEL rules, names and descriptions stay; status, printer columns, subresources, Helm's labels and other versions go. */
function trim(crd, versionName) {
  const version = crd.spec.versions.find(each => each.name === versionName);
  if (!version) throw new Error(`${crd.metadata.name} has no version ${versionName}`);
  const { status, ...properties } = version.schema.openAPIV3Schema.properties;
  return {
    apiVersion: crd.apiVersion,
    kind: crd.kind,
    metadata: { name: crd.metadata.name },
    spec: {
      group: crd.spec.group,
      names: crd.spec.names,
      scope: crd.spec.scope,
      versions: [{
        name: version.name,
        served: true,
        storage: true,
        schema: { openAPIV3Schema: { ...version.schema.openAPIV3Schema, properties } },
      }],
    },
  };
}
