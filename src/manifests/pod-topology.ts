import { FieldPlace } from './gateway-service';
import { topologyPath } from './mesh-configs';
import { MeshSettings } from './mesh-settings';
import { PodTemplate } from './pod-template';
import { proxyConfigs } from './proxy-config';
import { GatewayTopology, readTopology } from '../istio/gateway-topology';

/** Where the topology of pods is set. */
export interface TopologyPlace {
  /** As messages name it. */
  readonly topologyFrom: string;
  /** The field, if there is one. */
  readonly topologyAt?: FieldPlace;
}

/** The annotation replaces the injected environment, which replaces the mesh's setting. */
export function topologyOf(
  pods: PodTemplate, mesh: MeshSettings, remark: (text: string) => void,
): TopologyPlace & { readonly topology?: GatewayTopology } {
  for (const { json, place, at, remarks } of proxyConfigs(pods)) {
    remarks.forEach(remark);
    const topology = readTopology(json, why => remark(`${place}: ${why}`));
    if (topology) return { topology, topologyFrom: place, topologyAt: at };
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
