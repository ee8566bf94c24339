import { Edges } from './edges';
import { sortRows } from './sort-rows';
import { Words, compare, copy, isZero } from './words';

/** Spans of addresses of one family, in any order, from which a set is made. */
export class Spans {
  /** A row for each: its first address, and the first address after it. */
  private rows = new Uint32Array(64);
  private length = 0;

  public constructor(private readonly words: Words) {}

  public add(first: Uint32Array, end: Uint32Array): void {
    const { words } = this;
    if (this.length + 2 * words > this.rows.length) {
      const larger = new Uint32Array(2 * this.rows.length);
      larger.set(this.rows);
      this.rows = larger;
    }
    copy(first, 0, this.rows, this.length, words);
    copy(end, 0, this.rows, this.length + words, words);
    this.length += 2 * words;
  }

  /** The set of all their addresses. Overwrites them. */
  public edges(): Edges {
    const { words } = this;
    const rows = sortRows(this.rows.subarray(0, this.length), 2 * words, words);
    // Edges overwrite rows that have been read.
    let length = 0;
    for (let row = 0; row < rows.length; row += 2 * words) {
      length = append(rows, length, row, words);
      if (isZero(rows, length - words, words)) {
        length -= words; // up to the last address: this row contains the others
        break;
      }
    }
    return { words, addresses: rows.slice(0, length) };
  }
}

/** Adds a row to the edges of the rows before it. Returns the new length of the edges. */
function append(rows: Uint32Array, length: number, row: number, words: Words): number {
  if (length === 0 || compare(rows, row, rows, length - words, words) > 0) {
    copy(rows, row, rows, length, 2 * words);
    return length + 2 * words;
  }
  const end = row + words;
  if (isZero(rows, end, words) || compare(rows, end, rows, length - words, words) > 0) copy(rows, end, rows, length - words, words);
  return length;
}
