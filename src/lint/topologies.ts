import { FieldPath } from './check';
import { Scene } from './scene';
import { record } from '../istio/list';
import { embeddedYaml } from '../manifests/embedded-yaml';
import { ManifestObject } from '../manifests/manifest-object';
import { podTemplates } from '../manifests/pod-template';

const CONFIG = 'proxy.istio.io/config';

/** A `gatewayTopology` as somebody wrote it. */
export interface WrittenTopology {
  readonly object: ManifestObject;
  readonly path: FieldPath;
  readonly topology: any;
}

/** Every `gatewayTopology` among the manifests. */
export function topologies(scene: Scene): WrittenTopology[] {
  const found = [
    ...podTemplates(scene.objects).map(({ object, annotations }) => ({
      object,
      path: [...object.kind === 'Pod' ? [] : ['spec', 'template'], 'metadata', 'annotations', CONFIG],
      config: embeddedYaml(annotations[CONFIG], CONFIG, () => undefined),
    })),
    ...scene.of('install.istio.io', 'IstioOperator').map(object => ({
      object, path: ['spec', 'meshConfig', 'defaultConfig', 'gatewayTopology'], config: object.spec.meshConfig?.defaultConfig,
    })),
    ...scene.of('sailoperator.io', 'Istio').map(object => ({
      object, path: ['spec', 'values', 'meshConfig', 'defaultConfig', 'gatewayTopology'], config: object.spec.values?.meshConfig?.defaultConfig,
    })),
    ...scene.of('', 'ConfigMap').filter(({ name, json }) => /^istio(-|$)/.test(name) && typeof json.data?.mesh === 'string').map(object => ({
      object, path: ['data', 'mesh'], config: record(embeddedYaml(object.json.data.mesh, 'mesh', () => undefined)).defaultConfig,
    })),
  ];
  return found
    .map(({ object, path, config }) => ({ object, path, topology: record(config).gatewayTopology ?? record(config).gateway_topology }))
    .filter(({ topology }) => topology !== undefined && topology !== null);
}
