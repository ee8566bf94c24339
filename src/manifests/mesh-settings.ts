import { MeshConfig, meshConfigs } from './mesh-configs';
import { ObjectSet } from './object-set';
import { PathNormalization } from '../envoy/canonical-path';
import { GatewayTopology, readTopology } from '../istio/gateway-topology';
import { list } from '../istio/list';
import { ROOT_NAMESPACE } from '../istio/policy-attachment';

/** What the mesh configuration says that a gateway obeys. */
export interface MeshSettings {
  readonly rootNamespace: string;
  readonly pathNormalization: PathNormalization;
  readonly topology?: GatewayTopology;
  /** Names of `extensionProviders`; undefined if no mesh configuration is among the manifests. */
  readonly extensionProviders?: readonly string[];
  /** What counts; undefined if there is none. */
  readonly config?: MeshConfig;
  /** All that there are, the one that counts first. */
  readonly configs: readonly MeshConfig[];
  /** Where a mesh configuration stands that says something else about the topology. */
  readonly otherTopologies: readonly string[];
}

export function meshSettings(set: ObjectSet, remark: (text: string) => void): MeshSettings {
  const configs = meshConfigs(set, remark);
  const [config, ...others] = configs;
  if (!config) return { rootNamespace: ROOT_NAMESPACE, pathNormalization: PathNormalization.BASE, configs, otherTopologies: [] };
  const { json, origin } = config;
  // Installing fills in what a source leaves out.
  const differs = (read: (one: any) => unknown) => others
    .filter(other => read(other.json) !== undefined && JSON.stringify(read(other.json)) !== JSON.stringify(read(json)));
  for (const other of new Set([...differs(one => one.rootNamespace), ...differs(one => one.pathNormalization)])) {
    remark(`two mesh configurations differ: ${origin} counts, and not ${other.origin}`);
  }
  return {
    rootNamespace: json.rootNamespace ?? ROOT_NAMESPACE,
    pathNormalization: normalization(json.pathNormalization?.normalization),
    topology: readTopology(json.defaultConfig, text => remark(`${origin}: ${text}`)),
    extensionProviders: list(json.extensionProviders).map(({ name }: any) => String(name)),
    config,
    configs,
    otherTopologies: differs(({ defaultConfig }) => defaultConfig?.gatewayTopology).map(other => other.origin),
  };
}

function normalization(value: unknown): PathNormalization {
  return Object.values(PathNormalization).find(one => one === value) ?? PathNormalization.BASE;
}
