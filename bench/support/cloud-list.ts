import { firstOf, ipv4Prefix, ipv6Prefix } from './prefixes';
import { Random } from './random';

/** How a cloud provider's published ranges look. */
interface Shape {
  /** How many of a hundred entries of the list are its. */
  readonly share: number;
  /** Prefix lengths of the allocations in which its entries cluster. */
  readonly allocations: readonly [number, number];
  /** Prefix lengths of the entries, by how often they occur. */
  readonly lengths: Record<string, number>;
  /** The same for IPv6, counted from /32. */
  readonly lengths6: Record<string, number>;
  /** Of a hundred entries: how many begin where the last one ended, and how many stand there twice, for another service or region. */
  readonly adjacent: number;
  readonly twice: number;
}

/** As ip-ranges.json, cloud.json and the service tags look: the proportions are estimates, not counts of a day's files. */
const SHAPES: readonly Shape[] = [
  { // AWS
    share: 40,
    allocations: [12, 16],
    lengths: { 24: 40, 23: 12, 22: 14, 21: 7, 20: 7, 19: 5, 18: 4, 17: 3, 16: 4, 26: 2, 27: 2 },
    lengths6: { 8: 40, 16: 30, 24: 20, 4: 10 },
    adjacent: 55,
    twice: 40,
  },
  { // Azure
    share: 50,
    allocations: [13, 16],
    lengths: { 28: 14, 27: 12, 26: 13, 25: 10, 24: 16, 23: 8, 22: 8, 21: 5, 20: 5, 19: 3, 18: 3, 30: 2, 31: 1 },
    lengths6: { 16: 40, 14: 15, 24: 35, 8: 10 },
    adjacent: 35,
    twice: 50,
  },
  { // Google
    share: 10,
    allocations: [12, 16],
    lengths: { 20: 25, 19: 10, 18: 8, 17: 6, 16: 8, 21: 12, 22: 12, 23: 9, 24: 10 },
    lengths6: { 12: 85, 0: 15 },
    adjacent: 45,
    twice: 5,
  },
];

/** So many entries in clusters; of sixteen clusters one is IPv6. */
export function cloudList(count: number): string[] {
  const random = new Random(2);
  const shares = Object.fromEntries(SHAPES.map(({ share }, index) => [index, share]));
  const list: string[] = [];
  while (list.length < count) {
    const shape = SHAPES[Number(random.weighted(shares))];
    if (random.below(16) > 0) {
      const allocation = random.between(...shape.allocations);
      const base = firstOf(random.between(2 ** 24, 223 * 2 ** 24), allocation);
      list.push(...cluster(shape, random, shape.lengths, base, allocation).map(([address, length]) => ipv4Prefix(address, length)));
    } else {
      const upper = 0x24000000 + random.below(2 ** 26);
      // The second 32 bits of IPv6 are dealt out as those of IPv4 are.
      list.push(...cluster(shape, random, shape.lengths6, 0, 0).map(([address, length]) => ipv6Prefix(upper, address, length + 32)));
    }
  }
  return list.slice(0, count);
}

/** The entries of one allocation, as first address and prefix length. */
function cluster({ adjacent, twice }: Shape, random: Random, lengths: Record<string, number>, base: number, allocation: number): [number, number][] {
  const entries: [number, number][] = [];
  const end = base + 2 ** (32 - allocation);
  let next = base;
  for (let left = random.between(10, 200); left > 0; left--) {
    const length = Number(random.weighted(lengths));
    const size = 2 ** (32 - length);
    const gap = random.below(100) < adjacent ? 0 : random.between(1, 8) * size;
    const first = Math.ceil((next + gap) / size) * size;
    if (first + size > end) break;
    entries.push(...Array<[number, number]>(random.below(100) < twice ? 2 : 1).fill([first, length]));
    next = first + size;
  }
  return entries;
}
