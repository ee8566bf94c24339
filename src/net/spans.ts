import { Edges } from './edges';
import { sortRows } from './sort-rows';
import { Words, compare, copy, isZero } from './words';

/** Spans of addresses of one family, in any order, on their way to a set. */
export class Spans {
  /** A row for each: its first address, and the one behind its last. */
  private rows = new Uint32Array(64);
  private length = 0;

  public constructor(private readonly words: Words) {}

  public add(first: Uint32Array, behind: Uint32Array): void {
    const { words } = this;
    if (this.length + 2 * words > this.rows.length) {
      const { rows } = this;
      this.rows = new Uint32Array(2 * rows.length);
      this.rows.set(rows);
    }
    copy(first, 0, this.rows, this.length, words);
    copy(behind, 0, this.rows, this.length + words, words);
    this.length += 2 * words;
  }

  /** The set of all their addresses. Overwrites them. */
  public edges(): Edges {
    const { words } = this;
    const rows = sortRows(this.rows.subarray(0, this.length), 2 * words, words);
    // Edges are written over rows that are read already.
    let length = 0;
    for (let first = 0; first < rows.length; first += 2 * words) {
      const behind = first + words;
      const end = length - words;
      if (length === 0 || compare(rows, first, rows, end, words) > 0) {
        copy(rows, first, rows, length, words);
        copy(rows, behind, rows, length + words, words);
        length += 2 * words;
      } else if (isZero(rows, behind, words) || compare(rows, behind, rows, end, words) > 0) {
        copy(rows, behind, rows, end, words);
      }
      if (isZero(rows, length - words, words)) {
        length -= words; // up to the last address: the other spans lie in this one
        break;
      }
    }
    return { words, addresses: rows.slice(0, length) };
  }
}
