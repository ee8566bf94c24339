/** A list out of YAML; anything else in its place counts as empty. */
export function list(value: unknown): any[] {
  return Array.isArray(value) ? value.filter(entry => entry !== null && entry !== undefined) : [];
}

/** An object out of YAML; anything else in its place counts as empty. */
export function record(value: unknown): { readonly [name: string]: any } {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {};
}
