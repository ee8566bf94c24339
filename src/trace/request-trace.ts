import { PolicyTrace } from './policy-trace';
import { Trace } from './trace';
import { TraceVerdict } from './trace-facts';
import { TraceRequest } from './trace-request';
import { serverNameFor, withoutPort } from '../envoy/host';
import { ProxyHeader, readProxyHeader } from '../envoy/proxy-header';
import { Seen } from '../envoy/seen';
import { WireAddress, wireAddress } from '../envoy/wire-address';
import { Fault } from '../fault';
import { Chain, ChainTls, EnvoyModel, ExtraFilter, Listener, ListenerFilter, ListenerFilterKind, takesProxy } from '../model/envoy-model';

/** How a journey ends. Thrown, since it may end anywhere. */
export class End {
  public constructor(public readonly verdict: TraceVerdict, public readonly reason: string, public readonly status?: number) {}
}

/** A request on its way, and what was learnt. */
export class Journey {
  public readonly policies: PolicyTrace[] = [];
  public readonly notes: string[];
  public client?: WireAddress;
  public server?: string;
  public headers: { [name: string]: string } = {};
  private readonly steps: string[] = [];
  private readonly peer: WireAddress;
  /** The server name that was seen. */
  private name = '';
  private inspected = false;
  /** A PROXY header that no filter has taken off yet. */
  private unread?: string;

  public constructor(public readonly request: TraceRequest, private readonly model: EnvoyModel) {
    this.notes = [...model.notes];
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

  /** Why the first of these filters refuses, if one does; each counts as a DENY of what it does not let pass. */
  public ask(filters: readonly ExtraFilter[], seen: Seen, refuses = 'refuses it'): string | undefined {
    for (const { holder: { from }, rbac, fault } of filters) {
      if (fault?.requests.holds(seen)) throw new End(TraceVerdict.ANSWERED, `${from} answers ${fault.status}: ${fault.requests.fact(seen)}`, fault.status);
      for (const [judge, dryRun] of [[rbac.shadow, true], [rbac.enforced, false]] as const) {
        if (!judge) continue;
        const { passes, why } = judge(seen);
        this.policies.push({ name: from, action: 'DENY', matched: !passes, dryRun, why: [...why] });
        if (!passes && !dryRun) return `${from} ${refuses}: ${why.join('; ')}`;
      }
    }
    return undefined;
  }

  /** The filters before a chain is chosen. Each PROXY filter takes one header off; a connection brings at most one. */
  public passFilters({ port, filters }: Listener): ProxyHeader | undefined {
    this.step(`a connection from ${this.peer.text} arrives on port ${port}`);
    this.unread = this.request.proxy;
    let header: ProxyHeader | undefined;
    for (const filter of filters) {
      if (filter.kind === ListenerFilterKind.TLS_INSPECTOR) this.inspect();
      if (takesProxy(filter)) header = this.takeProxyHeader(filter) ?? header;
    }
    return header;
  }

  /** TLS is not seen behind a header that is still there. */
  private inspect(): void {
    this.inspected ||= this.unread === undefined;
  }

  private takeProxyHeader({ kind, from }: ListenerFilter): ProxyHeader | undefined {
    const optional = kind === ListenerFilterKind.OPTIONAL_PROXY;
    const { unread } = this;
    if (unread === undefined) {
      if (!optional) this.close(`${from} demands a PROXY header, and ${this.request.proxy === undefined ? 'none comes' : 'there is no second one'}`);
      return undefined;
    }
    const header = this.readHeader(unread);
    // What looks like no header at all passes a filter that demands none.
    if (!header && !(optional && !unread.startsWith('PROXY '))) this.close(`the PROXY header (${unread}) cannot be read`);
    if (!header) return undefined;
    this.unread = undefined;
    this.step(header.source
      ? `its PROXY header says that it comes from ${header.source.text}${header.destinationPort === undefined ? '' : `, and was made to port ${header.destinationPort}`}`
      : 'its PROXY header says nothing about where it comes from');
    return header;
  }

  /** The chain of filters for the server name. */
  public chooseChain(listener: Listener): Chain {
    const { request } = this;
    const usual = listener.chains.find(({ http }) => http) ?? listener.chains[0];
    const tls = request.tls ?? (request.serverName !== undefined || usual.tls !== ChainTls.NONE);
    const sent = tls ? this.serverName(usual) : '';
    this.name = this.inspected ? sent : '';
    const found = serverNameFor(this.name, listener.chains.flatMap(({ names }) => names));
    const chain = listener.chains.find(({ names }) => found !== undefined && names.includes(found));
    const hidden = sent !== this.name ? this.whyUnseen(listener) : undefined;
    if (!chain) return this.close(`${hidden ? `${hidden}; ` : ''}no server on port ${listener.port} is for server name "${this.name}"`);
    if (hidden) this.step(hidden);
    this.server = chain.server;
    if (this.unread !== undefined) this.unreadHeader(chain);
    if (chain.tls === ChainTls.TERMINATED && !tls) this.close(`the ${chain.server} wants TLS, and the client speaks none`);
    if (chain.tls === ChainTls.NONE && tls && chain.http) this.reject(`the ${chain.server} has no TLS, and the client speaks it`);
    if (chain.wantsCertificate && request.certificateNames === undefined) this.close(`the ${chain.server} wants a client certificate, and there is none`);
    return chain;
  }

  /** Why the server name that the client sends is not seen, where something would read it. */
  private whyUnseen({ filters }: Listener): string | undefined {
    if (this.unread !== undefined) return 'no filter takes PROXY headers off, so tls_inspector finds no server name';
    const inspector = filters.findIndex(({ kind }) => kind === ListenerFilterKind.TLS_INSPECTOR);
    const late = filters.slice(inspector).find(takesProxy);
    return inspector < 0 ? undefined
      : `${late!.from} takes PROXY headers off only after tls_inspector, which finds no server name while one is there`;
  }

  public connection({ port }: Listener, { tls }: Chain, header: ProxyHeader | undefined): Seen {
    const { request, model: { servicePorts } } = this;
    const dialled = servicePorts.find(one => one.targetPort === port && [undefined, one.port].includes(request.port))?.port ?? request.port;
    // Where a header's port is not given, the load balancer is taken to have been dialled at the port of the Service.
    const assumed = header?.source && header.destinationPort === undefined ? dialled : undefined;
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
    return Trace._of({
      verdict,
      status,
      reason,
      gateway: this.model.id,
      server: this.server,
      clientAddress: this.client?.text,
      directAddress: this.peer.text,
      steps: this.steps,
      policies: this.policies,
      backendHeaders: this.headers,
      notes: [...new Set(this.notes)],
    }, findTrusted);
  }

  private serverName(usual: Chain): string {
    const { serverName, host } = this.request;
    const [only] = usual.names.filter(one => !one.startsWith('*'));
    const name = (serverName ?? (host === undefined ? only ?? '' : withoutPort(host))).toLowerCase();
    if (serverName === undefined && name) this.step(`no server name was given: taken to be ${name}`);
    return name;
  }

  private readHeader(text: string): ProxyHeader | undefined {
    const source = wireAddress(text);
    return source ? { source } : readProxyHeader(text);
  }

  /** Where nothing takes the header off, it is the first thing that the server reads. */
  private unreadHeader({ http, tls, server }: Chain): void {
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
