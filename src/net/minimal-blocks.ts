import { Edges } from './edges';
import { compare, copy, goBehind, hostBitsBetween } from './words';
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
      const prefixLength = 32 * words - hostBitsBetween(start, end, words);
      visit(start, prefixLength);
      goBehind(start, 0, prefixLength);
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
  const { words, addresses } = edges;
  // Enough for two blocks each time that it begins, which is rarely too little.
  let text = Buffer.allocUnsafe((addresses.length / words + 1) * (LONGEST[words] + 1));
  let at = 0;
  eachBlock(edges, (address, prefixLength) => {
    if (at > text.length - LONGEST[words] - 1) text = Buffer.concat([text], 2 * text.length);
    if (at > 0) text[at++] = COMMA;
    at = writeBlock(address, prefixLength, words, text, at);
  });
  return text.toString('latin1', 0, at);
}

const COMMA = ','.charCodeAt(0);
