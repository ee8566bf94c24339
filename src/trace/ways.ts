import { RequestTrace, TraceEnd } from './request-trace';
import { Trace } from './trace';
import { TraceVerdict } from './trace-facts';
import { Doubt } from '../manifests/gateway-workloads';
import { groups } from '../manifests/groups';

/** A request as one Istio takes it. */
export interface Way {
  /** That Istio, as messages name it, and with the release of its proxies, where there may be several. */
  readonly istio: string;
  readonly release: string;
  readonly trace: RequestTrace;
  readonly end: TraceEnd;
}

/** The same, if something is otherwise than the manifests show it. */
export interface Otherwise {
  readonly doubt: Doubt;
  readonly ways: readonly Way[];
}

/** What is certain of a request: how it ends, where every Istio that the gateway may have takes it alike, and what they have in common, where not. The newest is the last. */
export function resultOf(
  ways: readonly Way[], doubts: readonly Doubt[], otherwise: (shown: RequestTrace) => readonly Otherwise[],
  findTrusted: (trace: RequestTrace) => string[],
): Trace {
  const { trace, end } = ways.at(-1)!;
  trace.notes = notesOf(ways);
  if ([clientOf, backendOf, endOf].some(outcome => differ(ways, outcome))) {
    return trace.common(ways.map(way => way.trace)).result(uncertain(ways), () => []);
  }
  if (doubts.length > 0 && ABOUT_POLICIES.includes(end.verdict)) return trace.result(onlyShown(end, doubts), () => []);
  const others = otherwise(trace).filter(one => one.ways.some(way => endOf(way) !== endOf(ways[0])));
  if (others.length === 0) return trace.result(end, () => findTrusted(trace));
  return trace.common(others.flatMap(one => one.ways.map(way => way.trace))).result(dependsOn(end, others), () => []);
}

function differ(ways: readonly Way[], outcome: (way: Way) => string | undefined): boolean {
  return new Set(ways.map(outcome)).size > 1;
}

const endOf = ({ end: { verdict, status } }: Way) => `${verdict} ${status}`;
const clientOf = ({ trace: { client } }: Way) => client?.text;
const backendOf = ({ trace: { backend } }: Way) => backend;

function uncertain(ways: readonly Way[]): TraceEnd {
  const ending = (way: Way) => {
    const client = differ(ways, clientOf) && clientOf(way) ? ` as ${clientOf(way)}` : '';
    const backend = differ(ways, backendOf) && backendOf(way) ? ` to ${backendOf(way)}` : '';
    return `${way.end.verdict}${client}${backend}, ${way.end.reason}`;
  };
  const each = [...groups(ways.map(way => [ending(way), way]))].map(([text, those]) => `${namesOf(those, ways)}: ${text}`);
  return new TraceEnd(TraceVerdict.UNCERTAIN, `it depends on the version of Istio, which the manifests do not show. ${each.join('. ')}`, undefined,
    'name the version of Istio, such as 1.30.4');
}

/** Verdicts that say what policies do. */
const ABOUT_POLICIES = [TraceVerdict.ADMITTED, TraceVerdict.DENIED, TraceVerdict.ANSWERED];

/** Where everything rests on a guess. */
function onlyShown({ verdict, reason }: TraceEnd, doubts: readonly Doubt[]): TraceEnd {
  const what = doubts.map(doubt => doubt.what).join('; ');
  return new TraceEnd(TraceVerdict.UNCERTAIN, `${what}. If so: ${verdict}, ${reason}`, undefined, [...new Set(doubts.map(({ add }) => add))].join(', and '));
}

/** Where a part is a guess, on which it depends. */
function dependsOn({ verdict, reason }: TraceEnd, others: readonly Otherwise[]): TraceEnd {
  const each = others.map(({ doubt, ways }) => `${doubt.what}; then: ${ways.at(-1)!.end.verdict}, ${ways.at(-1)!.end.reason}`);
  return new TraceEnd(TraceVerdict.UNCERTAIN, `it depends on what the manifests do not show. As they are: ${verdict}, ${reason}. But ${each.join('. And ')}`, undefined,
    [...new Set(others.map(({ doubt }) => doubt.add))].join(', and '));
}

/** What not all of them are noted for says for which it is. */
function notesOf(ways: readonly Way[]): string[] {
  return [...groups(ways.flatMap(way => [...new Set(way.trace.notes)].map(note => [note, way] as const)))]
    .map(([note, those]) => those.length === ways.length ? note : `${namesOf(those, ways)}: ${note}`);
}

/** Releases are named where not all of an Istio's are among them. */
function namesOf(those: readonly Way[], all: readonly Way[]): string {
  return [...new Set(those.map(({ istio, release }) => all.every(way => way.istio !== istio || those.includes(way)) ? istio : release))].join(', ');
}
