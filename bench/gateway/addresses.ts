/** Who is on every list, in its middle; and who is on none. */
export const LISTED = '203.0.113.7';
export const STRANGER = '198.51.100.66';

/** Single addresses without order or clusters: what no list can be made shorter of. The same ones in every run. */
export function addresses(count: number): string[] {
  const others = new Set<string>();
  for (let seed = 1; others.size < count - 1;) {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    const address = [24, 16, 8, 0].map(shift => ((seed ^ (seed >>> 13)) >>> shift) & 255).join('.');
    if (address !== LISTED && address !== STRANGER) others.add(address);
  }
  const list = [...others];
  list.splice(list.length >> 1, 0, LISTED);
  return list;
}
