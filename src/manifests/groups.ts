/** The values of each key, in order. */
export function groups<K, V>(pairs: Iterable<readonly [K, V]>): Map<K, V[]> {
  const found = new Map<K, V[]>();
  for (const [key, value] of pairs) {
    if (!found.has(key)) found.set(key, []);
    found.get(key)!.push(value);
  }
  return found;
}
