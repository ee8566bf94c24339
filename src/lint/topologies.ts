import { Scene } from './scene';
import { writtenTopology } from '../istio/gateway-topology';
import { PROXY_CONFIG } from '../istio/proxy-config';
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
export function topologies({ manifests: { _pods: written, _workloads: workloads, _mesh: { configs } } }: Scene): WrittenTopology[] {
  const made = workloads.map(({ pods }) => pods).filter(pods => pods.annotationsPath !== undefined && !written.includes(pods));
  const onPods = [...written, ...made]
    .map(one => ({ object: one.object, path: [...one.annotationsPath!, PROXY_CONFIG], topology: ownTopology(one) }));
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
