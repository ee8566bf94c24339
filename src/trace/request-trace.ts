import { PolicyTrace } from './policy-trace';
import { Trace } from './trace';
import { TraceVerdict } from './trace-facts';
import { TraceRequest } from './trace-request';
import { Seen } from '../envoy/seen';
import { WireAddress, wireAddress } from '../envoy/wire-address';
import { Fault } from '../fault';
import { EnvoyModel, ExtraFilter, RequestHandling } from '../model/envoy-model';

/** How a trace ends. Thrown, because it can end at any step. */
export class TraceEnd {
  public constructor(
    public readonly verdict: TraceVerdict, public readonly reason: string, public readonly status?: number, public readonly missing?: string,
  ) {}
}

/** The trace of one request, as far as it is known. */
export class RequestTrace {
  public policies: PolicyTrace[] = [];
  public notes: string[];
  /** Source of the packets. */
  public readonly peer: WireAddress;
  public readonly podAddress?: WireAddress;
  public client?: WireAddress;
  public server?: string;
  public backend?: string;
  /** Entries of X-Forwarded-For that the server believes. */
  public trustedHops = 0;
  /** Whether a filter read a PROXY header. */
  public readsProxy = false;
  /** Headers of the request that filters see. */
  public headers: { readonly [name: string]: string };
  public backendHeaders: { readonly [name: string]: string } = {};
  private steps: string[] = [];

  public constructor(public readonly request: TraceRequest, private readonly model: EnvoyModel, public readonly handling: RequestHandling) {
    this.headers = request.headers ?? {};
    this.notes = [...model.notes];
    this.peer = address(request.peer, 'peer');
    this.podAddress = request.podAddress === undefined ? undefined : address(request.podAddress, 'podAddress');
  }

  public step(text: string): void {
    this.steps.push(text);
  }

  /** Ends with a closed connection. */
  public close(reason: string): never {
    throw new TraceEnd(TraceVerdict.CLOSED, reason);
  }

  /** Ends with status 400. */
  public reject(reason: string): never {
    throw new TraceEnd(TraceVerdict.BAD_REQUEST, reason, 400);
  }

  /** Why the first of these filters denies, if one does; each counts as a DENY of what it does not let pass. */
  public denial(filters: readonly ExtraFilter[], seen: Seen, what: string): string | undefined {
    for (const { holder: { from }, rbac, fault } of filters) {
      if (fault?.requests.holds(seen)) {
        throw new TraceEnd(TraceVerdict.ANSWERED, `${from} answers ${fault.status}: ${fault.requests.fact(seen)}`, fault.status);
      }
      for (const [judge, dryRun] of [[rbac.shadow, true], [rbac.enforced, false]] as const) {
        if (!judge) continue;
        const { passes, why } = judge(seen);
        this.policies.push({ name: from, action: 'DENY', matched: !passes, dryRun, why: [...why] });
        if (!passes && !dryRun) return `${from} ${what}: ${why.join('; ')}`;
      }
    }
    return undefined;
  }

  /** Only what it has in common with others. */
  public common(others: readonly RequestTrace[]): this {
    const all = (same: (other: RequestTrace) => boolean) => others.every(same);
    this.steps = until(this.steps, (step, index) => all(({ steps }) => steps[index] === step));
    this.policies = until(this.policies, (policy, index) => all(({ policies }) => JSON.stringify(policies[index]) === JSON.stringify(policy)));
    if (!all(({ client }) => client?.text === this.client?.text)) this.client = undefined;
    if (!all(({ server }) => server === this.server)) this.server = undefined;
    this.backendHeaders = {};
    return this;
  }

  public result({ verdict, reason, status, missing }: TraceEnd, findTrusted: () => string[]): Trace {
    return Trace._of({
      verdict,
      status,
      reason,
      missing,
      gateway: this.model.id,
      server: this.server,
      clientAddress: this.client?.text,
      directAddress: this.peer.text,
      steps: this.steps,
      policies: this.policies,
      backendHeaders: this.backendHeaders,
      notes: [...new Set(this.notes)],
    }, findTrusted);
  }
}

function until<T>(items: readonly T[], holds: (item: T, index: number) => boolean): T[] {
  const end = items.findIndex((item, index) => !holds(item, index));
  return items.slice(0, end < 0 ? undefined : end);
}

function address(text: string, property: string): WireAddress {
  return wireAddress(text) ?? fail(text, property);
}

function fail(text: string, property: string): never {
  throw new Fault('trace-address', {
    what: `${property} is ${JSON.stringify(text)}, which is not an IP address`,
    why: 'policies compare addresses',
    instead: `write a bare address, such as ${property}: '10.0.0.5'`,
  });
}
