import { Address4, Address6 } from 'ip-address';

/** A block as numbers; `end` is the first number that is not in it. */
export interface Block {
  readonly family: 4 | 6;
  readonly first: bigint;
  readonly end: bigint;
}

export function block(family: 4 | 6, address: bigint, prefixLength: number): Block {
  const size = 2n ** BigInt((family === 4 ? 32 : 128) - prefixLength);
  const first = address - address % size;
  return { family, first, end: first + size };
}

export function print({ family, first, end }: Block): string {
  const length = (family === 4 ? 33 : 129) - (end - first).toString(2).length;
  return `${(family === 4 ? Address4 : Address6).fromBigInt(first).correctForm()}/${length}`;
}

export function holds(blocks: readonly Block[], family: 4 | 6, number: bigint): boolean {
  return blocks.some(one => one.family === family && one.first <= number && number < one.end);
}

/**
 * The minimal list of the addresses that `keep` wants, asked only at the borders of these blocks: in between nothing changes.
 * As slow and as plain as can be.
 */
export function minimal(borders: readonly Block[], keep: (family: 4 | 6, number: bigint) => boolean): string[] {
  return ([4, 6] as const).flatMap(family => {
    const numbers = borders.filter(one => one.family === family).flatMap(({ first, end }) => [first, end]).sort((a, b) => (a < b ? -1 : 1));
    const blocks: Block[] = [];
    for (let i = 0; i < numbers.length - 1; i++) {
      if (!keep(family, numbers[i])) continue;
      let first = numbers[i];
      while (keep(family, numbers[i]) && i < numbers.length - 1) i++;
      for (const end = numbers[i]; first < end;) {
        let size = 1n;
        while (first % (2n * size) === 0n && first + 2n * size <= end) size *= 2n;
        blocks.push({ family, first, end: first + size });
        first += size;
      }
    }
    return blocks.map(print);
  });
}
