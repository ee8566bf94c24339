import { readRequest, withoutBlanks } from './request-headers';
import { RequestTrace, TraceEnd } from './request-trace';
import { TraceVerdict } from './trace-facts';
import { TraceProtocol, TraceRequest } from './trace-request';
import { TracedConnection } from './traced-connection';
import { Way } from './ways';
import { EscapedSlashes, canonicalPath } from '../envoy/canonical-path';
import { isValidAuthority, virtualHostFor, withoutPort } from '../envoy/host';
import { RequestLine, isMethod, readTarget } from '../envoy/request-line';
import { Seen } from '../envoy/seen';
import { HeadersWithUnderscores } from '../istio/connection-settings';
import { ProxyRelease } from '../istio/proxy-releases';
import { podPort } from '../manifests/pod-template';
import {
  ANY_PORT, Chain, ChainTls, EnvoyModel, HttpSettings, Listener, Route, VirtualHost, pathsOn,
} from '../model/envoy-model';
import { decide } from '../model/policies';

/** What a filter does to a connection, and to a request. */
const CLOSES = 'closes the connection';
const DENIES = 'denies the request';

/** One gateway of one Istio, for any number of requests. */
export class GatewayTracer {
  public constructor(
    private readonly model: EnvoyModel,
    private readonly istio: string,
    private readonly nameOf: (release: ProxyRelease) => string,
  ) {}

  /** Whether nothing shows what it serves. */
  public get isAssumed(): boolean {
    return this.model.listeners[0]?.assumed !== undefined;
  }

  /** What its proxy does with a request: more than one way, where it may be of several releases. */
  public ways(request: TraceRequest): Way[] {
    return this.model.handlings.map(handling => this.follow(new RequestTrace(request, this.model, handling)));
  }

  private follow(trace: RequestTrace): Way {
    try {
      return this.connect(trace);
    } catch (end) {
      if (!(end instanceof TraceEnd)) throw end;
      return { istio: this.istio, release: this.nameOf(trace.handling.release), trace, end };
    }
  }

  private connect(trace: RequestTrace): never {
    const listener = this.listenerFor(trace);
    if (listener.refused) trace.close(listener.refused);
    const connection = new TracedConnection(trace, listener, this.model.servicePorts);
    connection.passFilters();
    const chain = connection.chooseChain();
    const seen = connection.seenBy(chain);
    return chain.http ? this.request(trace, chain, seen) : this.stream(trace, chain, seen);
  }

  private stream(trace: RequestTrace, chain: Chain, connection: Seen): never {
    trace.client = connection.remote;
    const { before, after } = chain.networkFilters;
    const denial = trace.denial(before, connection, CLOSES) ?? this.decide(trace, chain, connection) ?? trace.denial(after, connection, CLOSES);
    trace.step(`the ${chain.server} forwards bytes: it sees no X-Forwarded-For, hosts or paths`);
    if (denial) trace.close(denial);
    throw new TraceEnd(TraceVerdict.ADMITTED, trace.policies.length ? 'no policy denies it' : 'there is no policy on this server');
  }

  private request(trace: RequestTrace, chain: Chain, connection: Seen): never {
    const { request } = trace;
    const settings = chain.http!;
    const closed = trace.denial([...chain.networkFilters.before, ...chain.networkFilters.after], connection, `${CLOSES} before HTTP is read`);
    if (closed) trace.close(closed);
    if (request.protocol === TraceProtocol.TCP) trace.reject('the client does not send HTTP');
    const target = this.target(trace);
    this.dropHeaders(trace);
    const authority = this.authority(trace, chain, target.host);
    const path = this.path(trace, target.path, settings);
    const { topology } = this.model;
    const { client, headers, steps } = readRequest(request, {
      settings, topology, authority, path, peer: connection.remote, tls: chain.tls === ChainTls.TERMINATED, headers: trace.headers,
    });
    steps.forEach(step => trace.step(step));
    trace.client = client;
    const seen: Seen = { ...connection, remote: client, headers };
    const { before, after } = chain.httpFilters;
    const denial = trace.denial(before, seen, DENIES) ?? this.decide(trace, chain, seen) ?? trace.denial(after, seen, DENIES);
    if (denial) throw new TraceEnd(TraceVerdict.DENIED, denial, 403);
    this.route(trace, chain, seen);
  }

  /** Why the AuthorizationPolicies deny, if they do. */
  private decide(trace: RequestTrace, { policies }: Chain, seen: Seen): string | undefined {
    const { answers, notes, denial } = decide(policies, seen);
    trace.policies.push(...answers);
    trace.notes.push(...notes);
    return denial;
  }

  private dropHeaders(trace: RequestTrace): void {
    const { headersWithUnderscores: action } = trace.handling;
    const named = Object.keys(trace.headers).filter(name => name.includes('_'));
    if (action === HeadersWithUnderscores.ALLOW || named.length === 0) return;
    const [first] = named;
    if (action === HeadersWithUnderscores.REJECT_REQUEST) trace.reject(`the header ${first} has an underscore in its name (httpHeadersWithUnderscoresAction)`);
    trace.headers = Object.fromEntries(Object.entries(trace.headers).filter(([name]) => !named.includes(name)));
    named.forEach(name => trace.step(`the header ${name} is dropped: its name has an underscore (httpHeadersWithUnderscoresAction)`));
  }

  private target(trace: RequestTrace): RequestLine {
    const { path = '/', method = 'GET', protocol } = trace.request;
    const http2 = protocol === TraceProtocol.HTTP2;
    if (!isMethod(method, http2)) trace.reject(`${JSON.stringify(method)} is not a valid method of ${http2 ? 'HTTP/2' : 'HTTP/1'}`);
    return readTarget(path, http2) ?? trace.reject(`the path ${JSON.stringify(path)} has a character that HTTP/1 does not allow`);
  }

  private authority(trace: RequestTrace, chain: Chain, ofUrl: string | undefined): string {
    const { stripsPort, hosts } = chain.http!;
    const [likely] = [...hosts, ...(chain.virtualHosts ?? []).map(({ domain }) => domain).filter(domain => !domain.startsWith('*'))];
    const { host, protocol } = trace.request;
    const given = ofUrl ?? (host === undefined ? likely ?? 'www.example.com' : withoutBlanks(host, trace.request));
    if (ofUrl === undefined && host === undefined) trace.step(`no host was given: ${given} is assumed`);
    if (protocol === TraceProtocol.HTTP2 && given === '') trace.reject('the :authority is empty');
    if (protocol === TraceProtocol.HTTP2 && given.includes('@')) trace.reject(`the :authority ${JSON.stringify(given)} names a user`);
    if (!isValidAuthority(given)) trace.reject(`the host ${JSON.stringify(given)} has a character that is not valid in a host`);
    const authority = stripsPort ? withoutPort(given) : given;
    if (authority !== given) trace.step(`the port of ${given} is removed (strip_any_host_port)`);
    return authority;
  }

  private path(trace: RequestTrace, path: string, settings: HttpSettings): string {
    if (!path.startsWith('/')) throw new TraceEnd(TraceVerdict.NOT_FOUND, `the path ${JSON.stringify(path)} does not begin with a slash`, 404);
    const handling = pathsOn(settings, trace.handling);
    const canonical = canonicalPath(path, handling);
    if (canonical === undefined) {
      const rejects = handling.escapedSlashes === EscapedSlashes.REJECT_REQUEST && /^[^?#]*%(2f|5c)/i.test(path);
      trace.reject(rejects ? `the path ${path} has escaped slashes (httpPathWithEscapedSlashesAction)` : `the path ${JSON.stringify(path)} cannot be normalized`);
    }
    if (canonical.redirects && isGrpc(trace.headers)) trace.reject(`the path ${path} has escaped slashes, and gRPC is not redirected`);
    if (canonical.redirects) {
      const why = `the path ${path} has escaped slashes: the client is redirected to ${canonical.path}, before any policy sees the request`;
      throw new TraceEnd(TraceVerdict.ANSWERED, why, 307);
    }
    if (canonical.path !== path) trace.step(`the path ${path} is normalized to ${canonical.path}`);
    return canonical.path;
  }

  private route(trace: RequestTrace, { virtualHosts, server }: Chain, seen: Seen): never {
    const verdict = trace.policies.some(({ dryRun }) => !dryRun) ? 'no policy denies it' : 'there is no policy in force on this gateway';
    const admit = (reason: string): never => {
      trace.backendHeaders = Object.fromEntries(['x-forwarded-for', 'x-envoy-external-address', 'x-forwarded-proto', 'x-forwarded-client-cert']
        .flatMap(name => seen.headers!.has(name) ? [[name, seen.headers!.get(name)!]] : []));
      throw new TraceEnd(TraceVerdict.ADMITTED, reason);
    };
    if (!virtualHosts) return admit(`${verdict}; its servers and routes are not known`);
    const authority = seen.headers!.get(':authority')!;
    const domain = virtualHostFor(authority, virtualHosts.map(one => one.domain));
    const host = virtualHosts.find(one => one.domain === domain);
    if (!host) throw new TraceEnd(TraceVerdict.NOT_FOUND, `no route of the ${server} has the host ${JSON.stringify(authority)}`, 404);
    const route = this.routeOf(host, seen);
    if (!route) throw new TraceEnd(TraceVerdict.NOT_FOUND, `no route for ${host.domain} matches path ${seen.headers!.get(':path')}`, 404);
    const { status, backend, services = [], copies = [] } = route.action;
    if (status !== undefined) throw new TraceEnd(TraceVerdict.ANSWERED, `${route.name} answers ${status}`, status);
    trace.backend = backend;
    trace.step(`${route.name} leads to ${backend}`);
    copies.forEach(copy => trace.step(`${route.name} sends a copy to ${copy}`));
    for (const namespace of new Set(services.map(service => service.slice(0, service.indexOf('/'))))) {
      for (const name of this.model.policiesBehind.get(namespace) ?? []) trace.notes.push(`AuthorizationPolicy ${name} may act behind the gateway, which is not traced`);
    }
    for (const service of services.filter(one => this.model.ownServices.includes(one))) {
      trace.notes.push(`${service} is this gateway itself: the request comes back from the address of its pod, `
        + 'with the host and path that the route writes. That is another request to trace');
    }
    return admit(verdict);
  }

  private routeOf(host: VirtualHost, seen: Seen): Route | undefined {
    // Envoy compares X-Forwarded-Proto, whether or not there is TLS.
    if (host.requiresTls && seen.headers!.get('x-forwarded-proto') !== 'https') {
      throw new TraceEnd(TraceVerdict.ANSWERED, `${host.domain} redirects to https`, 301);
    }
    return host.routes.find(route => route.matches(seen));
  }

  /** The listener of the port, which may be a Service's; without a port, the most likely one. */
  private listenerFor(trace: RequestTrace): Listener {
    const { request } = trace;
    const { listeners, servicePorts } = this.model;
    if (listeners.length === 0) return trace.close('nothing listens: no server has a filter chain');
    if (listeners[0].assumed) return this.assumedListener(request);
    if (request.port === undefined) {
      const likely = listeners.find(({ chains }) => chains.some(chain => request.tls !== false && chain.http && chain.tls === ChainTls.TERMINATED))
        ?? listeners.find(({ chains }) => chains.some(chain => chain.http)) ?? listeners[0];
      trace.step(`no port was given: ${likely.port} is assumed`);
      return likely;
    }
    const mapped = servicePorts.filter(({ port }) => port === request.port);
    const found = listeners.find(({ port }) => port === request.port)
      ?? listeners.find(({ port }) => mapped.some(({ targetPort }) => targetPort === port));
    const open = listeners.map(({ port }) => port).join(', ');
    return found ?? trace.close(`nothing listens on port ${request.port} (the pod listens on ${open})`);
  }

  /** Where no server is known: any port, with TLS where the client or the port says so. */
  private assumedListener(request: TraceRequest): Listener {
    const { listeners, servicePorts } = this.model;
    const requested = request.port ?? (request.tls ?? request.serverName !== undefined ? 443 : 80);
    const port = podPort(servicePorts, requested);
    const tls = request.tls ?? requested === 443;
    const found = (at: number) => listeners.find(listener => listener.port === at && listener.assumed!.tls === tls);
    return { ...found(port) ?? found(ANY_PORT)!, port };
  }
}

function isGrpc(headers: { readonly [name: string]: string }): boolean {
  const type = Object.entries(headers).find(([name]) => name.toLowerCase() === 'content-type')?.[1];
  return /^application\/grpc(\+|$)/.test(type ?? '');
}
