import { Scene } from './scene';
import { writtenConnectionSettings } from '../istio/connection-settings';
import { PROXY_CONFIG } from '../istio/proxy-config';
import { FieldPath } from '../manifests/field-path';
import { ManifestObject } from '../manifests/manifest-object';
import { proxyConfigs } from '../manifests/proxy-config';

/** `connectionSettings` as somebody wrote them. */
export interface WrittenSettings {
  readonly object: ManifestObject;
  readonly path: FieldPath;
  readonly settings: any;
}

/** All of them among the manifests. */
export function writtenSettings({ manifests: { _pods: pods, _mesh: { configs } } }: Scene): WrittenSettings[] {
  const onPods = pods.map(one => ({
    object: one.object, path: [...one.annotationsPath!, PROXY_CONFIG], settings: writtenConnectionSettings(proxyConfigs(one)[0].json),
  }));
  const ofMesh = configs.flatMap(({ object, path, json }) => object
    ? [{ object, path: object.kind === 'ConfigMap' ? path : [...path, 'defaultConfig', 'connectionSettings'], settings: writtenConnectionSettings(json.defaultConfig) }]
    : []);
  return [...onPods, ...ofMesh].filter(({ settings }) => settings !== undefined && settings !== null);
}
