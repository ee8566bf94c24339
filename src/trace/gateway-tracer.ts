import { End, Journey } from './journey';
import { readRequest, withoutBlanks } from './request-headers';
import { Trace } from './trace';
import { TraceVerdict } from './trace-facts';
import { TraceProtocol, TraceRequest } from './trace-request';
import { trusted } from './trusted';
import { canonicalPath } from '../envoy/canonical-path';
import { isValidAuthority, virtualHostFor, withoutPort } from '../envoy/host';
import { RequestLine, isMethod, readTarget } from '../envoy/request-line';
import { Seen } from '../envoy/seen';
import { ANY_PORT, Chain, ChainTls, EnvoyModel, HttpSettings, Listener, Route, VirtualHost, pathNormalizationOf } from '../model/envoy-model';
import { decide } from '../model/policies';

/** One gateway, ready for any number of requests. */
export class GatewayTracer {
  public constructor(private readonly model: EnvoyModel) {}

  public trace(request: TraceRequest): Trace {
    const journey = new Journey(request, this.model);
    try {
      this.connect(journey);
    } catch (end) {
      if (!(end instanceof End)) throw end;
      return journey.end(end, () => trusted(journey, stranger => this.trace(stranger)));
    }
  }

  private connect(journey: Journey): never {
    const listener = this.listenerFor(journey);
    if (listener.refused) journey.close(listener.refused);
    const header = journey.passFilters(listener);
    const chain = journey.chooseChain(listener);
    const connection = journey.connection(listener, chain, header);
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
    const path = this.path(journey, target.path, settings);
    const { topology } = this.model;
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

  /** Why the AuthorizationPolicies deny it, if they do. */
  private decide(journey: Journey, { policies }: Chain, seen: Seen): string | undefined {
    const { answers, notes, denial } = decide(policies, seen);
    journey.policies.push(...answers);
    journey.notes.push(...notes);
    return denial;
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

  private path(journey: Journey, path: string, settings: HttpSettings): string {
    if (!path.startsWith('/')) throw new End(TraceVerdict.NOT_FOUND, `the path ${JSON.stringify(path)} does not begin with a slash`, 404);
    const canonical = canonicalPath(path, pathNormalizationOf(this.model, settings));
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
    const { backend, services = [], copies = [] } = route.action;
    journey.step(`${route.name} leads to ${backend}`);
    copies.forEach(copy => journey.step(`${route.name} sends a copy to ${copy}`));
    for (const service of services.filter(one => this.model.ownServices.includes(one))) {
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
    const { listeners, servicePorts } = this.model;
    if (listeners.length === 0) return journey.close('nothing listens: no server has a filter chain');
    if (listeners[0].assumed) return this.assumedListener(request);
    if (request.port === undefined) {
      const wanted = listeners.find(({ chains }) => chains.some(chain => request.tls !== false && chain.http && chain.tls === ChainTls.TERMINATED))
        ?? listeners.find(({ chains }) => chains.some(chain => chain.http)) ?? listeners[0];
      journey.step(`no port was given: taken to be ${wanted.port}`);
      return wanted;
    }
    const mapped = servicePorts.filter(({ port }) => port === request.port);
    const found = listeners.find(({ port }) => port === request.port)
      ?? listeners.find(({ port }) => mapped.some(({ targetPort }) => targetPort === port));
    const open = listeners.map(({ port }) => port).join(', ');
    return found ?? journey.close(`nothing listens on port ${request.port} (the pod listens on ${open})`);
  }

  /** Of servers that nobody declared: any port, and with TLS where the client says so or the port does. */
  private assumedListener(request: TraceRequest): Listener {
    const { listeners, servicePorts } = this.model;
    const dialled = request.port ?? (request.tls ?? request.serverName !== undefined ? 443 : 80);
    const port = servicePorts.find(one => one.port === dialled)?.targetPort ?? dialled;
    const tls = request.tls ?? dialled === 443;
    const found = (at: number) => listeners.find(listener => listener.port === at && listener.assumed!.tls === tls);
    return { ...found(port) ?? found(ANY_PORT)!, port };
  }
}
