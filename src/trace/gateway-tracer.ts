import { End, Journey } from './journey';
import { ownServices } from './own-services';
import { Chain, ChainTls, Listener, Plan, Route, VirtualHost } from './plan';
import { PlanBuilder } from './plan-builder';
import { Policies } from './policies';
import { readRequest, withoutBlanks } from './request-headers';
import { Trace, TraceVerdict } from './trace';
import { TraceProtocol, TraceRequest } from './trace-request';
import { trusted } from './trusted';
import { PathNormalization, canonicalPath } from '../envoy/canonical-path';
import { isValidAuthority, virtualHostFor, withoutPort } from '../envoy/host';
import { RequestLine, isMethod, readTarget } from '../envoy/request-line';
import { Seen } from '../envoy/seen';
import { GatewayWorkload } from '../manifests/gateway-workloads';
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
    const header = journey.passFilters(listener);
    const chain = journey.chooseChain(listener);
    const connection = journey.connection(listener, chain, header, this.workload);
    return chain.http ? this.request(journey, chain, connection) : this.stream(journey, chain, connection);
  }

  private stream(journey: Journey, chain: Chain, connection: Seen): never {
    journey.client = connection.remote;
    const { before, after } = chain.networkFilters;
    const refusal = journey.ask(before, connection) ?? this.decide(journey, chain, connection) ?? journey.ask(after, connection);
    journey.step(`the ${chain.server} passes bytes on: X-Forwarded-For, hosts and paths are not seen there`);
    if (refusal) journey.close(refusal);
    throw new End(TraceVerdict.ADMITTED, journey.policies.length ? 'no policy refuses it' : 'there is no policy on this server');
  }

  private request(journey: Journey, chain: Chain, connection: Seen): never {
    const { request } = journey;
    const settings = chain.http!;
    const closed = journey.ask([...chain.networkFilters.before, ...chain.networkFilters.after], connection, 'closes it before anything is read');
    if (closed) journey.close(closed);
    if (request.protocol === TraceProtocol.TCP) journey.reject('what arrives is no HTTP');
    const target = this.target(journey);
    const authority = this.authority(journey, chain, target.host);
    const path = this.path(journey, target.path, settings.mergesSlashes);
    const { topology } = this.workload;
    const { client, headers, steps } = readRequest(request, {
      settings, topology, authority, path, peer: connection.remote, tls: chain.tls === ChainTls.TERMINATED,
    });
    steps.forEach(step => journey.step(step));
    journey.client = client;
    const seen: Seen = { ...connection, remote: client, headers };
    const { before, after } = chain.httpFilters;
    const refusal = journey.ask(before, seen) ?? this.decide(journey, chain, seen) ?? journey.ask(after, seen);
    if (refusal) throw new End(TraceVerdict.DENIED, refusal, 403);
    this.route(journey, chain, seen);
  }

  /** Why the AuthorizationPolicies refuse, if they do. */
  private decide(journey: Journey, { authorized, http }: Chain, seen: Seen): string | undefined {
    if (!authorized) return undefined;
    const { policies, notes, refusal } = (http ? this.http : this.tcp).decide(seen);
    journey.policies.push(...policies);
    journey.notes.push(...notes);
    return refusal;
  }

  private target(journey: Journey): RequestLine {
    const { path = '/', method = 'GET', protocol } = journey.request;
    const http2 = protocol === TraceProtocol.HTTP2;
    if (!isMethod(method, http2)) journey.reject(`${http2 ? 'HTTP/2' : 'HTTP/1'} has no method ${JSON.stringify(method)}`);
    return readTarget(path, http2) ?? journey.reject(`the path ${JSON.stringify(path)} has a character that HTTP/1 does not allow`);
  }

  private authority(journey: Journey, chain: Chain, ofUrl: string | undefined): string {
    const { stripsPort, hosts } = chain.http!;
    const [usual] = [...hosts, ...(chain.virtualHosts ?? []).map(({ domain }) => domain).filter(domain => !domain.startsWith('*'))];
    const { host, protocol } = journey.request;
    const given = ofUrl ?? (host === undefined ? usual ?? 'www.example.com' : withoutBlanks(host, journey.request));
    if (ofUrl === undefined && host === undefined) journey.step(`no host was given: taken to be ${given}`);
    if (protocol === TraceProtocol.HTTP2 && given === '') journey.reject('the :authority is empty');
    if (protocol === TraceProtocol.HTTP2 && given.includes('@')) journey.reject(`the :authority ${JSON.stringify(given)} names a user`);
    if (!isValidAuthority(given)) journey.reject(`the host ${JSON.stringify(given)} has a character that no host may have`);
    const authority = stripsPort ? withoutPort(given) : given;
    if (authority !== given) journey.step(`the port of ${given} is taken off (strip_any_host_port)`);
    return authority;
  }

  private path(journey: Journey, path: string, mergesSlashes: boolean): string {
    const how = this.manifests._mesh.pathNormalization;
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
    const { backend, service, copies = [] } = route.action;
    journey.step(`${route.name} leads to ${backend}`);
    copies.forEach(copy => journey.step(`${route.name} sends a copy to ${copy}`));
    if (service !== undefined && ownServices(this.workload, this.manifests).includes(service)) {
      journey.notes.push(`${service} is this gateway itself: the request comes back from the address of its pod, with the host and path that the route writes. `
        + 'That is another request to trace');
    }
    throw new End(TraceVerdict.ADMITTED, verdict);
  }

  private routeOf(host: VirtualHost, seen: Seen): Route | undefined {
    // Envoy asks what X-Forwarded-Proto says, and not whether there is TLS.
    if (host.requiresTls && seen.headers!.get('x-forwarded-proto') !== 'https') {
      throw new End(TraceVerdict.ANSWERED, `${host.domain} redirects to https`, 301);
    }
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
    const found = listeners.find(({ port }) => port === request.port)
      ?? listeners.find(({ port }) => mapped.some(({ targetPort }) => targetPort === port));
    const open = listeners.map(({ port }) => port).join(', ');
    return found ?? journey.close(`nothing listens on port ${request.port} (the pod listens on ${open})`);
  }
}
