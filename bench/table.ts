import { Result, median } from './measure';
import { Unit, Verdict, meets } from './verdict';

/** Ratios first: what became of the bars. */
export function verdictTable(verdicts: readonly Verdict[]): string {
  return table(['what', 'measured', 'bar', ''], verdicts.map(verdict => [
    verdict.what, amount(verdict.value, verdict.unit), bar(verdict), verdict.used === undefined ? '' : says(verdict),
  ]));
}

/** Then what the ratios were made from. */
export function medianTable({ cases }: Result): string {
  const rows = Object.entries(cases).flatMap(([name, { runs, items }]) => Object.keys(runs)
    .filter(contestant => runs[contestant].length > 0)
    .map(contestant => {
      const cpu = runs[contestant].map(run => run.cpu);
      const wall = runs[contestant].map(run => run.wall);
      const bytes = median(runs[contestant].flatMap(run => run.bytes ?? []));
      return [
        name, contestant, amount(median(cpu)!, 'cpu'), `${amount(Math.min(...cpu), 'cpu')} to ${amount(Math.max(...cpu), 'cpu')}`,
        items === undefined ? '' : digits(items / median(cpu)!), amount(median(wall)!, 'cpu'), bytes === undefined ? '' : amount(bytes, 'bytes'),
      ];
    }));
  return table(['case', 'contestant', 'processor time', 'least to most', 'a second', 'wall time', 'peak memory'], rows);
}

/** Figures of the cases that are no times. */
export function figureLines({ cases }: Result): string[] {
  return Object.entries(cases).filter(([, { figures }]) => Object.keys(figures).length > 0)
    .map(([name, { figures }]) => `${name}: ${Object.entries(figures).map(([what, figure]) => `${figure.toLocaleString('en')} ${what}`).join(', ')}`);
}

export function amount(value: number, unit: Unit): string {
  if (unit === '×') return `${digits(value)} ×`;
  if (unit === 'bytes') return `${digits(value / 1e6)} MB`;
  return value < 1 ? `${digits(value * 1e3)} ms` : `${digits(value)} s`;
}

function bar({ most, least, unit }: Verdict): string {
  return most !== undefined ? `at most ${amount(most, unit)}` : least !== undefined ? `at least ${amount(least, unit)}` : '';
}

function says(verdict: Verdict): string {
  return meets(verdict) ? 'meets' : `**misses** by ${digits(verdict.used!)} ×`;
}

/** Three of them: more would pretend to an exactness that a second run does not have. */
function digits(value: number): string {
  return value >= 100 ? Math.round(value).toLocaleString('en') : `${Number(value.toPrecision(3))}`;
}

/** A Markdown table whose columns also stand under each other. */
function table(head: string[], body: string[][]): string {
  const widths = head.map((title, column) => Math.max(3, ...[[...head], ...body].map(row => row[column].length), title.length));
  const line = (row: string[]) => `| ${row.map((text, column) => text.padEnd(widths[column])).join(' | ')} |`;
  return [line(head), `|${widths.map(width => '-'.repeat(width + 2)).join('|')}|`, ...body.map(line)].join('\n');
}
