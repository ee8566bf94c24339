import { MeshConfig, meshConfigs } from './mesh-configs';
import { ObjectSet } from './object-set';
import { summary } from '../fault';
import { RequestSettings, readConnectionSettings, writtenConnectionSettings } from '../istio/connection-settings';
import { GatewayTopology, readTopology, writtenTopology } from '../istio/gateway-topology';
import { list, record } from '../istio/list';
import { PathNormalization } from '../istio/path-normalization';
import { ROOT_NAMESPACE } from '../istio/policy-attachment';
import { runtimeNotes } from '../istio/proxy-config';

/** The settings of the mesh configuration that matter to a gateway. */
export interface MeshSettings {
  readonly rootNamespace: string;
  readonly pathNormalization: PathNormalization;
  readonly topology?: GatewayTopology;
  readonly connectionSettings?: RequestSettings;
  /** The `extensionProviders` that CUSTOM policies can ask; undefined if no mesh configuration is among the manifests. */
  readonly extensionProviders?: readonly ExtensionProvider[];
  /** Its trust domain and the other names of it. */
  readonly trustDomains: readonly string[];
  /** The one that counts; undefined if there is none. */
  readonly config?: MeshConfig;
  /** All of them, the one that counts first. */
  readonly configs: readonly MeshConfig[];
  /** Where another mesh configuration with a different topology is written. */
  readonly otherTopologies: readonly string[];
}

/** A provider of external authorization. */
export interface ExtensionProvider {
  readonly name: string;
  /** One that speaks HTTP sees requests only, and no TCP connections. */
  readonly isHttp: boolean;
}

/** The trust domain of a mesh that says nothing else. */
const TRUST_DOMAIN = 'cluster.local';

export function meshSettings(set: ObjectSet, remark: (text: string) => void): MeshSettings {
  const configs = meshConfigs(set, remark);
  const [config, ...rest] = configs;
  if (!config) {
    const { BASE } = PathNormalization;
    return { rootNamespace: ROOT_NAMESPACE, pathNormalization: BASE, trustDomains: [TRUST_DOMAIN], configs, otherTopologies: [] };
  }
  const { json, origin } = config;
  runtimeNotes(json.defaultConfig, origin).forEach(remark);
  // Installation fills in what a source leaves out.
  const differs = (read: (one: any) => unknown) => rest
    .filter(other => read(other.json) !== undefined && JSON.stringify(read(other.json)) !== JSON.stringify(read(json)));
  const others = new Set([
    ...differs(one => one.rootNamespace), ...differs(one => one.pathNormalization), ...differs(one => writtenConnectionSettings(one.defaultConfig)),
  ]);
  if (others.size > 0) {
    remark(`${others.size === 1 ? 'two' : others.size + 1} mesh configurations differ: ${origin} counts, and not ${summary([...others].map(other => other.origin))}`);
  }
  return {
    rootNamespace: json.rootNamespace ?? ROOT_NAMESPACE,
    pathNormalization: normalization(json.pathNormalization?.normalization),
    topology: readTopology(json.defaultConfig, text => remark(`${origin}: ${text}`)),
    connectionSettings: readConnectionSettings(json.defaultConfig, text => remark(`${origin}: ${text}`)),
    extensionProviders: list(json.extensionProviders).filter(one => record(one).envoyExtAuthzHttp ?? record(one).envoyExtAuthzGrpc)
      .map(({ name, envoyExtAuthzHttp }) => ({ name: String(name), isHttp: envoyExtAuthzHttp !== undefined })),
    trustDomains: [json.trustDomain ?? TRUST_DOMAIN, ...list(json.trustDomainAliases)].map(String),
    config,
    configs,
    otherTopologies: differs(({ defaultConfig }) => writtenTopology(defaultConfig)).map(other => other.origin),
  };
}

function normalization(value: unknown): PathNormalization {
  return Object.values(PathNormalization).find(one => one === value) ?? PathNormalization.BASE;
}
