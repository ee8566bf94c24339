import { embeddedYaml } from './embedded-yaml';
import { ManifestObject, nameOf } from './manifest-object';
import { topologyPath } from './mesh-configs';
import { MeshSettings } from './mesh-settings';
import { PROXY_CONFIG, PodTemplate } from './pod-template';
import { ReadTopology, readTopology } from '../istio/gateway-topology';

/** Where the topology of pods is set. */
export interface TopologyPlace {
  /** In words. */
  readonly topologyFrom: string;
  /** The field, where it is one. */
  readonly topologyAt?: { readonly object: ManifestObject; readonly path: readonly string[] };
}

/** The annotation replaces what the injected environment says, and that what the mesh says. */
export function topologyOf(
  pods: PodTemplate, mesh: MeshSettings, remark: (text: string) => void,
): TopologyPlace & { readonly topology?: ReadTopology } {
  const { object, annotations, annotationsPath, env } = pods;
  const places = [
    { text: annotations[PROXY_CONFIG], place: `annotation ${PROXY_CONFIG} of ${nameOf(object)}`, path: annotationsPath && [...annotationsPath, PROXY_CONFIG] },
    { text: env.PROXY_CONFIG, place: `PROXY_CONFIG of ${nameOf(object)}`, path: undefined },
  ];
  for (const { text, place, path } of places) {
    const topology = readTopology(embeddedYaml(text, place, remark), why => remark(`${place}: ${why}`));
    if (topology) return { topology, topologyFrom: place, topologyAt: path && { object, path } };
  }
  const { config, topology, otherTopologies } = mesh;
  otherTopologies.forEach(other => remark(`two mesh configurations differ in gatewayTopology: ${config!.origin} counts, and not ${other}`));
  if (!config || !topology) return { topologyFrom: 'nothing among the manifests sets it' };
  return {
    topology,
    topologyFrom: `defaultConfig of the mesh, ${config.origin}`,
    topologyAt: config.object && { object: config.object, path: topologyPath(config) },
  };
}
