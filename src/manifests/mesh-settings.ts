import { MeshConfig, meshConfigs } from './mesh-configs';
import { ObjectSet } from './object-set';
import { RequestSettings, readConnectionSettings, writtenConnectionSettings } from '../istio/connection-settings';
import { GatewayTopology, readTopology, writtenTopology } from '../istio/gateway-topology';
import { list } from '../istio/list';
import { PathNormalization } from '../istio/path-normalization';
import { ROOT_NAMESPACE } from '../istio/policy-attachment';

/** The settings of the mesh configuration that matter to a gateway. */
export interface MeshSettings {
  readonly rootNamespace: string;
  readonly pathNormalization: PathNormalization;
  readonly topology?: GatewayTopology;
  readonly connectionSettings?: RequestSettings;
  /** Names of `extensionProviders`; undefined if no mesh configuration is among the manifests. */
  readonly extensionProviders?: readonly string[];
  /** The one that counts; undefined if there is none. */
  readonly config?: MeshConfig;
  /** All of them, the one that counts first. */
  readonly configs: readonly MeshConfig[];
  /** Where another mesh configuration with a different topology is written. */
  readonly otherTopologies: readonly string[];
}

export function meshSettings(set: ObjectSet, remark: (text: string) => void): MeshSettings {
  const configs = meshConfigs(set, remark);
  const [config, ...rest] = configs;
  if (!config) return { rootNamespace: ROOT_NAMESPACE, pathNormalization: PathNormalization.BASE, configs, otherTopologies: [] };
  const { json, origin } = config;
  // Installation fills in what a source leaves out.
  const differs = (read: (one: any) => unknown) => rest
    .filter(other => read(other.json) !== undefined && JSON.stringify(read(other.json)) !== JSON.stringify(read(json)));
  const others = new Set([
    ...differs(one => one.rootNamespace), ...differs(one => one.pathNormalization), ...differs(one => writtenConnectionSettings(one.defaultConfig)),
  ]);
  for (const other of others) {
    remark(`two mesh configurations differ: ${origin} counts, and not ${other.origin}`);
  }
  return {
    rootNamespace: json.rootNamespace ?? ROOT_NAMESPACE,
    pathNormalization: normalization(json.pathNormalization?.normalization),
    topology: readTopology(json.defaultConfig, text => remark(`${origin}: ${text}`)),
    connectionSettings: readConnectionSettings(json.defaultConfig, text => remark(`${origin}: ${text}`)),
    extensionProviders: list(json.extensionProviders).map(({ name }: any) => String(name)),
    config,
    configs,
    otherTopologies: differs(({ defaultConfig }) => writtenTopology(defaultConfig)).map(other => other.origin),
  };
}

function normalization(value: unknown): PathNormalization {
  return Object.values(PathNormalization).find(one => one === value) ?? PathNormalization.BASE;
}
