import { CidrRange } from './cidr-range';
import { width } from '../net/address';
import { blockAround } from '../net/ranges';

/** Address ranges with their entries, which are found by an address. */
export class IpTrie<T> {
  private readonly byLength = new Map<number, Map<bigint, T[]>>();

  public add({ range, prefixLength }: CidrRange, entry: T): void {
    const ranges = this.byLength.get(prefixLength) ?? new Map<bigint, T[]>();
    const entries = ranges.get(range.first) ?? [];
    this.byLength.set(prefixLength, ranges.set(range.first, entries));
    entries.push(entry);
  }

  /** The entries of the ranges that hold an address: the longest prefix first, and then in the order in which they were added. */
  public around(address: bigint): T[] {
    const lengths = [...this.byLength.keys()].filter(length => length <= width(address)).sort((a, b) => b - a);
    return lengths.flatMap(length => this.byLength.get(length)!.get(blockAround(address, length).first) ?? []);
  }
}
