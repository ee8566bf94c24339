import { RequestTrace, TraceEnd } from './request-trace';
import { Trace } from './trace';
import { TraceVerdict } from './trace-facts';

/** A request as one Istio takes it. */
export interface Way {
  /** That Istio, as messages name it, and with the release of its proxies, where there may be several. */
  readonly istio: string;
  readonly release: string;
  readonly trace: RequestTrace;
  readonly end: TraceEnd;
}

/** What is certain of a request: how it ends, where every Istio that the gateway may have takes it alike, and what they have in common, where not. The newest is the last. */
export function resultOf(ways: readonly Way[], findTrusted: (trace: RequestTrace) => string[]): Trace {
  const { trace, end } = ways.at(-1)!;
  const outcomes = [clientOf, backendOf, ({ end: { verdict, status } }: Way) => `${verdict} ${status}`];
  const differing = outcomes.filter(outcome => new Set(ways.map(outcome)).size > 1);
  trace.notes = notesOf(ways);
  if (differing.length === 0) return trace.result(end, () => findTrusted(trace));
  return trace.common(ways.map(way => way.trace)).result(uncertain(ways), () => []);
}

const clientOf = ({ trace: { client } }: Way) => client?.text;
const backendOf = ({ trace: { backend } }: Way) => backend;

function uncertain(ways: readonly Way[]): TraceEnd {
  const differ = (what: (way: Way) => string | undefined) => new Set(ways.map(what)).size > 1;
  const ending = (way: Way) => {
    const client = differ(clientOf) && clientOf(way) ? ` as ${clientOf(way)}` : '';
    const backend = differ(backendOf) && backendOf(way) ? ` to ${backendOf(way)}` : '';
    return `${way.end.verdict}${client}${backend}, ${way.end.reason}`;
  };
  const each = grouped(ways, way => [ending(way)]).map(([text, those]) => `${namesOf(those, ways)}: ${text}`);
  return new TraceEnd(TraceVerdict.UNCERTAIN, `it depends on the version of Istio, which the manifests do not show. ${each.join('. ')}`);
}

/** What not all of them are noted for says for which it is. */
function notesOf(ways: readonly Way[]): string[] {
  return grouped(ways, ({ trace }) => [...new Set(trace.notes)])
    .map(([note, those]) => those.length === ways.length ? note : `${namesOf(those, ways)}: ${note}`);
}

function grouped(ways: readonly Way[], textsOf: (way: Way) => readonly string[]): [string, Way[]][] {
  const groups = new Map<string, Way[]>();
  for (const way of ways) {
    for (const text of textsOf(way)) groups.set(text, [...groups.get(text) ?? [], way]);
  }
  return [...groups];
}

/** Releases are named where not all of an Istio's are among them. */
function namesOf(those: readonly Way[], all: readonly Way[]): string {
  return [...new Set(those.map(({ istio, release }) => all.every(way => way.istio !== istio || those.includes(way)) ? istio : release))].join(', ');
}
