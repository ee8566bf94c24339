import { Edges } from './edges';
import { compare, copy, hostBitsBetween, moveAfter } from './words';
import { MAX_BLOCK_LENGTH, writeBlock } from './write-address';

/** Visits the fewest CIDR blocks that together are this set, in order. The address is the same array each time. */
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
      moveAfter(start, 0, prefixLength);
    } while (compare(start, 0, end, 0, words) !== 0);
  }
}

export function countBlocks(edges: Edges): number {
  let count = 0;
  eachBlock(edges, () => count++);
  return count;
}

/** The texts of the blocks, separated by commas. Written into one buffer, because a million small strings take longer. */
export function printBlocks(edges: Edges): string {
  const { words, addresses } = edges;
  // Enough for two blocks a range, which is rarely too little.
  let text = Buffer.allocUnsafe((addresses.length / words + 1) * (MAX_BLOCK_LENGTH[words] + 1));
  let at = 0;
  eachBlock(edges, (address, prefixLength) => {
    if (at > text.length - MAX_BLOCK_LENGTH[words] - 1) text = Buffer.concat([text], 2 * text.length);
    if (at > 0) text[at++] = COMMA;
    at = writeBlock(address, prefixLength, words, text, at);
  });
  return text.toString('latin1', 0, at);
}

const COMMA = ','.charCodeAt(0);
