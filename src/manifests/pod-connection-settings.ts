import { MeshSettings } from './mesh-settings';
import { PodTemplate } from './pod-template';
import { proxyConfigs } from './proxy-config';
import { RequestSettings, readConnectionSettings } from '../istio/connection-settings';

/** The annotation replaces the injected environment, which replaces the mesh's settings. */
export function connectionSettingsOf(pods: PodTemplate, mesh: MeshSettings, remark: (text: string) => void): RequestSettings | undefined {
  for (const { json, place } of proxyConfigs(pods)) {
    const settings = readConnectionSettings(json, why => remark(`${place}: ${why}`));
    if (settings) return settings;
  }
  return mesh.connectionSettings;
}
