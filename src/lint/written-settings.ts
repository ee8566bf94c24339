import { Scene } from './scene';
import { writtenConnectionSettings } from '../istio/connection-settings';
import { FieldPath } from '../manifests/field-path';
import { ManifestObject } from '../manifests/manifest-object';

/** `connectionSettings` as somebody wrote them. */
export interface WrittenSettings {
  readonly object: ManifestObject;
  readonly path: FieldPath;
  readonly settings: any;
}

/** All of them among the manifests. */
export function writtenSettings({ proxyConfigs: own, manifests: { _mesh: { configs } } }: Scene): WrittenSettings[] {
  const onPods = own.map(({ at, json }) => ({ ...at, settings: writtenConnectionSettings(json) }));
  const ofMesh = configs.flatMap(({ object, path, json }) => object
    ? [{ object, path: object.kind === 'ConfigMap' ? path : [...path, 'defaultConfig', 'connectionSettings'], settings: writtenConnectionSettings(json.defaultConfig) }]
    : []);
  return [...onPods, ...ofMesh].filter(({ settings }) => settings !== undefined && settings !== null);
}
