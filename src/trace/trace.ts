import { PolicyTrace } from './policy-trace';
import { TraceFacts, TraceVerdict } from './trace-facts';
import { traceText } from './trace-text';

/** What a gateway does with one request, and why. */
export class Trace {
  /** @internal */
  public static _of(facts: TraceFacts, findTrusted: () => string[]): Trace {
    return new Trace(facts, findTrusted);
  }

  /** How it ends. */
  public readonly verdict: TraceVerdict;

  /** Status of the gateway's own HTTP answer; undefined where a backend answers, or nothing does. */
  public readonly status?: number;

  /** Why it ends like this, in one sentence. */
  public readonly reason: string;

  /** What to add to the manifests, or to name, to be certain; undefined where it is certain. */
  public readonly missing?: string;

  /** The gateway, as `namespace/name`. */
  public readonly gateway: string;

  /** The server of the request; undefined where the request does not reach one. */
  public readonly server?: string;

  /** The address that `remoteIpBlocks` compare, and that access logs and backends get; undefined where the connection ends before it is known. */
  public readonly clientAddress?: string;

  /** The address that `ipBlocks` compare. */
  public readonly directAddress: string;

  private constructor(private readonly facts: TraceFacts, private readonly findTrusted: () => string[]) {
    this.verdict = facts.verdict;
    this.status = facts.status;
    this.reason = facts.reason;
    this.missing = facts.missing;
    this.gateway = facts.gateway;
    this.server = facts.server;
    this.clientAddress = facts.clientAddress;
    this.directAddress = facts.directAddress;
  }

  /** Whether the request reaches the backend. */
  public get admitted(): boolean {
    return this.verdict === TraceVerdict.ADMITTED;
  }

  /** What happens on the way, in order. */
  public get steps(): string[] {
    return [...this.facts.steps];
  }

  /**
   * What each AuthorizationPolicy on the gateway and each RBAC filter of an EnvoyFilter decides, in the order in which they are evaluated, as far as
   * the request gets.
   */
  public get policies(): PolicyTrace[] {
    return [...this.facts.policies];
  }

  /** Headers about the client that the backend gets, where it gets the request. */
  public get backendHeaders(): { [name: string]: string } {
    return { ...this.facts.backendHeaders };
  }

  /** What this rests on: what was trusted, and what an attacker gets who forges it. */
  public get trusted(): string[] {
    return this.findTrusted();
  }

  /** Caveats: what was assumed or is not interpreted, and may change what happens. */
  public get notes(): string[] {
    return [...this.facts.notes];
  }

  /** All of it, for programs. */
  public toJson(): any {
    const { verdict, admitted, status, reason, missing, gateway, server, clientAddress, directAddress } = this;
    const { steps, policies, backendHeaders, trusted, notes } = this;
    return {
      verdict, admitted, status, reason, missing, gateway, server, clientAddress, directAddress, steps, policies, backendHeaders, trusted, notes,
    };
  }

  /** All of it, for people: the verdict first. */
  public toString(): string {
    return traceText(this, text => text);
  }
}
