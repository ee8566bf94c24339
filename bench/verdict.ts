import { Bar, Contest, Measure } from './contest';
import { Result, median } from './measure';

/** Of a ratio, or of what was measured. */
export type Unit = '×' | Measure;

/** What was found and what it may be. */
export interface Verdict {
  readonly what: string;
  readonly value: number;
  readonly unit: Unit;
  readonly most?: number;
  readonly least?: number;
  /** How much of what is allowed is used: up to 1 it meets the bar. Undefined without a bar. */
  readonly used?: number;
}

/** What became of the bars. Those whose contestants could not take part are missing. */
export function verdicts(contest: Contest, result: Result): Verdict[] {
  return contest.bars.flatMap(bar => {
    const cases = bar.in === undefined ? Object.keys(result.cases) : [bar.in];
    return cases.flatMap(name => verdict(bar, name, result) ?? []);
  });
}

export function meets({ used }: Verdict): boolean {
  return used === undefined || used <= 1;
}

function verdict(bar: Bar, name: string, result: Result): Verdict | undefined {
  const measure = bar.measure ?? 'cpu';
  const alone = bar.to === undefined && bar.toCase === undefined;
  const [to, toCase] = [bar.to ?? bar.of, bar.toCase ?? name];
  const costs = result.cases[name].runs[bar.of].map(run => run[measure] ?? NaN);
  const bases = result.cases[toCase].runs[to].map(run => run[measure] ?? NaN);
  // Runs of one round lie side by side: what else the machine did then, it did to both.
  const value = alone ? median(costs) : median(costs.map((cost, round) => cost / bases[round]).filter(Number.isFinite));
  if (value === undefined) return undefined;

  const used = bar.most !== undefined ? value / bar.most : bar.least !== undefined ? bar.least / value : undefined;
  const against = alone ? '' : bar.toCase === undefined ? ` ÷ ${to}` : ` ÷ ${toCase}`;
  return {
    what: `${name}${measure === 'bytes' ? ', memory' : ''}: ${bar.of}${against}`,
    value,
    unit: alone ? measure : '×',
    most: bar.most,
    least: bar.least,
    used,
  };
}
