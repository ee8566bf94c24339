import { rangeOf } from './condition';
import { width } from '../net/address';
import { blockAround, prefixLengthOf } from '../net/ranges';

/** Address blocks, each with something that is found by the addresses in it. */
export class IpTrie<T> {
  private readonly byLength = new Map<number, Map<bigint, T[]>>();

  public add(block: string, entry: T): void {
    const range = rangeOf(block)!;
    const length = prefixLengthOf(range);
    const blocks = this.byLength.get(length) ?? new Map<bigint, T[]>();
    this.byLength.set(length, blocks);
    blocks.set(range.first, [...blocks.get(range.first) ?? [], entry]);
  }

  /** What holds an address: the longest prefix first, and then in the order in which it came. */
  public around(address: bigint): T[] {
    const lengths = [...this.byLength.keys()].filter(length => length <= width(address)).sort((a, b) => b - a);
    return lengths.flatMap(length => this.byLength.get(length)!.get(blockAround(address, length).first) ?? []);
  }
}
