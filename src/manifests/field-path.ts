/** A field of an object: the keys that lead to it. */
export type FieldPath = readonly (string | number)[];

/** `spec.rules[0].from`. Keys with dots, such as annotations, are in brackets. */
export function fieldText(path: FieldPath): string {
  return path.map(key => typeof key === 'number' ? `[${key}]` : /^[\w-]+$/.test(key) ? `.${key}` : `[${key}]`).join('').replace(/^\./, '');
}
