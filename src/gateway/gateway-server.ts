import { guardDoors } from '../doors/door';
import { Fault } from '../fault';
import { overlap, withoutNamespace } from '../istio/host-names';

/** @internal */
export enum ServerKind {
  HTTP = 'HTTP',
  HTTPS = 'HTTPS',
  TLS_PASSTHROUGH = 'TLS',
  TCP = 'TCP',
}

/** What every server has. */
export interface ServerOptions {
  /** Name of the server, unique in its gateway. Lists name it in `serverNames`. */
  readonly name: string;
  /**
   * Port of the gateway's pods, where Envoy listens. Not below 1024 and not one of Istio's own (15000 to 15099).
   * @default - 8080 for port 80, 8443 for port 443, otherwise and in the Kubernetes Gateway API the port itself
   */
  readonly targetPort?: number;
  /**
   * The port that clients dial at the proxy that sends PROXY. It is in the PROXY header, and AuthorizationPolicy `ports` reads it there.
   * @default - the same as `port`
   */
  readonly clientPort?: number;
}

/** A plain HTTP server. */
export interface HttpServerOptions extends ServerOptions {
  /** Host names; `*` and `*.example.com` are possible, but lists on hosts then are not. */
  readonly hosts: string[];
  /**
   * Port of the gateway's Service.
   * @default 80
   */
  readonly port?: number;
  /**
   * Only redirect to HTTPS.
   * @default false
   */
  readonly httpsRedirect?: boolean;
}

/** An HTTPS server, whose TLS the gateway terminates. */
export interface HttpsServerOptions extends ServerOptions {
  /** Host names; `*` and `*.example.com` are possible, but lists on hosts then are not. */
  readonly hosts: string[];
  /** Secret of type `kubernetes.io/tls` in the gateway's namespace. */
  readonly credentialName: string;
  /**
   * Port of the gateway's Service.
   * @default 443
   */
  readonly port?: number;
  /**
   * HTTP/3 as well as HTTP/1.1 and 2, on the same port of UDP. istiod needs `PILOT_ENABLE_QUIC_LISTENERS=true`, and `istioctl analyze` warns of
   * the two protocols (IST0116). With GatewayInstall.gatewayApi from Istio 1.31 on. Not possible with PROXY.
   * @default false
   */
  readonly http3?: boolean;
}

/** A server that passes TLS through. */
export interface TlsPassthroughServerOptions extends ServerOptions {
  /** Server names (SNI) that the TLS connection may ask for. */
  readonly hosts: string[];
  /**
   * Port of the gateway's Service.
   * @default 443
   */
  readonly port?: number;
}

/** A TCP server. */
export interface TcpServerOptions extends ServerOptions {
  /** Port of the gateway's Service. */
  readonly port: number;
}

/** One server of the gateway: Istio Gateway `servers[]` with its port on the Service and on the pods. */
export class GatewayServer {
  /** Plain HTTP. */
  public static http(options: HttpServerOptions): GatewayServer {
    return new GatewayServer(ServerKind.HTTP, options, options.port ?? 80, options.hosts, { httpsRedirect: options.httpsRedirect ?? false });
  }

  /** HTTPS, terminated at the gateway with a certificate from a Secret. */
  public static https(options: HttpsServerOptions): GatewayServer {
    return new GatewayServer(ServerKind.HTTPS, options, options.port ?? 443, options.hosts, {
      credentialName: options.credentialName,
      http3: options.http3 ?? false,
    });
  }

  /** TLS that is passed through to the backend by its server name; the gateway never sees the HTTP in it. */
  public static tlsPassthrough(options: TlsPassthroughServerOptions): GatewayServer {
    return new GatewayServer(ServerKind.TLS_PASSTHROUGH, options, options.port ?? 443, options.hosts);
  }

  /** Any TCP. */
  public static tcp(options: TcpServerOptions): GatewayServer {
    return new GatewayServer(ServerKind.TCP, options, options.port, ['*']);
  }

  /** Name of the server. */
  public readonly name: string;
  /** Port of the gateway's Service. */
  public readonly port: number;
  /** Port of the gateway's pods. */
  public readonly targetPort: number;
  /** Port that clients dial at the proxy that sends PROXY. */
  public readonly clientPort: number;
  /** Host names or server names. */
  public readonly hosts: string[];
  /** Whether the gateway reads HTTP on it. */
  public readonly isHttp: boolean;
  /** The first of its hosts that has a wildcard. @internal */
  public readonly _wildcard?: string;
  /** @internal */
  public readonly _kind: ServerKind;
  /** @internal */
  public readonly _httpsRedirect: boolean;
  /** @internal */
  public readonly _http3: boolean;
  /** @internal */
  public readonly _credentialName?: string;

  private readonly names: ReadonlySet<string>;

  private constructor(
    kind: ServerKind,
    private readonly options: ServerOptions,
    port: number,
    hosts: string[],
    private readonly rest: { readonly httpsRedirect?: boolean; readonly credentialName?: string; readonly http3?: boolean } = {},
  ) {
    if (!/^[a-z]([-a-z0-9]{0,7}[a-z0-9])?$/.test(options.name)) {
      throw new Fault('server-name', {
        what: `"${options.name}" is not a valid name for a server`,
        why: 'it becomes part of a port name, which Kubernetes limits to 15 characters with the protocol in front',
        instead: 'write up to 9 lower-case letters, digits and hyphens, beginning with a letter, such as "web"',
      });
    }
    this.name = options.name;
    this.port = port;
    this.targetPort = options.targetPort ?? ({ 80: 8080, 443: 8443 }[port] ?? port);
    this.clientPort = options.clientPort ?? port;
    this.hosts = [...hosts];
    this.names = new Set(hosts.map(withoutNamespace));
    this._wildcard = hosts.find(host => withoutNamespace(host).includes('*'));
    this.isHttp = kind === ServerKind.HTTP || kind === ServerKind.HTTPS;
    this._kind = kind;
    this._httpsRedirect = rest.httpsRedirect ?? false;
    this._http3 = rest.http3 ?? false;
    this._credentialName = rest.credentialName;
    this.assertPorts();
    this.assertHosts();
  }

  /** The same in the Kubernetes Gateway API, where the pods listen on the port of the listener unless somebody says otherwise. @internal */
  public _asListener(): GatewayServer {
    return new GatewayServer(this._kind, { ...this.options, targetPort: this.options.targetPort ?? this.port }, this.port, this.hosts, this.rest);
  }

  /** Name of its port on Service and container, with the protocol that Istio reads from it. @internal */
  public get _portName(): string {
    const protocol = this._kind.toLowerCase();
    return this.name === protocol || this.name.startsWith(`${protocol}-`) ? this.name : `${protocol}-${this.name}`;
  }

  /** Whether a host, which may have a wildcard, is among its hosts or shares names with one. @internal */
  public _shares(host: string): boolean {
    return this.names.has(host) || (this._wildcard !== undefined || host.includes('*')) && [...this.names].some(name => overlap(name, host));
  }

  private assertPorts(): void {
    for (const [field, port] of [['port', this.port], ['targetPort', this.targetPort], ['clientPort', this.clientPort]] as const) {
      if (!Number.isInteger(port) || port < 1 || port > 65535) {
        throw new Fault('port', {
          what: `${field} of server "${this.name}" is ${port}`,
          why: 'ports are whole numbers from 1 to 65535',
          instead: 'write such a number',
        });
      }
    }
    for (const [field, port] of [['targetPort', this.targetPort], ['port', this.port]] as const) {
      if (port >= 15000 && port < 15100) {
        throw new Fault('reserved-port', {
          what: `${field} of server "${this.name}" is ${port}`,
          why: 'Istio reserves 15000 to 15099: it would not open the server, or the server would collide with its status port',
          instead: `write another ${field}, such as 8443`,
        });
      }
    }
  }

  private assertHosts(): void {
    const pattern = new RegExp(`^(([.*]|${LABEL})/)?(\\*|${DNS_NAME})$`);
    const bad = this.hosts.filter(host => !pattern.test(host));
    if (this.hosts.length === 0 || bad.length) {
      throw new Fault('server-hosts', {
        what: bad.length ? `hosts of server "${this.name}" are not valid: ${bad.map(host => `"${host}"`).join(', ')}`
          : `server "${this.name}" has no hosts`,
        why: 'the gateway would serve nothing under such a name, or istiod would refuse the whole Gateway',
        instead: 'write lower-case DNS names without port, such as "www.example.com", "*.example.com" or "*"',
      });
    }
  }
}

guardDoors('GatewayServer', GatewayServer);

const LABEL = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';

/** Of a regular expression: a lower-case DNS name, which may begin with a wildcard. */
export const DNS_NAME = `(\\*\\.)?${LABEL}(\\.${LABEL})*`;
