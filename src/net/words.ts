/**
 * An address as words of 32 bits, the most significant first: one for IPv4, four for IPv6. These functions work on either, so only
 * what reads and prints addresses knows about families. Many addresses share one typed array, where `at` is the index of a first word.
 * Arithmetic wraps around: the address after a family's last one is zero.
 */
export type Words = 1 | 4;

export function compare(a: Uint32Array, aAt: number, b: Uint32Array, bAt: number, words: Words): number {
  for (let word = 0; word < words; word++) {
    const left = a[aAt + word];
    const right = b[bAt + word];
    if (left !== right) return left < right ? -1 : 1;
  }
  return 0;
}

/** `copyWithin` and `set` are slower for the few words of an address. */
export function copy(from: Uint32Array, fromAt: number, to: Uint32Array, toAt: number, words: number): void {
  for (let word = 0; word < words; word++) to[toAt + word] = from[fromAt + word];
}

export function isZero(address: Uint32Array, at: number, words: Words): boolean {
  for (let word = 0; word < words; word++) {
    if (address[at + word] !== 0) return false;
  }
  return true;
}

/** Turns the first address of a block into the first address after the block. */
export function moveAfter(address: Uint32Array, at: number, prefixLength: number): void {
  if (prefixLength === 0) return; // the block of all addresses begins at zero and wraps around to zero
  let word = at + ((prefixLength - 1) >> 5);
  let sum = address[word] + (0x80000000 >>> ((prefixLength - 1) & 31));
  while (sum === 2 ** 32 && word > at) {
    address[word--] = 0;
    sum = address[word] + 1;
  }
  address[word] = sum;
}

/** How many bits at the end of the address are zero. */
export function trailingZeros(address: Uint32Array, words: Words): number {
  for (let word = words - 1; word >= 0; word--) {
    const lowest = address[word] & -address[word];
    if (lowest !== 0) return 32 * (words - word) - 1 - Math.clz32(lowest);
  }
  return 32 * words;
}

/**
 * How many host bits the largest block has that begins at `start` and ends before `end`. The first word that differs decides:
 * where lower words would borrow from it, `start` has bits there that keep the block small.
 */
export function hostBitsBetween(start: Uint32Array, end: Uint32Array, words: Words): number {
  const aligned = trailingZeros(start, words);
  for (let word = 0; word < words; word++) {
    if (start[word] !== end[word]) return Math.min(aligned, 32 * (words - word) - 1 - Math.clz32(end[word] - start[word]));
  }
  return aligned;
}
