import { embeddedYaml } from './embedded-yaml';
import { nameOf } from './manifest-object';
import { ObjectSet } from './object-set';
import { PathNormalization } from '../envoy/canonical-path';
import { ReadTopology, readTopology } from '../istio/gateway-topology';
import { list } from '../istio/list';

/** What the mesh configuration says that a gateway obeys. */
export interface MeshSettings {
  readonly rootNamespace: string;
  readonly pathNormalization: PathNormalization;
  readonly topology?: ReadTopology;
  /** Names of `extensionProviders`; undefined if no mesh configuration is among the manifests. */
  readonly extensionProviders?: readonly string[];
  /** Where it stands. */
  readonly origin?: string;
  /** Where a mesh configuration stands that says something else about the topology. */
  readonly otherTopologies: readonly string[];
}

const ROOT_NAMESPACE = 'istio-system';

interface Found {
  readonly json: any;
  readonly origin: string;
}

/** What istiod runs with comes first: its ConfigMap, then what is turned into it. */
export function meshSettings(set: ObjectSet, remark: (text: string) => void): MeshSettings {
  const values = set.values.map(({ json, origin }) => ({ json: json.meshConfig, origin }));
  const [found, ...others] = [...configMaps(set, remark), ...resources(set), ...values].filter(({ json }) => typeof json === 'object' && json !== null);
  if (!found) return { rootNamespace: ROOT_NAMESPACE, pathNormalization: PathNormalization.BASE, otherTopologies: [] };
  const { json, origin } = found;
  const differs = (read: (one: any) => any) => others.filter(other => JSON.stringify(read(other.json)) !== JSON.stringify(read(json)));
  for (const other of differs(({ rootNamespace, pathNormalization }) => [rootNamespace, pathNormalization])) {
    remark(`two mesh configurations differ: ${origin} counts, and not ${other.origin}`);
  }
  return {
    otherTopologies: differs(({ defaultConfig }) => defaultConfig?.gatewayTopology).map(other => other.origin),
    rootNamespace: json.rootNamespace ?? ROOT_NAMESPACE,
    pathNormalization: normalization(json.pathNormalization?.normalization),
    topology: readTopology(json.defaultConfig, text => remark(`${origin}: ${text}`)),
    extensionProviders: list(json.extensionProviders).map(({ name }: any) => String(name)),
    origin,
  };
}

function configMaps({ objects }: ObjectSet, remark: (text: string) => void): Found[] {
  return objects
    .filter(({ kind, group, name, json }) => kind === 'ConfigMap' && group === '' && /^istio(-|$)/.test(name) && typeof json.data?.mesh === 'string')
    .map(object => ({ json: embeddedYaml(object.json.data.mesh, `the mesh configuration in ${nameOf(object)}`, remark), origin: nameOf(object) }));
}

/** Sail's Istio before an IstioOperator: only the former lives in a cluster. */
function resources({ objects }: ObjectSet): Found[] {
  const sail = objects.filter(({ kind, group }) => kind === 'Istio' && group === 'sailoperator.io');
  const operators = objects.filter(({ kind, group }) => kind === 'IstioOperator' && group === 'install.istio.io');
  return [
    ...sail.map(object => ({ json: object.spec.values?.meshConfig, origin: nameOf(object) })),
    ...operators.map(object => ({ json: object.spec.meshConfig ?? object.spec.values?.meshConfig, origin: `${object.kind} in ${object.origin}` })),
  ];
}

function normalization(value: unknown): PathNormalization {
  return Object.values(PathNormalization).find(one => one === value) ?? PathNormalization.BASE;
}
