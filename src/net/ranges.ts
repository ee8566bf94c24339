import { ALL_IPV6, printAddress, width } from './address';

/** The addresses from `first` to `last`, both included, of one family. */
export interface Range {
  readonly first: bigint;
  readonly last: bigint;
}

/** Sorted ranges that neither overlap nor touch: equal sets are equal lists. */
export type Ranges = readonly Range[];

/** Any ranges in any order as such a list. */
export function merge(ranges: readonly Range[]): Ranges {
  const merged: Range[] = [];
  for (const next of [...ranges].sort(byFirst)) {
    const previous = merged.at(-1);
    if (previous === undefined || next.first > previous.last + 1n) {
      merged.push(next);
    } else if (next.last > previous.last) {
      merged[merged.length - 1] = { first: previous.first, last: next.last };
    }
  }
  return merged;
}

/** What is in both. */
export function intersect(a: Ranges, b: Ranges): Ranges {
  const common: Range[] = [];
  for (let i = 0, j = 0; i < a.length && j < b.length;) {
    const first = a[i].first > b[j].first ? a[i].first : b[j].first;
    const last = a[i].last < b[j].last ? a[i].last : b[j].last;
    if (first <= last) common.push({ first, last });
    if (a[i].last < b[j].last) {
      i++;
    } else {
      j++;
    }
  }
  return common;
}

/** What is in `a` and not in `b`. */
export function subtract(a: Ranges, b: Ranges): Ranges {
  const gaps: Range[] = [];
  let first = 0n;
  for (const hole of b) {
    if (hole.first > first) gaps.push({ first, last: hole.first - 1n });
    first = hole.last + 1n;
  }
  gaps.push({ first, last: ALL_IPV6.last });
  return intersect(a, gaps);
}

/** Whether all of `wanted` is in one of the ranges; as they do not touch, that is: in the set. */
export function covers(ranges: Ranges, wanted: Range): boolean {
  let low = 0;
  for (let high = ranges.length; low < high;) {
    const middle = (low + high) >>> 1;
    if (ranges[middle].last < wanted.first) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low < ranges.length && ranges[low].first <= wanted.first && wanted.last <= ranges[low].last;
}

/** The fewest CIDR blocks that are together this range, in order. */
export function blocksOf({ first, last }: Range): Range[] {
  const blocks: Range[] = [];
  for (let start = first; start <= last;) {
    const size = largestBlock(start, last - start + 1n);
    blocks.push({ first: start, last: start + size - 1n });
    start += size;
  }
  return blocks;
}

/** The block of this prefix length that holds the address. */
export function blockAround(address: bigint, prefixLength: number): Range {
  const size = 1n << BigInt(width(address) - prefixLength);
  const first = address - (address % size);
  return { first, last: first + size - 1n };
}

export function prefixLengthOf(block: Range): number {
  return width(block.first) - log2(block.last - block.first + 1n);
}

export function printBlock(block: Range): string {
  return `${printAddress(block.first)}/${prefixLengthOf(block)}`;
}

/** The largest power of two that `start` is a multiple of and that is at most `room`. */
function largestBlock(start: bigint, room: bigint): bigint {
  const fits = 1n << BigInt(log2(room));
  const aligned = start & -start;
  return start === 0n || fits < aligned ? fits : aligned;
}

/** Rounded down. */
function log2(number: bigint): number {
  return number.toString(2).length - 1;
}

function byFirst(a: Range, b: Range): number {
  if (a.first === b.first) return 0;
  return a.first < b.first ? -1 : 1;
}
