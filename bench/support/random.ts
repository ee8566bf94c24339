/** The same numbers for the same seed, everywhere (mulberry32). */
export class Random {
  public constructor(private state: number) {}

  /** A whole number from 0 to below `limit`, which is at most 2^32. */
  public below(limit: number): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), this.state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor(((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32 * limit);
  }

  public between(first: number, last: number): number {
    return first + this.below(last - first + 1);
  }

  /** One of the keys, as often as its weight says. */
  public weighted(weights: Record<string, number>): string {
    let rest = this.below(Object.values(weights).reduce((sum, weight) => sum + weight, 0));
    return Object.keys(weights).find(key => (rest -= weights[key]) < 0)!;
  }
}
