import { FaultFilter } from './fault-filter';
import { Policy } from './policies';
import { RoutedPath } from './routes/routed-path';
import { Server } from './servers';
import { PathNormalization } from '../envoy/canonical-path';
import { RbacFilter } from '../envoy/rbac-filter';
import { Seen } from '../envoy/seen';
import { Patch } from '../istio/envoy-filter-patches';
import { GatewayTopology } from '../istio/gateway-topology';
import { ManifestObject } from '../manifests/manifest-object';
import { ServicePort } from '../manifests/pod-template';

/** A gateway as its Envoy runs it: all that decides what becomes of a connection or a request. Built once, and never changed. */
export interface EnvoyModel {
  /** The gateway, as `namespace/name`. */
  readonly id: string;
  /** Where the client's address comes from. */
  readonly topology: GatewayTopology;
  readonly pathNormalization: PathNormalization;
  /** The servers that Gateways declare for it, also those that have no filter chain. */
  readonly servers: readonly ModelServer[];
  /** Where no server is known, of servers that others may have declared. */
  readonly listeners: readonly Listener[];
  /** Ports of the Services in front of it. */
  readonly servicePorts: readonly ServicePort[];
  /** Services that lead to it, as `namespace/name`. */
  readonly ownServices: readonly string[];
  /** AuthorizationPolicies as chains of HTTP have them, and as all others do. */
  readonly httpPolicies: readonly Policy[];
  readonly tcpPolicies: readonly Policy[];
  /** What was assumed or is not interpreted, and may change what happens. */
  readonly notes: readonly string[];
}

/** A declared server, with the filters that EnvoyFilters give to filter chains for its names. */
export interface ModelServer extends Server {
  /** The chain's server names; `*` is all. */
  readonly names: readonly string[];
  /** In a chain that reads HTTP, whether this server does or not. */
  readonly httpFilters: ExtraFilters;
  /** In front of what the server reads. */
  readonly networkFilters: ExtraFilters;
}

export interface Listener {
  readonly port: number;
  /** Nobody declared a server here: whether TLS is spoken is for the client to say. */
  readonly assumed?: { readonly tls: boolean };
  /** Filters that see a connection before a chain is chosen for it, in order. */
  readonly filters: readonly ListenerFilter[];
  /** Why Envoy does not open it. */
  readonly refused?: string;
  readonly chains: readonly Chain[];
}

/** The port of assumed listeners for every port that has none of its own. */
export const ANY_PORT = 0;

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
  /** By its type or, where it has none, by its name. */
  readonly kind: ListenerFilterKind;
  /** Envoy takes no filter without. */
  readonly hasConfig: boolean;
  /** Who put it there, in words. */
  readonly from: string;
  /** That of an EnvoyFilter, and where it is written; undefined for istiod's own. */
  readonly patch?: Patch<ManifestObject>;
  readonly path?: readonly (string | number)[];
}

export enum ChainTls {
  NONE = 'NONE',
  TERMINATED = 'TERMINATED',
  PASSED_THROUGH = 'PASSED_THROUGH',
}

/** A filter chain: what happens to connections that the listener hands to one server. */
export interface Chain {
  /** Its servers, in words. */
  readonly server: string;
  /** Each of them. */
  readonly servers: readonly string[];
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
  /** AuthorizationPolicies, in the order in which they are asked; AUTO_PASSTHROUGH gets none. */
  readonly policies: readonly Policy[];
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

/** All of them, in order. */
export function allOf({ before, after }: ExtraFilters): ExtraFilter[] {
  return [...before, ...after];
}

export interface ExtraFilter {
  /** What holds its configuration. */
  readonly holder: Patch<ManifestObject>;
  /** What it says to whom; a fault filter lets everything pass that it does not answer. */
  readonly rbac: RbacFilter;
  readonly fault?: FaultFilter;
}

export interface HttpSettings {
  readonly trustedHops: number;
  /** The patch that makes it so; undefined where the topology does. */
  readonly trustedHopsBy?: Patch<ManifestObject>;
  readonly stripsPort: boolean;
  /** The patch that makes it so. */
  readonly stripsPortBy?: Patch<ManifestObject>;
  readonly appendsXff: boolean;
  /** On top of what the mesh does. */
  readonly mergesSlashes: boolean;
  /** Hosts that a request may name by default. */
  readonly hosts: readonly string[];
}

/** What the mesh does to paths, and EnvoyFilters beyond it. */
export function pathNormalizationOf({ pathNormalization }: EnvoyModel, { mergesSlashes }: HttpSettings): PathNormalization {
  return mergesSlashes && pathNormalization === PathNormalization.BASE ? PathNormalization.MERGE_SLASHES : pathNormalization;
}

export interface VirtualHost {
  readonly domain: string;
  /** Whether plain HTTP is redirected. */
  readonly requiresTls: boolean;
  /** No route of its Gateway is among the manifests, so that it is taken to be served by somebody. */
  readonly isAssumed?: boolean;
  readonly routes: readonly Route[];
}

/** One match of a route. */
export interface Route {
  /** The same wherever several servers have the route. */
  readonly id: string;
  /** In words. */
  readonly name: string;
  /** The VirtualService or HTTPRoute where it is written; undefined for an assumed one. */
  readonly object?: ManifestObject;
  readonly path: RoutedPath;
  /** Whether it asks for more than the path, so that later routes may get the request. */
  readonly asksMore: boolean;
  /** Whether it takes everything that the virtual host gets. */
  readonly catchAll: boolean;
  readonly action: RouteAction;
  /** Hosts that it writes into requests. */
  readonly authorities: readonly string[];
  /** Whether it writes X-Forwarded-For into requests. */
  readonly writesForwardedFor: boolean;
  matches(seen: Seen): boolean;
}

/** Forwarded to backends, or answered by the gateway itself. */
export interface RouteAction {
  /** Where it leads, as `host:port`; without a port, it is the only one there. */
  readonly backends: readonly string[];
  /** Where it sends copies of requests, in the same way. */
  readonly mirrors: readonly string[];
  /** The first backend, as it is written. */
  readonly backend?: string;
  /** The Services behind it, as `namespace/name`. */
  readonly services?: readonly string[];
  /** Where copies of requests go, all of them or some, as it is written. */
  readonly copies?: readonly string[];
  readonly status?: number;
}
