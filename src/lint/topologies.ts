import { FieldPath } from './check';
import { Scene } from './scene';
import { record } from '../istio/list';
import { embeddedYaml } from '../manifests/embedded-yaml';
import { ManifestObject } from '../manifests/manifest-object';
import { topologyPath } from '../manifests/mesh-configs';
import { PROXY_CONFIG, PodTemplate } from '../manifests/pod-template';

/** A `gatewayTopology` as somebody wrote it. */
export interface WrittenTopology {
  readonly object: ManifestObject;
  readonly path: FieldPath;
  readonly topology: any;
}

/** Every `gatewayTopology` among the manifests. */
export function topologies({ manifests: { _pods: pods, _mesh: { configs } } }: Scene): WrittenTopology[] {
  const onPods = pods.map(one => ({ object: one.object, path: [...one.annotationsPath!, PROXY_CONFIG], topology: ownTopology(one) }));
  const ofMesh = configs.flatMap(config => config.object
    ? [{ object: config.object, path: topologyPath(config), topology: topologyIn(config.json.defaultConfig) }]
    : []);
  return [...onPods, ...ofMesh].filter(({ topology }) => topology !== undefined && topology !== null);
}

/** What the annotation of pods says. */
export function ownTopology({ annotations }: PodTemplate): any {
  return topologyIn(embeddedYaml(annotations[PROXY_CONFIG], PROXY_CONFIG, () => undefined));
}

function topologyIn(proxyConfig: any): any {
  return record(proxyConfig).gatewayTopology ?? record(proxyConfig).gateway_topology;
}
