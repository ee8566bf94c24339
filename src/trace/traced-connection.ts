import { RequestTrace } from './request-trace';
import { serverNameFor, withoutPort } from '../envoy/host';
import { ProxyHeader, readProxyHeader } from '../envoy/proxy-header';
import { Seen } from '../envoy/seen';
import { wireAddress } from '../envoy/wire-address';
import { ServicePort } from '../manifests/pod-template';
import { Chain, ChainTls, Listener, ListenerFilter, ListenerFilterKind, takesProxy } from '../model/envoy-model';

/** The connection of a request, from its first byte to its filter chain. */
export class TracedConnection {
  /** The server name that tls_inspector finds. */
  private serverName = '';
  private isInspected = false;
  private header?: ProxyHeader;
  /** The PROXY header, until a filter removes it. */
  private unread?: string;

  public constructor(
    private readonly trace: RequestTrace, private readonly listener: Listener, private readonly servicePorts: readonly ServicePort[],
  ) {
    this.unread = trace.request.proxy;
  }

  /** The listener's filters. Each PROXY filter removes one header; a connection has at most one. */
  public passFilters(): void {
    const { port, filters } = this.listener;
    this.trace.step(`a connection from ${this.trace.peer.text} arrives on port ${port}`);
    for (const filter of filters) {
      // TLS after an unread header is not seen.
      if (filter.kind === ListenerFilterKind.TLS_INSPECTOR) this.isInspected ||= this.unread === undefined;
      if (takesProxy(filter)) this.takeProxyHeader(filter);
    }
  }

  private takeProxyHeader({ kind, from }: ListenerFilter): void {
    const { trace, unread } = this;
    const isOptional = kind === ListenerFilterKind.OPTIONAL_PROXY;
    if (unread === undefined) {
      if (!isOptional) trace.close(`${from} needs a PROXY header, and there is ${trace.request.proxy === undefined ? 'none' : 'no second one'}`);
      return;
    }
    const header = readHeader(unread);
    // Bytes that do not begin like a header pass an optional filter.
    if (!header && !(isOptional && !unread.startsWith('PROXY '))) trace.close(`the PROXY header (${unread}) cannot be read`);
    if (!header) return;
    this.unread = undefined;
    this.header = header;
    trace.readsProxy = true;
    const { source, destinationPort } = header;
    trace.step(source
      ? `its PROXY header names the source ${source.text}${destinationPort === undefined ? '' : ` and the destination port ${destinationPort}`}`
      : 'its PROXY header names no source');
  }

  /** The filter chain for the server name. */
  public chooseChain(): Chain {
    const { trace, listener: { port, chains } } = this;
    const { request } = trace;
    const likely = chains.find(({ http }) => http) ?? chains[0];
    const tls = request.tls ?? (request.serverName !== undefined || likely.tls !== ChainTls.NONE);
    const sent = tls ? this.sentServerName(likely) : '';
    this.serverName = this.isInspected ? sent : '';
    const found = serverNameFor(this.serverName, chains.flatMap(({ names }) => names));
    const chain = chains.find(({ names }) => found !== undefined && names.includes(found));
    const hidden = sent !== this.serverName ? this.whyUnseen() : undefined;
    if (!chain) return trace.close(`${hidden ? `${hidden}; ` : ''}no server on port ${port} has the server name "${this.serverName}"`);
    if (hidden) trace.step(hidden);
    trace.server = chain.server;
    trace.trustedHops = chain.http?.trustedHops ?? 0;
    if (this.unread !== undefined) this.unreadHeader(chain);
    if (chain.tls === ChainTls.TERMINATED && !tls) trace.close(`the ${chain.server} needs TLS, and the client does not use it`);
    if (chain.tls === ChainTls.NONE && tls && chain.http) trace.reject(`the ${chain.server} has no TLS, and the client uses it`);
    if (chain.wantsCertificate && request.certificateNames === undefined) {
      trace.close(`the ${chain.server} needs a client certificate, and there is none`);
    }
    return chain;
  }

  private sentServerName({ names }: Chain): string {
    const { serverName, host } = this.trace.request;
    const [exact] = names.filter(one => !one.startsWith('*'));
    const name = (serverName ?? (host === undefined ? exact ?? '' : withoutPort(host))).toLowerCase();
    if (serverName === undefined && name) this.trace.step(`no server name was given: ${name} is assumed`);
    return name;
  }

  /** Why the server name that the client sends is not seen, where a filter would read it. */
  private whyUnseen(): string | undefined {
    if (this.unread !== undefined) return 'no filter removes PROXY headers, so tls_inspector finds no server name';
    const { filters } = this.listener;
    const inspector = filters.findIndex(({ kind }) => kind === ListenerFilterKind.TLS_INSPECTOR);
    const late = filters.slice(inspector).find(takesProxy);
    return inspector < 0 ? undefined : `${late!.from} removes PROXY headers only after tls_inspector, which finds no server name before that`;
  }

  /** Where nothing removes the header, it is the first thing that the server reads. */
  private unreadHeader({ http, tls, server }: Chain): void {
    if (tls === ChainTls.TERMINATED) this.trace.close(`no filter removes PROXY headers: the ${server} reads them as a TLS handshake`);
    if (http) this.trace.reject(`no filter removes PROXY headers: the ${server} reads them as HTTP`);
    this.trace.notes.push('no filter removes PROXY headers: the backend gets them, inside the stream');
  }

  /** The connection as the filters of its chain see it. */
  public seenBy({ tls }: Chain): Seen {
    const { trace: { request, peer, podAddress }, header, listener: { port } } = this;
    const servicePort = this.servicePorts.find(one => one.targetPort === port && [undefined, one.port].includes(request.port))?.port ?? request.port;
    // Where the header's port is not given, the client is assumed to have connected to the port of the Service.
    const assumed = header?.source && header.destinationPort === undefined ? servicePort : undefined;
    if (assumed !== undefined && assumed !== port) this.trace.step(`the PROXY header is assumed to name port ${assumed}, which policies compare`);
    return {
      direct: peer,
      remote: header?.source ?? peer,
      port: header?.destinationPort ?? assumed ?? port,
      destination: header?.destination ?? podAddress,
      serverName: this.serverName,
      readsBytes: this.trace.handling.release.readsBytes,
      peerNames: tls === ChainTls.TERMINATED ? request.certificateNames ?? [] : undefined,
    };
  }
}

function readHeader(text: string): ProxyHeader | undefined {
  const source = wireAddress(text);
  return source ? { source } : readProxyHeader(text);
}
