import type { FaultFilter } from './fault-filter';
import type { Patch } from './patches';
import { RbacFilter } from '../envoy/rbac-filter';
import { Seen } from '../envoy/seen';

/** A gateway as Envoy runs it: what istiod makes of all manifests that concern one workload. */
export interface Plan {
  readonly listeners: readonly Listener[];
  /** What could not be interpreted, and may change what is said. */
  readonly notes: readonly string[];
}

export interface Listener {
  readonly port: number;
  /** Filters that see a connection before a chain is chosen for it, in order. */
  readonly filters: readonly ListenerFilter[];
  /** Why Envoy does not open it. */
  readonly refused?: string;
  readonly chains: readonly Chain[];
}

export enum ListenerFilterKind {
  /** Takes a PROXY header off, and demands one. */
  PROXY = 'PROXY',
  /** A connection without a header may pass. */
  OPTIONAL_PROXY = 'OPTIONAL_PROXY',
  /** Reads the server name of TLS, if that is what comes first. */
  TLS_INSPECTOR = 'TLS_INSPECTOR',
  OTHER = 'OTHER',
}

/** Whether it takes a PROXY header off. */
export function takesProxy({ kind }: ListenerFilter): boolean {
  return kind === ListenerFilterKind.PROXY || kind === ListenerFilterKind.OPTIONAL_PROXY;
}

export interface ListenerFilter {
  /** By which patches find it. */
  readonly name: string;
  readonly kind: ListenerFilterKind;
  /** Who put it there, in words. */
  readonly from: string;
  /** That of an EnvoyFilter; undefined for istiod's own. */
  readonly patch?: Patch;
}

export enum ChainTls {
  NONE = 'NONE',
  TERMINATED = 'TERMINATED',
  PASSED_THROUGH = 'PASSED_THROUGH',
}

/** What happens to connections that the listener hands to one server. */
export interface Chain {
  /** In words. */
  readonly server: string;
  /** Server names that lead here; `*` is all the others, and connections without TLS. */
  readonly names: readonly string[];
  readonly tls: ChainTls;
  /** Whether a client must show a certificate. */
  readonly wantsCertificate: boolean;
  /** Connection manager of an HTTP server. */
  readonly http?: HttpSettings;
  /** Filters that see the connection. */
  readonly networkFilters: ExtraFilters;
  /** Filters that see each request. */
  readonly httpFilters: ExtraFilters;
  /** AUTO_PASSTHROUGH gets none. */
  readonly authorized: boolean;
  /** Routes of an HTTP server; undefined where nobody knows. */
  readonly virtualHosts?: readonly VirtualHost[];
}

/** Filters that EnvoyFilters insert, before and after those of AuthorizationPolicies. */
export interface ExtraFilters {
  readonly before: readonly ExtraFilter[];
  readonly after: readonly ExtraFilter[];
  /** Why Envoy does not open the listener. */
  readonly refused?: string;
}

export interface ExtraFilter {
  /** What holds its configuration. */
  readonly holder: Patch;
  /** What it says to whom; a fault filter lets everything pass that it does not answer. */
  readonly rbac: RbacFilter;
  readonly fault?: FaultFilter;
}

export interface HttpSettings {
  readonly trustedHops: number;
  readonly stripsPort: boolean;
  readonly appendsXff: boolean;
  /** On top of what the mesh does. */
  readonly mergesSlashes: boolean;
  /** Hosts that a request may name by default. */
  readonly hosts: readonly string[];
}

export interface VirtualHost {
  readonly domain: string;
  /** Whether plain HTTP is redirected. */
  readonly requiresTls: boolean;
  readonly routes: readonly Route[];
}

export interface Route {
  readonly name: string;
  readonly catchAll: boolean;
  readonly action: RouteAction;
  matches(seen: Seen): boolean;
}

/** Forwarded to a backend, or answered by the gateway itself. */
export interface RouteAction {
  readonly backend?: string;
  /** The Service behind it, as `namespace/name`. */
  readonly service?: string;
  /** Where copies of requests go, all of them or some. */
  readonly copies?: readonly string[];
  readonly status?: number;
}
