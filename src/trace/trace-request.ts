/** What a connection carries. */
export enum TraceProtocol {
  /** HTTP/1.1, inside TLS or not. */
  HTTP1 = 'HTTP1',
  /** HTTP/2, inside TLS or not. It accepts methods and paths that HTTP/1 does not. */
  HTTP2 = 'HTTP2',
  /** Anything else. */
  TCP = 'TCP',
}

/** A request as it arrives at a gateway's pod: the addresses and ports of its connection, and its bytes. */
export interface TraceRequest {
  /** Source address of the packets, as the gateway's pod sees it: the last load balancer's, a node's, or the client's own. */
  readonly peer: string;

  /**
   * What the PROXY header says: an address for the source alone, a line of version 1 such as
   * `PROXY TCP4 203.0.113.7 192.0.2.80 40000 443`, or `LOCAL` or `UNKNOWN`, which name no address.
   * @default - no PROXY header
   */
  readonly proxy?: string;

  /**
   * Lines of X-Forwarded-For, as they arrive.
   * @default - none
   */
  readonly xForwardedFor?: string[];

  /**
   * Host header, or `:authority`.
   * @default - the first exact host of the server
   */
  readonly host?: string;

  /**
   * Path with its query, before any normalization; or the whole URL, whose host then replaces the Host header.
   * @default '/'
   */
  readonly path?: string;

  /**
   * Method.
   * @default 'GET'
   */
  readonly method?: string;

  /**
   * Other headers.
   * @default - none
   */
  readonly headers?: { [name: string]: string };

  /**
   * Port of the gateway's pod, or of a Service in front of it.
   * @default - that of the gateway's first HTTPS server, or else of its first server
   */
  readonly port?: number;

  /**
   * Whether the client uses TLS.
   * @default - as the port needs it
   */
  readonly tls?: boolean;

  /**
   * Server name (SNI) in the TLS handshake.
   * @default - the host, without its port
   */
  readonly serverName?: string;

  /**
   * What the connection carries. A server that is not HTTP forwards everything.
   * @default TraceProtocol.HTTP1
   */
  readonly protocol?: TraceProtocol;

  /**
   * Names in the client's verified certificate: URIs, DNS names, or else the subject.
   * @default - the client has no certificate
   */
  readonly certificateNames?: string[];

  /**
   * Address of the gateway's pod. Only conditions on `destination.ip`, and requests from the pod itself, depend on it.
   * @default - unknown
   */
  readonly podAddress?: string;
}
