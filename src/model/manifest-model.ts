import { EnvoyFilters } from './envoy-filters';
import {
  ANY_PORT, Chain, ChainTls, EnvoyModel, HttpSettings, Listener, ListenerFilter, ListenerFilterKind, ModelServer, RequestHandling, Route, VirtualHost,
} from './envoy-model';
import { ownServices } from './own-services';
import { CompiledPolicy, policiesBehind, policiesOn } from './policies';
import { hasRoutes, routesFor } from './routes/bound-routes';
import { RouteContext, isFor } from './routes/route-match';
import { RoutedPath } from './routes/routed-path';
import { virtualHosts } from './routes/virtual-hosts';
import { Server, dnsNames, isHttp, isHttps, isPassthrough, serverNames, serversOf } from './servers';
import { HeadersWithUnderscores, RequestSettings } from '../istio/connection-settings';
import { Place } from '../istio/envoy-filter-patches';
import { PROXY_PROTOCOL, TLS_INSPECTOR } from '../istio/filter-names';
import { overlap, withoutNamespace } from '../istio/host-names';
import { CONNECTION_SETTINGS, TLS_ROUTE_TERMINATION } from '../istio/istio-version';
import { list } from '../istio/list';
import { pathHandling } from '../istio/path-normalization';
import { ProxyRelease, releasesOf } from '../istio/proxy-releases';
import { hostsFor, hostsOf } from '../istio/virtual-service';
import { GatewayWorkload } from '../manifests/gateway-workloads';
import { ManifestObject } from '../manifests/manifest-object';
import { Manifests } from '../manifests/manifests';

const models = new WeakMap<GatewayWorkload, EnvoyModel>();

/** A gateway as its Envoy runs it, by what istiod makes of the manifests. Made once for each gateway. */
export function modelOf(workload: GatewayWorkload, manifests: Manifests): EnvoyModel {
  if (!models.has(workload)) models.set(workload, makeModel(workload, manifests));
  return models.get(workload)!;
}

/** The same, made anew: for one gateway of several Istios. */
export function makeModel(workload: GatewayWorkload, manifests: Manifests): EnvoyModel {
  return new ManifestModel(workload, manifests).make();
}

/** Servers of one listener. */
interface Merged {
  readonly port: number;
  /** Servers without TLS, of which the first decides which others may share its port. */
  readonly plain: Server[];
  readonly secure: Server[];
}

/** Makes the model of one gateway as istiod makes its configuration. */
class ManifestModel {
  private readonly notes = new Set<string>();
  private readonly context: RouteContext;
  private readonly filters: EnvoyFilters;
  private readonly httpPolicies: readonly CompiledPolicy[];
  private readonly tcpPolicies: readonly CompiledPolicy[];

  public constructor(private readonly workload: GatewayWorkload, private readonly manifests: Manifests) {
    const note = (text: string) => void this.notes.add(text);
    workload.assumptions.forEach(note);
    this.context = { manifests, namespace: workload.namespace, labels: workload.labels, note };
    this.filters = new EnvoyFilters(manifests, workload, note);
    this.httpPolicies = policiesOn(workload, manifests, false, note);
    this.tcpPolicies = policiesOn(workload, manifests, true, note);
  }

  public make(): EnvoyModel {
    const { workload, manifests } = this;
    const servers = serversOf(workload, manifests, this.context.note);
    const merged = this.merge(servers);
    const declared = merged.map(({ port, plain, secure }) => this.listener(port, [
      ...secure.flatMap(server => this.secureChains(server)),
      ...plain.length ? [isHttp(plain[0]) ? this.plainHttp(plain) : this.plainTcp(plain[0])].flat() : [],
    ])).filter(({ chains }) => chains.length > 0);
    const listeners = servers.length > 0 ? declared : this.assumedListeners();
    this.filters.noteOthers();
    const modelServers = servers.map(server => this.modelServer(server));
    manifests.notes.forEach(text => this.notes.add(text));
    return {
      id: workload.id,
      topology: workload.topology,
      handlings: this.handlings(),
      servers: modelServers,
      listeners,
      patches: this.filters.patches,
      proxyFilters: this.filters.proxyFilters,
      portStrippers: this.filters.portStrippers,
      servicePorts: workload.servicePorts,
      policiesBehind: policiesBehind(manifests),
      ownServices: ownServices(workload),
      httpPolicies: this.httpPolicies,
      tcpPolicies: this.tcpPolicies,
      notes: [...this.notes],
    };
  }

  private handlings(): RequestHandling[] {
    const { workload: { proxyVersion }, manifests: { _istio: istio, _mesh: mesh } } = this;
    const key = ({ release, paths, headersWithUnderscores }: RequestHandling) => JSON.stringify([release.readsBytes, paths, headersWithUnderscores]);
    const all = releasesOf(proxyVersion === undefined ? istio.versions : [proxyVersion]).map(release => {
      const settings = this.connectionSettings(release);
      return {
        release,
        paths: pathHandling(mesh.pathNormalization, settings, release),
        headersWithUnderscores: settings?.headersWithUnderscores ?? HeadersWithUnderscores.ALLOW,
      };
    });
    return all.filter((one, index) => all.findIndex(other => key(other) === key(one)) === index);
  }

  /** istiod applies those of the proxy's own configuration, if the proxy tells them, or the mesh's. One that is not shown is of the proxy's version. */
  private connectionSettings({ tellsConnectionSettings: tells }: ProxyRelease): RequestSettings | undefined {
    const { workload, manifests: { _istio: istio, _mesh: mesh } } = this;
    if (istio.minor === undefined ? !tells : istio.lacks(CONNECTION_SETTINGS)) return undefined;
    return tells ? workload.connectionSettings ?? mesh.connectionSettings : mesh.connectionSettings;
  }

  /** Listeners of a gateway whose servers are not known: any host, any port, with and without TLS. */
  private assumedListeners(): Listener[] {
    this.context.note('no Gateway among the manifests has servers for these pods: any host and path counts as routed');
    this.filters.noteServerNames();
    const ports = new Set([ANY_PORT, ...this.workload.servicePorts.map(({ targetPort }) => targetPort), ...this.filters.ports]);
    return [...ports].flatMap(port => [true, false].map(tls => ({
      ...this.listener(port, [{
        ...this.chain(port, { servers: [], names: ['*'], tls: tls ? ChainTls.TERMINATED : ChainTls.NONE, http: true }),
        virtualHosts: undefined,
      }]),
      assumed: { tls },
    })));
  }

  private modelServer(server: Server): ModelServer {
    const names = serverNames(server);
    // Notes are made for filter chains, and this server may have none.
    const silent = () => undefined;
    const terminatesTls = server.tls !== undefined && !isHttp(server) && !isPassthrough(server);
    return {
      ...server,
      names,
      httpFilters: this.filters.httpFilters(server.listens, { http: true, names, terminatesTls }, silent),
      networkFilters: this.filters.networkFilters(server.listens, { http: isHttp(server) || isHttps(server), names, terminatesTls }, silent),
    };
  }

  /** HTTP servers share a port, and so do servers with TLS; istiod leaves out all others. */
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
    const [unready] = chains.flatMap(({ http, networkFilters, httpFilters }) => http?.refused ?? networkFilters.refused ?? httpFilters.refused ?? []);
    return { port, filters, refused: refused ?? unready?.why, refusedBy: refused === undefined ? unready?.by : undefined, chains };
  }

  /** @see https://github.com/istio/istio/blob/1.29.1/pilot/pkg/networking/core/listener.go buildGatewayListener */
  private ownFilters(chains: readonly Chain[]): ListenerFilter[] {
    const { topology, topologyFrom } = this.workload;
    const proxy = { name: PROXY_PROTOCOL, kind: ListenerFilterKind.PROXY, hasConfig: true, from: `gatewayTopology.proxyProtocol (${topologyFrom})` };
    const inspector = { name: TLS_INSPECTOR, kind: ListenerFilterKind.TLS_INSPECTOR, hasConfig: true, from: 'istiod' };
    return [...topology.proxyProtocol ? [proxy] : [], ...chains.some(({ tls }) => tls !== ChainTls.NONE) ? [inspector] : []];
  }

  private plainHttp(servers: readonly Server[]): Chain {
    const [{ listens }] = servers;
    const chain = this.chain(listens, { servers, names: ['*'], tls: ChainTls.NONE, http: true });
    return { ...chain, virtualHosts: this.routes(servers) };
  }

  private plainTcp(server: Server): Chain[] {
    return this.hasTcpRoute(server) ? [this.chain(server.listens, { servers: [server], names: ['*'], tls: ChainTls.NONE, http: false })] : [];
  }

  private secureChains(server: Server): Chain[] {
    const { listens, name, tls } = server;
    const terminated = { servers: [server], names: serverNames(server), tls: ChainTls.TERMINATED };
    const wantsCertificate = tls!.mode === 'MUTUAL' || tls!.mode === 'ISTIO_MUTUAL';
    if (isHttps(server)) {
      return [{ ...this.chain(listens, { ...terminated, http: true }), wantsCertificate, virtualHosts: this.routes([server]) }];
    }
    if (!isPassthrough(server)) {
      return this.hasTcpRoute(server) ? [{ ...this.chain(listens, { ...terminated, http: false }), wantsCertificate }] : [];
    }
    if (tls!.mode === 'AUTO_PASSTHROUGH') {
      this.context.note(`${name} forwards to any cluster that a server name names (AUTO_PASSTHROUGH): no AuthorizationPolicy applies to it`);
      return [{ ...this.chain(listens, { servers: [server], names: dnsNames(server), tls: ChainTls.PASSED_THROUGH, http: false }), policies: [] }];
    }
    return this.tlsRoutes(server).map(sniHosts => this.chain(listens, {
      servers: [server], names: sniHosts.includes('*') ? ['*'] : sniHosts, tls: ChainTls.PASSED_THROUGH, http: false,
    }));
  }

  private chain(port: number, { names, tls, http, servers }: {
    names: readonly string[]; tls: ChainTls; http: boolean; servers: readonly Server[];
  }): Chain {
    const place = { http, names, terminatesTls: tls === ChainTls.TERMINATED };
    return {
      server: servers.length ? servers.map(({ name }) => name).join(' and ') : UNDECLARED,
      servers: servers.map(({ name }) => name),
      names,
      tls,
      wantsCertificate: false,
      http: http ? this.httpSettings(port, place, servers) : undefined,
      networkFilters: this.filters.networkFilters(port, place),
      httpFilters: this.filters.httpFilters(port, place),
      policies: http ? this.httpPolicies : this.tcpPolicies,
    };
  }

  private httpSettings(port: number, place: Place, servers: readonly Server[]): HttpSettings {
    const changes = this.filters.httpChanges(port, place);
    return {
      trustedHops: changes.trustedHops ?? this.workload.topology.numTrustedProxies,
      trustedHopsBy: changes.trustedHopsBy,
      refused: changes.refused,
      stripsPort: changes.stripsPort ?? false,
      appendsXff: !changes.skipsXff,
      mergesSlashes: changes.mergesSlashes ?? false,
      hosts: servers.flatMap(({ hosts }) => hosts).map(withoutNamespace).filter(host => !host.startsWith('*')),
    };
  }

  private routes(servers: readonly Server[]): VirtualHost[] {
    if (servers.every(server => this.isUnrouted(server))) return servers.flatMap(server => this.assumedRoutes(server));
    return virtualHosts(servers.map(server => ({ ...server, httpsRedirect: server.tls?.httpsRedirect ?? false })), this.context);
  }

  /** Whether no route is bound to its Gateway: then its routes are probably elsewhere. */
  private isUnrouted(server: Server): boolean {
    const unrouted = !hasRoutes(server.gateway, this.manifests, this.workload.namespace);
    if (unrouted) {
      const routes = server.isListener ? 'HTTPRoute or other route' : 'VirtualService';
      this.context.note(`no ${routes} among the manifests is bound to ${server.gateway}: every host of its servers counts as routed`);
    }
    return unrouted;
  }

  private assumedRoutes(server: Server): VirtualHost[] {
    return dnsNames(server).map(domain => ({
      domain,
      requiresTls: server.tls?.httpsRedirect ?? false,
      isAssumed: true,
      routes: [ASSUMED_ROUTE],
    }));
  }

  /** Whether a VirtualService that has a host in common with the server routes its connections. */
  private hasTcpRoute(server: Server): boolean {
    if (this.isUnrouted(server)) return true;
    const takesTls = server.tls !== undefined && !this.manifests._istio.lacks(TLS_ROUTE_TERMINATION);
    const found = this.bound(server).some(service => [...list(service.spec.tcp), ...takesTls && service.kind === 'TLSRoute' ? list(service.spec.tls) : []]
      .some((route: any) => list(route.match).length === 0 || list(route.match).some((match: any) => isFor(match, server, service, this.context))));
    if (!found) this.context.note(`no ${server.isListener ? 'TCPRoute is' : 'VirtualService has a TCP route'} for the ${server.name}: nothing listens for it`);
    return found;
  }

  private tlsRoutes(server: Server): string[][] {
    if (this.isUnrouted(server)) return [dnsNames(server)];
    const found = this.bound(server).flatMap(service => list(service.spec.tls).flatMap((tls: any) => list(tls.match)
      .filter((match: any) => isFor(match, server, service, this.context))
      .map((match: any) => list(match.sniHosts).map((host: any) => String(host).toLowerCase()))));
    if (found.length === 0) this.context.note(`no ${server.isListener ? 'TLSRoute is' : 'VirtualService has a TLS route'} for the ${server.name}: nothing listens for it`);
    return found;
  }

  private bound(server: Server): ManifestObject[] {
    return routesFor(server, this.manifests, this.workload.namespace)
      .filter(service => hostsFor(server.hosts, service.namespace).some(host => hostsOf(service).some(other => overlap(host, other))));
  }
}

const UNDECLARED = 'servers that these manifests do not declare';

const ASSUMED_ROUTE: Route = {
  id: 'assumed',
  name: 'a route that is not among the manifests',
  path: new RoutedPath({}, {}, false),
  asksMore: false,
  catchAll: true,
  action: { backends: [], mirrors: [], backend: 'its backend' },
  authorities: [],
  writesForwardedFor: false,
  matches: () => true,
};
