import { FieldPath } from '../manifests/field-path';

/** Every map inside a value, with its place. */
export function* mapsIn(value: any, path: FieldPath): Generator<{ readonly map: any; readonly path: FieldPath }> {
  if (Array.isArray(value)) {
    for (const [index, entry] of value.entries()) yield* mapsIn(entry, [...path, index]);
  } else if (typeof value === 'object' && value !== null) {
    yield { map: value, path };
    for (const [key, entry] of Object.entries(value)) yield* mapsIn(entry, [...path, key]);
  }
}
