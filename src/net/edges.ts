import { Words, compare, copy } from './words';

/**
 * A set of addresses of one family: the sorted addresses at which it begins and ends in turn. Each end is the first address that is
 * no longer in it. A set that holds the family's last address has no last end. Equal sets have equal edges.
 */
export interface Edges {
  readonly words: Words;
  readonly addresses: Uint32Array;
}

/** The addresses that `keep` selects by whether they are in `a` and whether they are in `b`. */
export function combine(a: Edges, b: Edges, keep: (inA: boolean, inB: boolean) => boolean): Edges {
  const { words } = a;
  const kept = new Uint32Array(a.addresses.length + b.addresses.length);
  let length = 0;
  for (let i = 0, j = 0, inA = false, inB = false, inKept = false; i < a.addresses.length || j < b.addresses.length;) {
    const order = i === a.addresses.length ? 1 : j === b.addresses.length ? -1 : compare(a.addresses, i, b.addresses, j, words);
    if (order <= 0) inA = !inA;
    if (order >= 0) inB = !inB;
    if (keep(inA, inB) !== inKept) {
      inKept = !inKept;
      if (order <= 0) copy(a.addresses, i, kept, length, words);
      else copy(b.addresses, j, kept, length, words);
      length += words;
    }
    if (order <= 0) i += words;
    if (order >= 0) j += words;
  }
  return { words, addresses: kept.slice(0, length) };
}

/** Whether every address from `first` to `last` is in the set. */
export function holds(edges: Edges, first: Uint32Array, last: Uint32Array): boolean {
  const before = edgesUpTo(edges, first);
  return before % 2 === 1 && edgesUpTo(edges, last) === before;
}

function edgesUpTo({ words, addresses }: Edges, address: Uint32Array): number {
  let low = 0;
  for (let high = addresses.length / words; low < high;) {
    const middle = (low + high) >>> 1;
    if (compare(addresses, middle * words, address, 0, words) <= 0) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}
