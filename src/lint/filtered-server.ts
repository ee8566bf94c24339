import { GatewayView } from './gateway-view';
import { namedBy } from './matcher-questions';
import { Problem } from './problem';
import { servedHosts } from './route-table';
import { Scene } from './scene';
import { PathHandling } from '../envoy/canonical-path';
import { virtualHostFor } from '../envoy/host';
import { wireAddress } from '../envoy/wire-address';
import { valuePath } from '../istio/envoy-filter-patches';
import { nameOf } from '../istio/kubernetes-object';
import { FieldPath, fieldText } from '../manifests/field-path';
import { ManifestObject } from '../manifests/manifest-object';
import { ExtraFilter, ModelServer, RequestHandling, allOf, pathsOn } from '../model/envoy-model';
import { isHttp, isHttps } from '../model/servers';
import { STRANGERS } from '../net/strangers';

/** A server of a gateway with the RBAC filters of EnvoyFilters on it, which are asked what they say to whom. */
export class FilteredServer {
  /** Clients of whom some may be refused: two that nobody lists, and some that are listed. */
  public readonly clients: readonly string[];
  /** Hosts that the server is asked for: those that are routed, one for each wildcard, and those that filters name. */
  public readonly hosts: readonly string[];
  /** Paths that filters name. */
  public readonly paths: readonly string[];
  private readonly domains: readonly string[];

  public constructor(public readonly gateway: GatewayView, private readonly server: ModelServer, private readonly filters: readonly ExtraFilter[]) {
    this.domains = servedHosts(gateway).map(host => host.toLowerCase());
    const named = filters.map(namedBy);
    this.clients = [...Object.values(STRANGERS), ...named.flatMap(({ addresses }) => addresses)];
    this.hosts = [...new Set([...this.domains.filter(host => host !== '*').map(host => host.replace(/^\*/, 'a')), ...named.flatMap(({ hosts }) => hosts)])];
    this.paths = [...new Set(named.flatMap(({ paths }) => paths))];
  }

  /** The filter that refuses a request, by default as the newest release of the proxy reads it; undefined where all let it pass. */
  public refusing(client: string, host = '', path = '/', { release } = this.handlings.at(-1)!): ExtraFilter | undefined {
    const address = wireAddress(client)!;
    const headers = new Map([[':authority', host], [':path', path], [':method', 'GET'], [':scheme', 'https']]);
    const port = this.gateway.readsProxy ? this.server.port : this.server.listens;
    return this.filters.find(({ rbac }) => rbac.enforced?.({ direct: address, remote: address, port, serverName: '', headers, readsBytes: release.readsBytes }).passes === false);
  }

  /** How the releases that the proxy may have read requests. */
  public get handlings(): readonly RequestHandling[] {
    return this.gateway.handlings;
  }

  /** What becomes of paths before filters see them. */
  public pathHandling(handling: RequestHandling): PathHandling {
    const chain = this.gateway.model.listeners.flatMap(({ chains }) => chains).find(({ servers }) => servers.includes(this.server.name));
    return chain?.http ? pathsOn(chain.http, handling) : handling.paths;
  }

  public get isFiltered(): boolean {
    return this.filters.length > 0;
  }

  /** The virtual host that a Host header leads to. */
  public virtualHost(host: string): string | undefined {
    return virtualHostFor(host, this.domains);
  }
}

const found = new WeakMap<Scene, FilteredServer[]>();

/** The servers with such filters, of gateways that are among the manifests. */
export function filteredServers(scene: Scene): FilteredServer[] {
  if (!found.has(scene)) found.set(scene, find(scene));
  return found.get(scene)!;
}

function find(scene: Scene): FilteredServer[] {
  return scene.gateways.filter(({ isSure }) => isSure).flatMap(gateway => gateway.servers
    .map(server => new FilteredServer(gateway, server, filtersOn(server, gateway)))
    .filter(({ isFiltered }) => isFiltered));
}

function filtersOn(server: ModelServer, { trustedProxies }: GatewayView): ExtraFilter[] {
  const http = isHttp(server) || isHttps(server);
  // After a proxy that writes X-Forwarded-For, filters of the connection see another address.
  return [...http ? allOf(server.httpFilters) : [], ...http && trustedProxies > 0 ? [] : allOf(server.networkFilters)];
}

/** Where the configuration of a filter is written. */
export function placeOf({ holder }: ExtraFilter): { readonly object: ManifestObject; readonly path: FieldPath } {
  return { object: holder.object, path: valuePath(holder) };
}

/** What was found on several servers is one problem of the filter. */
export function onePerFilter(problems: readonly Problem[]): Problem[] {
  const seen = new Set<string>();
  return problems.filter(({ object, path }) => {
    const key = `${nameOf(object)} ${fieldText(path)}`;
    const isNew = !seen.has(key);
    seen.add(key);
    return isNew;
  });
}
