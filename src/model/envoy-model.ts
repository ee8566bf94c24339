import { FaultFilter } from './fault-filter';
import { CompiledPolicy } from './policies';
import { RoutedPath } from './routes/routed-path';
import { Server } from './servers';
import { PathHandling } from '../envoy/canonical-path';
import { RbacFilter } from '../envoy/rbac-filter';
import { Seen } from '../envoy/seen';
import { HeadersWithUnderscores } from '../istio/connection-settings';
import { Patch } from '../istio/envoy-filter-patches';
import { GatewayTopology } from '../istio/gateway-topology';
import { ProxyRelease } from '../istio/proxy-releases';
import { ManifestObject } from '../manifests/manifest-object';
import { ServicePort } from '../manifests/pod-template';

/** A gateway as its Envoy runs it: everything that decides what happens to a connection or a request. Built once, and never changed. */
export interface EnvoyModel {
  /** The gateway, as `namespace/name`. */
  readonly id: string;
  /** How Envoy finds the client's address. */
  readonly topology: GatewayTopology;
  /** What becomes of requests before filters see them: one for each release that its proxy may be of and that differs, the newest last. */
  readonly handlings: readonly RequestHandling[];
  /** The servers that Gateways declare for it, also those without a filter chain. */
  readonly servers: readonly ModelServer[];
  /** Where no server is known, those of assumed servers. */
  readonly listeners: readonly Listener[];
  /** Patches of EnvoyFilters that are for this proxy, whether they find anything or not. */
  readonly patches: readonly Patch<ManifestObject>[];
  /** PROXY filters of EnvoyFilters, also of those whose listener is not known. */
  readonly proxyFilters: readonly ListenerFilter[];
  /** Patches that take the port off the Host header, also those whose chain is not known. */
  readonly portStrippers: readonly Patch<ManifestObject>[];
  /** Ports of the Services in front of it. */
  readonly servicePorts: readonly ServicePort[];
  /** Services that lead to it, as `namespace/name`. */
  readonly ownServices: readonly string[];
  /** AuthorizationPolicies that act on no gateway, by their namespace. */
  readonly policiesBehind: ReadonlyMap<string, readonly string[]>;
  /** AuthorizationPolicies as filter chains for HTTP have them, and as all other chains do. */
  readonly httpPolicies: readonly CompiledPolicy[];
  readonly tcpPolicies: readonly CompiledPolicy[];
  /** What was assumed or is not interpreted, and may change what happens. */
  readonly notes: readonly string[];
}

/** A declared server, with the filters that EnvoyFilters give to filter chains for its names. */
export interface ModelServer extends Server {
  /** The chain's server names; `*` is all. */
  readonly names: readonly string[];
  /** Those of a chain for HTTP, whether or not this server is HTTP. */
  readonly httpFilters: ExtraFilters;
  /** Those before the connection manager or the TCP proxy. */
  readonly networkFilters: ExtraFilters;
}

export interface Listener {
  readonly port: number;
  /** Set where no server is known, so that the client decides whether there is TLS. */
  readonly assumed?: { readonly tls: boolean };
  /** Filters that see a connection before its filter chain is chosen, in order. */
  readonly filters: readonly ListenerFilter[];
  /** Why Envoy does not open it, if it does not. */
  readonly refused?: string;
  /** The patch that is to blame, where no check of single filters tells it. */
  readonly refusedBy?: Patch<ManifestObject>;
  readonly chains: readonly Chain[];
}

/** Why Envoy does not open a listener. */
export interface Refused {
  readonly why: string;
  readonly by?: Patch<ManifestObject>;
}

/** The port of assumed listeners for every port without a listener of its own. */
export const ANY_PORT = 0;

export enum ListenerFilterKind {
  /** Removes a PROXY header, and needs one. */
  PROXY = 'PROXY',
  /** Removes a PROXY header; connections without one pass. */
  OPTIONAL_PROXY = 'OPTIONAL_PROXY',
  /** Reads the server name of TLS, if TLS comes first. */
  TLS_INSPECTOR = 'TLS_INSPECTOR',
  OTHER = 'OTHER',
}

/** Whether it removes a PROXY header. */
export function takesProxy({ kind }: ListenerFilter): boolean {
  return kind === ListenerFilterKind.PROXY || kind === ListenerFilterKind.OPTIONAL_PROXY;
}

export interface ListenerFilter {
  /** The name by which patches find it. */
  readonly name: string;
  /** By its type or, where it has none, by its name. */
  readonly kind: ListenerFilterKind;
  /** Envoy refuses a filter without. */
  readonly hasConfig: boolean;
  /** Where it is from, as messages name it. */
  readonly from: string;
  /** The patch that added it, and where it is written; undefined for istiod's own filters. */
  readonly patch?: Patch<ManifestObject>;
  readonly path?: readonly (string | number)[];
}

export enum ChainTls {
  NONE = 'NONE',
  TERMINATED = 'TERMINATED',
  PASSED_THROUGH = 'PASSED_THROUGH',
}

/** A filter chain: what happens to the connections of a server. */
export interface Chain {
  /** Its servers, as messages name them. */
  readonly server: string;
  /** Each of them. */
  readonly servers: readonly string[];
  /** Server names of its connections; `*` is all others, and connections without TLS. */
  readonly names: readonly string[];
  readonly tls: ChainTls;
  /** Whether clients need a certificate. */
  readonly wantsCertificate: boolean;
  /** Settings of the connection manager; undefined where the server is not HTTP. */
  readonly http?: HttpSettings;
  /** Filters that see the connection. */
  readonly networkFilters: ExtraFilters;
  /** Filters that see each request. */
  readonly httpFilters: ExtraFilters;
  /** AuthorizationPolicies, in the order in which they are evaluated; AUTO_PASSTHROUGH has none. */
  readonly policies: readonly CompiledPolicy[];
  /** Routes of an HTTP server; undefined where they are not known. */
  readonly virtualHosts?: readonly VirtualHost[];
}

/** Filters that EnvoyFilters insert, before and after those of AuthorizationPolicies. */
export interface ExtraFilters {
  readonly before: readonly ExtraFilter[];
  readonly after: readonly ExtraFilter[];
  /** Why Envoy does not open the listener, if it does not. */
  readonly refused?: Refused;
}

/** All of them, in order. */
export function allOf({ before, after }: ExtraFilters): ExtraFilter[] {
  return [...before, ...after];
}

export interface ExtraFilter {
  /** The patch with its configuration. */
  readonly holder: Patch<ManifestObject>;
  /** Its decisions; a fault filter passes everything that it does not answer. */
  readonly rbac: RbacFilter;
  readonly fault?: FaultFilter;
}

export interface HttpSettings {
  readonly trustedHops: number;
  /** The patch that makes it so; undefined where the topology does. */
  readonly trustedHopsBy?: Patch<ManifestObject>;
  /** Why Envoy refuses the listener, if it does. */
  readonly refused?: Refused;
  readonly stripsPort: boolean;
  readonly appendsXff: boolean;
  /** In addition to the mesh's path normalization. */
  readonly mergesSlashes: boolean;
  /** Hosts of the servers, without wildcards. */
  readonly hosts: readonly string[];
}

/** What becomes of requests before filters see them. */
export interface RequestHandling {
  readonly release: ProxyRelease;
  readonly paths: PathHandling;
  readonly headersWithUnderscores: HeadersWithUnderscores;
}

/** How a release of the proxy reads the paths of a chain: EnvoyFilters may merge slashes, too. */
export function pathsOn({ mergesSlashes }: HttpSettings, { paths }: RequestHandling): PathHandling {
  return { ...paths, mergesSlashes: paths.mergesSlashes || mergesSlashes };
}

export interface VirtualHost {
  readonly domain: string;
  /** Whether plain HTTP is redirected. */
  readonly requiresTls: boolean;
  /** No route of its Gateway is among the manifests, so that its host counts as routed. */
  readonly isAssumed?: boolean;
  readonly routes: readonly Route[];
}

/** A match of a route. */
export interface Route {
  /** The same wherever several servers have the route. */
  readonly id: string;
  /** As messages name it. */
  readonly name: string;
  /** The VirtualService or HTTPRoute where it is written; undefined for an assumed one. */
  readonly object?: ManifestObject;
  readonly path: RoutedPath;
  /** Whether it has conditions besides the path, so that later routes may get the request. */
  readonly asksMore: boolean;
  /** Whether it matches every request to the virtual host. */
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
  /** Its backends, as `host:port`; without a port, the Service has one port only. */
  readonly backends: readonly string[];
  /** The backends that get copies of requests, in the same form. */
  readonly mirrors: readonly string[];
  /** The first backend, as it is written. */
  readonly backend?: string;
  /** The Services of its backends, as `namespace/name`. */
  readonly services?: readonly string[];
  /** The backends that get copies of all or some requests, as they are written. */
  readonly copies?: readonly string[];
  readonly status?: number;
}
