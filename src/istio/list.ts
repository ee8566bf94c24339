/** A list out of YAML; anything else in its place counts as empty. */
export function list(value: unknown): any[] {
  return Array.isArray(value) ? value.filter(entry => entry !== null && entry !== undefined) : [];
}
