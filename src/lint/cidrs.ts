import { FieldPath } from './check';
import { mapsIn, patchesOf } from './patches';
import { Scene } from './scene';
import { record } from '../istio/list';
import { ManifestObject } from '../manifests/manifest-object';

/** Envoy's CidrRange in an EnvoyFilter. */
export interface Cidr {
  readonly object: ManifestObject;
  readonly path: FieldPath;
  readonly address: string;
  readonly length?: unknown;
}

export function cidrsOf(scene: Scene): Cidr[] {
  const patches = scene.of('networking.istio.io', 'EnvoyFilter').flatMap(patchesOf);
  return patches.flatMap(({ object, value, path: start }) => [...mapsIn(value, start)].flatMap(({ map, path }) => {
    const address = map.address_prefix ?? map.addressPrefix;
    const length = map.prefix_len ?? map.prefixLen;
    // A wrapped number may be written either way.
    return address === undefined ? [] : [{ object, path, address: String(address), length: record(length).value ?? length }];
  }));
}
