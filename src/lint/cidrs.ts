import { mapsIn } from './maps-in';
import { Scene } from './scene';
import { valuePath } from '../istio/envoy-filter-patches';
import { record } from '../istio/list';
import { FieldPath } from '../manifests/field-path';
import { ManifestObject } from '../manifests/manifest-object';

/** Envoy's CidrRange in an EnvoyFilter. */
export interface Cidr {
  readonly object: ManifestObject;
  readonly path: FieldPath;
  readonly address: string;
  readonly length?: unknown;
}

export function cidrsOf(scene: Scene): Cidr[] {
  return scene.patches.flatMap(patch => [...mapsIn(patch.value, valuePath(patch))].flatMap(({ map, path }) => {
    const address = map.address_prefix ?? map.addressPrefix;
    const length = map.prefix_len ?? map.prefixLen;
    // A wrapped number may be written either way.
    return address === undefined ? [] : [{ object: patch.object, path, address: String(address), length: record(length).value ?? length }];
  }));
}
