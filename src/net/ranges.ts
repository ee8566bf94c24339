import { printAddress, toWords, width, wordsOf } from './address';
import { Edges, combine, holds } from './edges';
import { printBlocks } from './minimal-blocks';
import { Spans } from './spans';

/** The addresses from `first` to `last`, both included, of one family. */
export interface Range {
  readonly first: bigint;
  readonly last: bigint;
}

/** The block of this prefix length that holds the address. */
export function blockAround(address: bigint, prefixLength: number): Range {
  const size = 1n << BigInt(width(address) - prefixLength);
  const first = address - (address % size);
  return { first, last: first + size - 1n };
}

export function prefixLengthOf(block: Range): number {
  const size = block.last - block.first + 1n;
  return width(block.first) + 1 - size.toString(2).length;
}

export function printBlock(block: Range): string {
  return `${printAddress(block.first)}/${prefixLengthOf(block)}`;
}

/** A set of addresses. */
export interface Ranges {
  readonly ipv4: Edges;
  readonly ipv6: Edges;
}

export const NO_IPV4: Edges = { words: 1, addresses: new Uint32Array(0) };
export const NO_IPV6: Edges = { words: 4, addresses: new Uint32Array(0) };

/** Each family begins at zero and has no end. */
export const ALL: Ranges = { ipv4: { words: 1, addresses: new Uint32Array(1) }, ipv6: { words: 4, addresses: new Uint32Array(4) } };

/** The set of any ranges in any order. */
export function merge(ranges: readonly Range[]): Ranges {
  const spans = { 1: new Spans(1), 4: new Spans(4) };
  for (const { first, last } of ranges) {
    const words = wordsOf(first);
    spans[words].add(toWords(first, words), toWords(last + 1n, words));
  }
  return { ipv4: spans[1].edges(), ipv6: spans[4].edges() };
}

/** What is in either. */
export function union(a: Ranges, b: Ranges): Ranges {
  return eachFamily(a, b, (inA, inB) => inA || inB);
}

/** What is in both. */
export function intersect(a: Ranges, b: Ranges): Ranges {
  return eachFamily(a, b, (inA, inB) => inA && inB);
}

/** What is in `a` and not in `b`. */
export function subtract(a: Ranges, b: Ranges): Ranges {
  return eachFamily(a, b, (inA, inB) => inA && !inB);
}

function eachFamily(a: Ranges, b: Ranges, keep: (inA: boolean, inB: boolean) => boolean): Ranges {
  return { ipv4: combine(a.ipv4, b.ipv4, keep), ipv6: combine(a.ipv6, b.ipv6, keep) };
}

/** Whether all of `wanted` is in the set. */
export function covers(ranges: Ranges, { first, last }: Range): boolean {
  const words = wordsOf(first);
  return holds(words === 1 ? ranges.ipv4 : ranges.ipv6, toWords(first, words), toWords(last, words));
}

/** The fewest CIDR blocks that together are this set, sorted, IPv4 first, separated by commas. */
export function printRanges({ ipv4, ipv6 }: Ranges): string {
  return [ipv4, ipv6].map(printBlocks).filter(text => text !== '').join(',');
}
