import { Scene } from './scene';
import { writtenTopology } from '../istio/gateway-topology';
import { FieldPath } from '../manifests/field-path';
import { ManifestObject } from '../manifests/manifest-object';
import { topologyPath } from '../manifests/mesh-configs';
import { PodTemplate } from '../manifests/pod-template';
import { proxyConfigs } from '../manifests/proxy-config';

/** A `gatewayTopology` as somebody wrote it. */
export interface WrittenTopology {
  readonly object: ManifestObject;
  readonly path: FieldPath;
  readonly topology: any;
}

/** Every `gatewayTopology` among the manifests. */
export function topologies({ proxyConfigs: own, manifests: { _mesh: { configs } } }: Scene): WrittenTopology[] {
  const onPods = own.map(({ at, json }) => ({ ...at, topology: writtenTopology(json) }));
  const ofMesh = configs.flatMap(config => config.object
    ? [{ object: config.object, path: topologyPath(config), topology: writtenTopology(config.json.defaultConfig) }]
    : []);
  return [...onPods, ...ofMesh].filter(({ topology }) => topology !== undefined && topology !== null);
}

/** What the annotation of pods says. */
export function ownTopology(pods: PodTemplate): any {
  const [annotation] = proxyConfigs(pods);
  return writtenTopology(annotation.json);
}
