import { Chain, ChainTls, Listener, Plan, Route, VirtualHost } from './plan';
import { PlanBuilder } from './plan-builder';
import { Policies } from './policies';
import { PolicyTrace } from './policy-trace';
import { readRequest } from './request-headers';
import { Trace, TraceVerdict } from './trace';
import { TraceProtocol, TraceRequest } from './trace-request';
import { trusted } from './trusted';
import { PathNormalization, canonicalPath } from '../envoy/canonical-path';
import { isValidAuthority, serverNameFor, virtualHostFor, withoutPort } from '../envoy/host';
import { ProxyHeader, readProxyHeader } from '../envoy/proxy-header';
import { factOf, matches, passes } from '../envoy/rbac';
import { Seen } from '../envoy/seen';
import { WireAddress, wireAddress } from '../envoy/wire-address';
import { Fault } from '../fault';
import { GatewayWorkload } from '../manifests/gateway-workload';
import { Manifests } from '../manifests/manifests';

/** One gateway, ready for any number of requests. */
export class GatewayTracer {
  private readonly plan: Plan;
  private readonly builder: PlanBuilder;
  private readonly http: Policies;
  private readonly tcp: Policies;

  public constructor(private readonly manifests: Manifests, private readonly workload: GatewayWorkload) {
    this.builder = new PlanBuilder(workload, manifests);
    this.plan = this.builder.build();
    this.http = new Policies(manifests, workload, false);
    this.tcp = new Policies(manifests, workload, true);
  }

  public trace(request: TraceRequest): Trace {
    const journey = new Journey(request, this.workload, [...this.workload.assumptions, ...this.plan.notes, ...this.manifests.notes]);
    try {
      this.connect(journey);
    } catch (end) {
      if (!(end instanceof End)) throw end;
      return journey.end(end, () => trusted(this.workload, request, stranger => this.trace(stranger)));
    }
  }

  private connect(journey: Journey): never {
    const listener = this.listenerFor(journey);
    if (listener.refused) journey.close(listener.refused);
    const header = journey.takeProxyHeader(listener);
    const chain = journey.chooseChain(listener);
    const connection = journey.connection(listener, chain, header, this.workload);
    for (const { from, rules } of chain.networkFilters) {
      if (!passes(rules, connection)) {
        const policy = rules.policies.find(one => matches(one, connection)) ?? rules.policies[0];
        journey.close(`${from} closes it before anything is read: ${policy ? factOf(policy, connection) : 'it lets nobody pass'}`);
      }
    }
    return chain.http ? this.request(journey, chain, connection) : this.stream(journey, chain, connection);
  }

  private stream(journey: Journey, chain: Chain, connection: Seen): never {
    journey.client = connection.remote;
    const decision = chain.authorized ? this.tcp.decide(connection) : undefined;
    journey.policies.push(...decision?.policies ?? []);
    journey.notes.push(...decision?.notes ?? []);
    journey.step(`the ${chain.server} passes bytes on: X-Forwarded-For, hosts and paths are not seen there`);
    if (decision?.refusal) journey.close(decision.refusal);
    throw new End(TraceVerdict.ADMITTED, journey.policies.length ? 'no policy refuses it' : 'there is no policy on this server');
  }

  private request(journey: Journey, chain: Chain, connection: Seen): never {
    const { request } = journey;
    const settings = chain.http!;
    if (request.protocol === TraceProtocol.TCP) journey.reject('what arrives is no HTTP');
    const authority = this.authority(journey, chain);
    const path = this.path(journey, settings.mergesSlashes);
    const { client, headers, steps } = readRequest(request, settings, connection.remote, chain.tls === ChainTls.TERMINATED, this.workload.topology, authority, path);
    steps.forEach(step => journey.step(step));
    journey.client = client;
    const seen: Seen = { ...connection, remote: client, headers };
    const refusing = chain.httpFilters.find(({ rules }) => !passes(rules, seen));
    if (refusing) throw new End(TraceVerdict.DENIED, `${refusing.from} refuses it`, 403);
    const decision = this.http.decide(seen);
    journey.policies.push(...decision.policies);
    journey.notes.push(...decision.notes);
    if (decision.refusal) throw new End(TraceVerdict.DENIED, decision.refusal, 403);
    this.route(journey, chain, seen);
  }

  private authority(journey: Journey, chain: Chain): string {
    const { stripsPort, hosts } = chain.http!;
    const [usual] = [...hosts, ...(chain.virtualHosts ?? []).map(({ domain }) => domain).filter(domain => !domain.startsWith('*'))];
    const given = journey.request.host ?? usual ?? 'www.example.com';
    if (journey.request.host === undefined) journey.step(`no host was given: taken to be ${given}`);
    if (!isValidAuthority(given)) journey.reject(`the host ${JSON.stringify(given)} has a character that no host may have`);
    const authority = stripsPort ? withoutPort(given) : given;
    if (authority !== given) journey.step(`the port of ${given} is taken off (strip_any_host_port)`);
    return authority;
  }

  private path(journey: Journey, mergesSlashes: boolean): string {
    const { path = '/', method = 'GET' } = journey.request;
    const how = this.manifests._mesh.pathNormalization;
    if (!/^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/.test(method)) journey.reject(`the method ${JSON.stringify(method)} is none`);
    if (!path.startsWith('/')) throw new End(TraceVerdict.NOT_FOUND, `the path ${JSON.stringify(path)} does not begin with a slash`, 404);
    const merges = mergesSlashes && how === PathNormalization.BASE;
    const canonical = canonicalPath(path, merges ? PathNormalization.MERGE_SLASHES : how);
    if (canonical === undefined) journey.reject(`the path ${JSON.stringify(path)} cannot be normalized`);
    if (canonical !== path) journey.step(`the path ${path} is normalized to ${canonical}`);
    return canonical;
  }

  private route(journey: Journey, { virtualHosts, server }: Chain, seen: Seen): never {
    journey.headers = Object.fromEntries(['x-forwarded-for', 'x-envoy-external-address', 'x-forwarded-proto', 'x-forwarded-client-cert']
      .flatMap(name => seen.headers!.has(name) ? [[name, seen.headers!.get(name)!]] : []));
    const verdict = journey.policies.some(({ dryRun }) => !dryRun) ? 'no policy refuses it' : 'there is no policy in force on this gateway';
    if (!virtualHosts) throw new End(TraceVerdict.ADMITTED, `${verdict}; its servers and routes are not known`);
    const authority = seen.headers!.get(':authority')!;
    const domain = virtualHostFor(authority, virtualHosts.map(one => one.domain));
    const host = virtualHosts.find(one => one.domain === domain);
    if (!host) throw new End(TraceVerdict.NOT_FOUND, `no route of the ${server} is for host ${JSON.stringify(authority)}`, 404);
    const route = this.routeOf(host, seen);
    if (!route) throw new End(TraceVerdict.NOT_FOUND, `no route for ${host.domain} takes path ${seen.headers!.get(':path')}`, 404);
    if (route.action.status !== undefined) throw new End(TraceVerdict.ANSWERED, `${route.name} answers ${route.action.status}`, route.action.status);
    journey.step(`${route.name} leads to ${route.action.backend}`);
    throw new End(TraceVerdict.ADMITTED, verdict);
  }

  private routeOf(host: VirtualHost, seen: Seen): Route | undefined {
    // Envoy asks what X-Forwarded-Proto says, and not whether there is TLS.
    if (host.requiresTls && seen.headers!.get('x-forwarded-proto') !== 'https') throw new End(TraceVerdict.ANSWERED, `${host.domain} redirects to https`, 301);
    return host.routes.find(route => route.matches(seen));
  }

  /** The listener of the port, which may be a Service's; without a port, the one that a person means. */
  private listenerFor(journey: Journey): Listener {
    const { request } = journey;
    const { listeners } = this.plan;
    if (listeners.length === 0) {
      const port = request.port ?? (request.tls ?? request.serverName !== undefined ? 443 : 80);
      journey.notes.push('no Gateway among the manifests has servers for these pods: any host and path counts as served');
      return this.builder.unknownListener(this.workload.servicePorts.find(one => one.port === port)?.targetPort ?? port, request.tls ?? port === 443);
    }
    if (request.port === undefined) {
      const wanted = listeners.find(({ chains }) => chains.some(chain => request.tls !== false && chain.http && chain.tls === ChainTls.TERMINATED))
        ?? listeners.find(({ chains }) => chains.some(chain => chain.http)) ?? listeners[0];
      journey.step(`no port was given: taken to be ${wanted.port}`);
      return wanted;
    }
    const mapped = this.workload.servicePorts.filter(({ port }) => port === request.port);
    const found = listeners.find(({ port }) => port === request.port) ?? listeners.find(({ port }) => mapped.some(({ targetPort }) => targetPort === port));
    const open = listeners.map(({ port }) => port).join(', ');
    return found ?? journey.close(`nothing listens on port ${request.port} (the pod listens on ${open})`);
  }
}

/** How a journey ends. Thrown, since it may end anywhere. */
class End {
  public constructor(public readonly verdict: TraceVerdict, public readonly reason: string, public readonly status?: number) {}
}

/** A request on its way, and what was learnt. */
class Journey {
  public readonly policies: PolicyTrace[] = [];
  public client?: WireAddress;
  public server?: string;
  public headers: { [name: string]: string } = {};
  private readonly steps: string[] = [];
  private readonly peer: WireAddress;

  public constructor(public readonly request: TraceRequest, private readonly workload: GatewayWorkload, public readonly notes: string[]) {
    this.peer = address(request.peer, 'peer');
  }

  public step(text: string): void {
    this.steps.push(text);
  }

  public close(reason: string): never {
    throw new End(TraceVerdict.CLOSED, reason);
  }

  public reject(reason: string): never {
    throw new End(TraceVerdict.BAD_REQUEST, reason, 400);
  }

  /** Each filter takes one header; a connection brings at most one. */
  public takeProxyHeader({ port, proxyFilters }: Listener): ProxyHeader | undefined {
    const { proxy } = this.request;
    this.step(`a connection from ${this.peer.text} arrives on port ${port}`);
    let left = proxy;
    let header: ProxyHeader | undefined;
    for (const { optional, from } of proxyFilters) {
      if (left === undefined) {
        if (!optional) this.close(`${from} demands a PROXY header, and ${proxy === undefined ? 'none comes' : 'there is no second one'}`);
      } else {
        header = this.readHeader(left) ?? this.close(`the PROXY header (${left}) cannot be read`);
        left = undefined;
        this.step(header.source
          ? `its PROXY header says that it comes from ${header.source.text}${header.destinationPort === undefined ? '' : `, and was made to port ${header.destinationPort}`}`
          : 'its PROXY header says nothing about where it comes from');
      }
    }
    return header;
  }

  /** The chain of filters for the server name. */
  public chooseChain(listener: Listener): Chain {
    const { request } = this;
    const usual = listener.chains.find(({ http }) => http) ?? listener.chains[0];
    const tls = request.tls ?? (request.serverName !== undefined || usual.tls !== ChainTls.NONE);
    const name = tls ? this.serverName(listener, usual) : '';
    const found = serverNameFor(name, listener.chains.flatMap(({ names }) => names));
    const chain = listener.chains.find(({ names }) => found !== undefined && names.includes(found));
    if (!chain) return this.close(`no server on port ${listener.port} is for server name "${name}"`);
    this.server = chain.server;
    this.unreadHeader(listener, chain);
    if (chain.tls === ChainTls.TERMINATED && !tls) this.close(`the ${chain.server} wants TLS, and the client speaks none`);
    if (chain.tls === ChainTls.NONE && tls && chain.http) this.reject(`the ${chain.server} has no TLS, and the client speaks it`);
    if (chain.wantsCertificate && request.certificateNames === undefined) this.close(`the ${chain.server} wants a client certificate, and there is none`);
    return chain;
  }

  public connection({ port, proxyFilters }: Listener, { tls }: Chain, header: ProxyHeader | undefined, { servicePorts }: GatewayWorkload): Seen {
    const { request } = this;
    const dialled = servicePorts.find(one => one.targetPort === port && [undefined, one.port].includes(request.port))?.port ?? request.port;
    // Where a header's port is not given, the load balancer is taken to have been dialled at the port of the Service.
    const assumed = header?.source && header.destinationPort === undefined && proxyFilters.length ? dialled : undefined;
    if (assumed !== undefined && assumed !== port) this.step(`the PROXY header is taken to say port ${assumed}: policies on ports compare that`);
    return {
      direct: this.peer,
      remote: header?.source ?? this.peer,
      port: header?.destinationPort ?? assumed ?? port,
      destination: header?.destination ?? (request.podAddress === undefined ? undefined : address(request.podAddress, 'podAddress')),
      serverName: this.name,
      peerNames: tls === ChainTls.TERMINATED ? request.certificateNames ?? [] : undefined,
    };
  }

  public end({ verdict, reason, status }: End, findTrusted: () => string[]): Trace {
    return new Trace({
      verdict,
      status,
      reason,
      gateway: this.workload.id,
      server: this.server,
      clientAddress: this.client?.text,
      directAddress: this.peer.text,
      steps: this.steps,
      policies: this.policies,
      backendHeaders: this.headers,
      notes: [...new Set(this.notes)],
    }, findTrusted);
  }

  private name = '';

  private serverName({ chains }: Listener, usual: Chain): string {
    const { serverName, host } = this.request;
    const [only] = usual.names.filter(one => !one.startsWith('*'));
    this.name = (serverName ?? (host === undefined ? only ?? '' : withoutPort(host))).toLowerCase();
    if (serverName === undefined && this.name && chains.length > 0) this.step(`no server name was given: taken to be ${this.name}`);
    return this.name;
  }

  private readHeader(text: string): ProxyHeader | undefined {
    const source = wireAddress(text);
    return source ? { source } : readProxyHeader(text);
  }

  /** Where nothing takes the header off, it is the first thing that the server reads. */
  private unreadHeader({ proxyFilters }: Listener, { http, tls, server }: Chain): void {
    if (this.request.proxy === undefined || proxyFilters.length > 0) return;
    if (tls === ChainTls.TERMINATED) this.close(`no filter takes PROXY headers off: the ${server} reads it as a TLS handshake`);
    if (http) this.reject(`no filter takes PROXY headers off: the ${server} reads it as HTTP`);
    this.notes.push('no filter takes PROXY headers off: it is passed on to the backend, inside the stream');
  }
}

function address(text: string, property: string): WireAddress {
  return wireAddress(text) ?? fail(text, property);
}

function fail(text: string, property: string): never {
  throw new Fault('trace-address', {
    what: `${property} is ${JSON.stringify(text)}, which is no IP address`,
    why: 'policies compare addresses',
    instead: `write a bare address, such as ${property}: '10.0.0.5'`,
  });
}
