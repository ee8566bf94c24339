import { SEED } from '../support/random';

/** What an exhaustive test saw: mismatches to print, and how often each outcome was. */
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
    expect([`${this.mismatches.length} mismatches`, ...this.mismatches.length > 0 ? [`SEED=${SEED} draws the same again`] : [], ...this.mismatches.slice(0, 8)].join('\n')).toBe('0 mismatches');
  }

  /** How often these outcomes were counted, or all of them together. */
  public sum(...outcomes: string[]): number {
    return (outcomes.length > 0 ? outcomes : Object.keys(this.counts)).reduce((sum, outcome) => sum + (this.counts[outcome] ?? 0), 0);
  }
}
