import { PolicyTrace } from './policy-trace';
import { TraceFacts, TraceVerdict } from './trace-facts';

/** Marks a text for a terminal. */
export type Paint = (text: string, how: 'good' | 'bad' | 'dim') => string;

const HEADLINES: Record<TraceVerdict, (trace: PrintedTrace) => string> = {
  ADMITTED: () => 'ADMITTED',
  DENIED: () => 'DENIED: 403 RBAC: access denied',
  CLOSED: () => 'CLOSED: the connection ends without an answer',
  BAD_REQUEST: () => 'BAD REQUEST: 400, Envoy does not accept it',
  NOT_FOUND: () => 'NOT FOUND: 404, and no policy denies it',
  ANSWERED: ({ status }) => `ANSWERED BY THE GATEWAY: ${status}, and no policy denies it`,
  UNCERTAIN: ({ missing }) => `NOT CERTAIN: ${missing}`,
};

/** A trace as it is printed. */
export interface PrintedTrace extends TraceFacts {
  readonly admitted: boolean;
  readonly trusted: readonly string[];
}

/** The verdict first, then the addresses, and then what decides. */
export function traceText(trace: PrintedTrace, paint: Paint): string {
  const headline = HEADLINES[trace.verdict](trace);
  const headers = Object.entries(trace.backendHeaders).map(([name, value]) => `${name}: ${value}`);
  return [
    paint(headline, trace.admitted ? 'good' : 'bad'),
    trace.reason,
    '',
    `client address  ${trace.clientAddress ?? 'not known yet'}  (remoteIpBlocks)`,
    `packet source   ${trace.directAddress}  (ipBlocks)`,
    `gateway         ${trace.gateway}${trace.server ? `, ${trace.server}` : ''}`,
    ...section('What happens', trace.steps.map((step, index) => `${index + 1}. ${step}`)),
    ...section('Policies', trace.policies.flatMap(policyLines)),
    ...section('The backend gets', headers),
    ...section('What this rests on', trace.trusted),
    ...section('Caveats', trace.notes),
    '',
  ].join('\n');

  function section(title: string, lines: readonly string[]): string[] {
    return lines.length ? ['', paint(title, 'dim'), ...lines.map(line => `  ${line}`)] : [];
  }
}

function policyLines({ name, action, matched, dryRun, why }: PolicyTrace): string[] {
  const policy = `${action} ${name}${dryRun ? ' (dry run: only logs)' : ''}`;
  return [matched ? `* ${policy} matches` : `  ${policy} does not match`, ...why.map(line => `      ${line}`)];
}
