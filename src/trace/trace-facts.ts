import { PolicyTrace } from './policy-trace';

/** How a request ends. */
export enum TraceVerdict {
  /** It reaches the backend. */
  ADMITTED = 'ADMITTED',
  /** A policy denies it: HTTP 403, `RBAC: access denied`. */
  DENIED = 'DENIED',
  /** The connection is closed without an HTTP answer. */
  CLOSED = 'CLOSED',
  /** Envoy does not accept the request: HTTP 400. */
  BAD_REQUEST = 'BAD_REQUEST',
  /** There is no route for it: HTTP 404. */
  NOT_FOUND = 'NOT_FOUND',
  /** No policy denies it, and the gateway answers it itself: a redirect or a direct response. */
  ANSWERED = 'ANSWERED',
  /** It depends on what the manifests do not show: the version of Istio, the gateway's pods, or another object. `missing` says what to add. */
  UNCERTAIN = 'UNCERTAIN',
}

/** Everything that is known at the end. @internal */
export interface TraceFacts {
  readonly verdict: TraceVerdict;
  readonly status?: number;
  readonly reason: string;
  readonly missing?: string;
  readonly gateway: string;
  readonly server?: string;
  readonly clientAddress?: string;
  readonly directAddress: string;
  readonly steps: readonly string[];
  readonly policies: readonly PolicyTrace[];
  readonly backendHeaders: { readonly [name: string]: string };
  readonly notes: readonly string[];
}
