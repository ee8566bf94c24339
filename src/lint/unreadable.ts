import { Scene } from './scene';
import { FieldPath } from '../manifests/field-path';
import { ManifestObject } from '../manifests/manifest-object';
import { Mistake } from '../net/mistakes';
import { isMistake, readBlock } from '../net/read-block';

/** A value in a list of addresses that this library does not read, and why. */
export interface Unreadable {
  readonly object: ManifestObject;
  readonly path: FieldPath;
  readonly value: string;
  readonly mistake: Mistake;
}

export function unreadable(scene: Scene): Unreadable[] {
  const fields = scene.policies.flatMap(({ object, rules }) => rules.flatMap(({ addresses }) => addresses.map(field => ({ object, ...field }))));
  return fields.flatMap(({ object, path, values }) => values.flatMap((value, index) => {
    const mistake = readBlock(value);
    return isMistake(mistake) ? [{ object, path: [...path, index], value, mistake }] : [];
  }));
}
