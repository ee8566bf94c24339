/** What an exhaustive test saw: mismatches to print, and how often each branch was taken, so that it cannot silently test nothing. */
export class Tally {
  private readonly mismatches: string[] = [];
  private readonly counts: Record<string, number> = {};

  public count(outcome: string, times = 1): void {
    this.counts[outcome] = (this.counts[outcome] ?? 0) + times;
  }

  public wrong(text: string): void {
    this.mismatches.push(text);
  }

  /** One failure for all: how many mismatches, and the first few. */
  public expectNone(): void {
    expect([`${this.mismatches.length} mismatches`, ...this.mismatches.slice(0, 8)].join('\n')).toBe('0 mismatches');
  }

  public expectAtLeast(least: Readonly<Record<string, number>>): void {
    const short = Object.entries(least).filter(([outcome, enough]) => (this.counts[outcome] ?? 0) < enough);
    expect(short.map(([outcome, enough]) => `${outcome}: ${this.counts[outcome] ?? 0} of ${enough}`)).toEqual([]);
  }
}
