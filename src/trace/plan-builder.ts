import { EnvoyFilters } from './envoy-filters';
import { gatewayApiRoutes } from './gateway-api-routes';
import { Place } from './patches';
import { Chain, ChainTls, HttpSettings, Listener, ListenerFilter, ListenerFilterKind, Plan, VirtualHost } from './plan';
import { RouteContext, gatewayId, hasRoutes, hostsFor, servicesOf, virtualHosts, virtualServiceHosts } from './routes';
import { Server, isHttp, isHttps, isPassthrough, serversOf } from './servers';
import { overlap } from '../istio/host-names';
import { list } from '../istio/list';
import { GatewayWorkload } from '../manifests/gateway-workloads';
import { ManifestObject, byAge } from '../manifests/manifest-object';
import { Manifests } from '../manifests/manifests';

/** Servers that end up in one listener. */
interface Merged {
  readonly port: number;
  /** The first server without TLS, which decides what may join it. */
  readonly plain: Server[];
  readonly secure: Server[];
}

/** Makes of manifests what istiod makes of them for one gateway. */
export class PlanBuilder {
  private readonly notes = new Set<string>();
  private readonly context: RouteContext;
  private readonly filters: EnvoyFilters;
  private readonly services: readonly ManifestObject[];

  public constructor(private readonly workload: GatewayWorkload, private readonly manifests: Manifests) {
    const note = (text: string) => void this.notes.add(text);
    this.context = { namespace: workload.namespace, labels: workload.labels, note };
    this.filters = new EnvoyFilters(manifests, workload, note);
    this.services = [...manifests._ofKind('networking.istio.io', 'VirtualService').sort(byAge), ...gatewayApiRoutes(manifests)];
  }

  public build(): Plan {
    const merged = this.merge(serversOf(this.workload, this.manifests, this.context));
    const listeners = merged.map(({ port, plain, secure }) => this.listener(port, [
      ...secure.flatMap(server => this.secureChains(server)),
      ...plain.length ? [isHttp(plain[0]) ? this.plainHttp(plain) : this.plainTcp(plain[0])].flat() : [],
    ]));
    this.filters.noteOthers();
    return { listeners: listeners.filter(({ chains }) => chains.length > 0), notes: [...this.notes] };
  }

  /** A listener of a gateway of whose servers nothing is known: any host, any port. */
  public unknownListener(port: number, tls: boolean): Listener {
    return this.listener(port, [{
      ...this.chain(port, { server: 'servers that these manifests do not declare', names: ['*'], tls: tls ? ChainTls.TERMINATED : ChainTls.NONE, http: true }),
      virtualHosts: undefined,
    }]);
  }

  /** HTTP joins HTTP and TLS joins TLS; what does not fit, istiod leaves out. */
  private merge(servers: readonly Server[]): Merged[] {
    const merged = new Map<number, Merged>();
    const taken = new Map<number, Set<string>>();
    for (const server of servers) {
      const on = merged.get(server.listens) ?? { port: server.listens, plain: [], secure: [] };
      const hosts = taken.get(server.listens) ?? new Set<string>();
      const secure = server.tls !== undefined && !isHttp(server);
      const twice = server.tls === undefined ? [] : server.hosts.filter(host => hosts.has(host));
      const [first] = on.plain;
      if (twice.length > 0) {
        this.leaveOut(server, `${twice.join(', ')} is a host of another server on that port`);
      } else if (first && !(isHttp(server) && isHttp(first))) {
        this.leaveOut(server, `it cannot share port ${server.listens} with ${first.name}`);
      } else {
        if (server.tls !== undefined) server.hosts.forEach(host => hosts.add(host));
        (secure ? on.secure : on.plain).push(server);
        merged.set(server.listens, on);
        taken.set(server.listens, hosts);
      }
    }
    return [...merged.values()];
  }

  private leaveOut(server: Server, why: string): void {
    this.context.note(`istiod leaves the ${server.name} out: ${why}`);
  }

  private listener(port: number, chains: readonly Chain[]): Listener {
    const { filters, refused } = this.filters.listenerFilters(port, this.ownFilters(chains));
    const [unready] = chains.flatMap(({ networkFilters, httpFilters }) => networkFilters.refused ?? httpFilters.refused ?? []);
    return { port, filters, refused: refused ?? unready, chains };
  }

  /** @see https://github.com/istio/istio/blob/1.29.1/pilot/pkg/networking/core/listener.go buildGatewayListener */
  private ownFilters(chains: readonly Chain[]): ListenerFilter[] {
    const { topology, topologyFrom } = this.workload;
    const proxy = { name: 'envoy.filters.listener.proxy_protocol', kind: ListenerFilterKind.PROXY, from: `gatewayTopology.proxyProtocol (${topologyFrom})` };
    const inspector = { name: 'envoy.filters.listener.tls_inspector', kind: ListenerFilterKind.TLS_INSPECTOR, from: 'istiod' };
    return [...topology.proxyProtocol ? [proxy] : [], ...chains.some(({ tls }) => tls !== ChainTls.NONE) ? [inspector] : []];
  }

  private plainHttp(servers: readonly Server[]): Chain {
    const [{ listens }] = servers;
    const chain = this.chain(listens, { server: servers.map(({ name }) => name).join(' and '), names: ['*'], tls: ChainTls.NONE, http: true, servers });
    return { ...chain, virtualHosts: this.routes(servers) };
  }

  private plainTcp(server: Server): Chain[] {
    return this.hasTcpRoute(server) ? [this.chain(server.listens, { server: server.name, names: ['*'], tls: ChainTls.NONE, http: false })] : [];
  }

  private secureChains(server: Server): Chain[] {
    const { listens, name, hosts, tls } = server;
    const names = hosts.map(host => host.slice(host.indexOf('/') + 1).toLowerCase());
    const terminated = { server: name, names: names.includes('*') ? ['*'] : names, tls: ChainTls.TERMINATED };
    const wantsCertificate = tls!.mode === 'MUTUAL' || tls!.mode === 'ISTIO_MUTUAL';
    if (isHttps(server)) {
      return [{ ...this.chain(listens, { ...terminated, http: true, servers: [server] }), wantsCertificate, virtualHosts: this.routes([server]) }];
    }
    if (!isPassthrough(server)) {
      return this.hasTcpRoute(server) ? [{ ...this.chain(listens, { ...terminated, http: false }), wantsCertificate }] : [];
    }
    if (tls!.mode === 'AUTO_PASSTHROUGH') {
      this.context.note(`${name} passes on whatever names a cluster (AUTO_PASSTHROUGH): no AuthorizationPolicy applies to it`);
      return [{ ...this.chain(listens, { server: name, names, tls: ChainTls.PASSED_THROUGH, http: false }), authorized: false }];
    }
    return this.tlsRoutes(server).map(sniHosts => this.chain(listens, {
      server: name, names: sniHosts.includes('*') ? ['*'] : sniHosts, tls: ChainTls.PASSED_THROUGH, http: false,
    }));
  }

  private chain(port: number, { server, names, tls, http, servers = [] }: {
    server: string; names: readonly string[]; tls: ChainTls; http: boolean; servers?: readonly Server[];
  }): Chain {
    const place = { http, names };
    return {
      server,
      names,
      tls,
      wantsCertificate: false,
      http: http ? this.httpSettings(port, place, servers) : undefined,
      networkFilters: this.filters.networkFilters(port, place),
      httpFilters: this.filters.httpFilters(port, place),
      authorized: true,
    };
  }

  private httpSettings(port: number, place: Place, servers: readonly Server[]): HttpSettings {
    const changes = this.filters.httpChanges(port, place);
    return {
      trustedHops: changes.trustedHops ?? this.workload.topology.numTrustedProxies,
      stripsPort: changes.stripsPort ?? false,
      appendsXff: !changes.skipsXff,
      mergesSlashes: changes.mergesSlashes ?? false,
      hosts: servers.flatMap(({ hosts }) => hosts).map(host => host.slice(host.indexOf('/') + 1)).filter(host => !host.startsWith('*')),
    };
  }

  private routes(servers: readonly Server[]): VirtualHost[] {
    if (servers.every(server => this.isUnrouted(server))) return servers.flatMap(server => this.assumedRoutes(server));
    return virtualHosts(servers.map(server => ({ ...server, httpsRedirect: server.tls?.httpsRedirect ?? false })), this.services, this.context);
  }

  /** Whether no route at all is bound to its Gateway: then others have them, most likely. */
  private isUnrouted(server: Server): boolean {
    const unrouted = !hasRoutes(server.gateway, this.services, this.workload.namespace);
    if (unrouted) this.context.note(`no VirtualService among the manifests is bound to ${server.gateway}: what its servers name counts as routed`);
    return unrouted;
  }

  private assumedRoutes({ hosts, tls }: Server): VirtualHost[] {
    return hosts.map(host => ({
      domain: host.slice(host.indexOf('/') + 1).toLowerCase(),
      requiresTls: tls?.httpsRedirect ?? false,
      routes: [{ name: 'a route that is not among the manifests', catchAll: true, matches: () => true, action: { backend: 'its backend' } }],
    }));
  }

  /** Whether any VirtualService that has a host in common with the server routes its connections. */
  private hasTcpRoute(server: Server): boolean {
    if (this.isUnrouted(server)) return true;
    const found = this.bound(server).some(({ spec, namespace }) => list(spec.tcp).some((tcp: any) => list(tcp.match).length === 0
      || list(tcp.match).some((match: any) => this.fits(match, server, namespace))));
    if (!found) this.context.note(`no VirtualService has a TCP route for the ${server.name}: nothing listens for it`);
    return found;
  }

  private tlsRoutes(server: Server): string[][] {
    if (this.isUnrouted(server)) return [server.hosts.map(host => host.slice(host.indexOf('/') + 1).toLowerCase())];
    const found = this.bound(server).flatMap(({ spec, namespace }) => list(spec.tls).flatMap((tls: any) => list(tls.match)
      .filter((match: any) => this.fits(match, server, namespace))
      .map((match: any) => list(match.sniHosts).map((host: any) => String(host).toLowerCase()))));
    if (found.length === 0) this.context.note(`no VirtualService has a TLS route for the ${server.name}: nothing listens for it`);
    return found;
  }

  private bound(server: Server): ManifestObject[] {
    return servicesOf(server, this.services, this.workload.namespace)
      .filter(service => hostsFor(server, service.namespace).some(host => virtualServiceHosts(service).some(other => overlap(host, other))));
  }

  private fits(match: any, server: Server, namespace: string): boolean {
    return [undefined, 0, server.port].includes(match.port) && (list(match.gateways).length === 0
      || list(match.gateways).some((name: any) => gatewayId(String(name), namespace) === server.gateway));
  }
}
