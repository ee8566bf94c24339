import { Terminal } from './command';
import { LintFinding, LintReport, LintSeverity } from '../lint';

const COLOURS: Record<string, string> = { [LintSeverity.ERROR]: '\x1b[1;31m', [LintSeverity.WARNING]: '\x1b[1;33m', [LintSeverity.INFO]: '\x1b[1;36m', dim: '\x1b[2m' };

/** The report for people. */
export function lintText({ findings, accepted, notes, errors, warnings }: LintReport, { colours }: Terminal): string {
  const paint = (text: string, how: string) => colours ? `${COLOURS[how]}${text}\x1b[0m` : text;
  const others = findings.length - errors - warnings;
  const summary = [count(errors, 'error'), count(warnings, 'warning'), others ? `${others} for information` : '', accepted.length ? `${accepted.length} accepted` : '']
    .filter(text => text !== '').join(', ');
  return [
    ...findings.map(finding => [
      `${paint(finding.severity, finding.severity)} ${finding.code}  ${paint(place(finding), 'dim')}`,
      `  ${finding.object}${finding.field && `, ${finding.field}`}`,
      `  ${finding.what}`,
      `  ${paint('why:', 'dim')} ${finding.why}`,
      `  ${paint('instead:', 'dim')} ${finding.instead}`,
      '\n',
    ].join('\n')),
    ...notes.map(note => `${paint('note:', 'dim')} ${note}\n`),
    `${summary}\n`,
  ].join('');
}

function place({ origin, line }: LintFinding): string {
  return line === undefined ? origin : `${origin}:${line}`;
}

function count(number: number, what: string): string {
  return `${number || 'no'} ${what}${number === 1 ? '' : 's'}`;
}
