import { Edges } from './edges';
import { compare, copy, goBehind, log2Distance, trailingZeros } from './words';
import { LONGEST, writeBlock } from './write-address';

/** Visits the fewest CIDR blocks that are together this set, in order. The address is always the same array. */
export function eachBlock({ words, addresses }: Edges, visit: (address: Uint32Array, prefixLength: number) => void): void {
  const start = new Uint32Array(words);
  const end = new Uint32Array(words);
  for (let at = 0; at < addresses.length; at += 2 * words) {
    copy(addresses, at, start, 0, words);
    if (at + words < addresses.length) {
      copy(addresses, at + words, end, 0, words);
    } else {
      end.fill(0);
    }
    do {
      const hostBits = Math.min(trailingZeros(start, words), log2Distance(start, end, words));
      visit(start, 32 * words - hostBits);
      goBehind(start, 0, 32 * words - hostBits);
    } while (compare(start, 0, end, 0, words) !== 0);
  }
}

export function countBlocks(edges: Edges): number {
  let count = 0;
  eachBlock(edges, () => count++);
  return count;
}

/** The texts of the blocks, separated by commas: written into one buffer, for a million little strings take longer. */
export function printBlocks(edges: Edges): string {
  const text = Buffer.allocUnsafe(countBlocks(edges) * (LONGEST[edges.words] + 1));
  let at = 0;
  eachBlock(edges, (address, prefixLength) => {
    if (at > 0) text[at++] = COMMA;
    at = writeBlock(address, prefixLength, edges.words, text, at);
  });
  return text.toString('latin1', 0, at);
}

const COMMA = ','.charCodeAt(0);
