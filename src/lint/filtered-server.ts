import { FieldPath, Problem, fieldText } from './check';
import { GatewayView } from './gateway-view';
import { namedBy } from './matcher-questions';
import { servedHosts } from './routes/served-hosts';
import { Scene } from './scene';
import { virtualHostFor } from '../envoy/host';
import { wireAddress } from '../envoy/wire-address';
import { ManifestObject, nameOf } from '../manifests/manifest-object';
import { EnvoyFilters } from '../trace/envoy-filters';
import { Place } from '../trace/patches';
import { ExtraFilter, ExtraFilters } from '../trace/plan';
import { Server, isHttp, isHttps } from '../trace/servers';
import { STRANGERS } from '../trace/trusted';

/** A server of a gateway with the RBAC filters of EnvoyFilters on it, which are asked what they say to whom. */
export class FilteredServer {
  /** Clients of whom some may be refused: two that nobody lists, and some that are listed. */
  public readonly clients: readonly string[];
  /** Hosts that the server is asked for: those that are routed, one for each wildcard, and those that filters name. */
  public readonly hosts: readonly string[];
  /** Paths that filters name. */
  public readonly paths: readonly string[];
  private readonly domains: readonly string[];

  public constructor(public readonly gateway: GatewayView, private readonly server: Server, private readonly filters: readonly ExtraFilter[]) {
    this.domains = servedHosts(gateway).map(host => host.toLowerCase());
    const named = filters.map(namedBy);
    this.clients = [...Object.values(STRANGERS), ...named.flatMap(({ addresses }) => addresses)];
    this.hosts = [...new Set([...this.domains.filter(host => host !== '*').map(host => host.replace(/^\*/, 'a')), ...named.flatMap(({ hosts }) => hosts)])];
    this.paths = [...new Set(named.flatMap(({ paths }) => paths))];
  }

  /** The filter that refuses a request; undefined where all let it pass. */
  public refusing(client: string, host = '', path = '/'): ExtraFilter | undefined {
    const address = wireAddress(client)!;
    const headers = new Map([[':authority', host], [':path', path], [':method', 'GET'], [':scheme', 'https']]);
    const port = this.gateway.readsProxy ? this.server.port : this.server.listens;
    return this.filters.find(({ rbac }) => rbac.enforced?.({ direct: address, remote: address, port, serverName: '', headers }).passes === false);
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
  return scene.gateways.filter(({ isSure, patches }) => isSure && patches.length > 0).flatMap(gateway => {
    const envoyFilters = new EnvoyFilters(gateway.manifests, gateway.workload, () => undefined);
    return gateway.servers.map(server => new FilteredServer(gateway, server, filtersOn(server, gateway, envoyFilters)))
      .filter(({ isFiltered }) => isFiltered);
  });
}

function filtersOn(server: Server, { trustedProxies }: GatewayView, envoyFilters: EnvoyFilters): ExtraFilter[] {
  const http = isHttp(server) || isHttps(server);
  const place = placeOn(server, http);
  const ofHttp = envoyFilters.httpFilters(server.listens, place);
  const ofConnection = envoyFilters.networkFilters(server.listens, place);
  // Behind a proxy that writes X-Forwarded-For, filters of the connection see another address.
  return (http && trustedProxies > 0 ? [ofHttp] : [ofHttp, ofConnection]).flatMap(allOf);
}

/** The chain of a server, for patches that are about some chains. */
export function placeOn(server: Server, http: boolean): Place {
  const hosts = server.hosts.map(host => host.slice(host.indexOf('/') + 1).toLowerCase());
  return { http, names: isHttp(server) || hosts.includes('*') ? ['*'] : hosts };
}

export function allOf({ before, after }: ExtraFilters): ExtraFilter[] {
  return [...before, ...after];
}

/** Where the configuration of a filter stands. */
export function placeOf({ holder }: ExtraFilter): { readonly object: ManifestObject; readonly path: FieldPath } {
  return { object: holder.object, path: ['spec', 'configPatches', holder.index, 'patch', 'value'] };
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
