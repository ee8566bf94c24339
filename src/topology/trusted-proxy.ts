import { OriginLock } from './origin-lock';
import { assertConnectsFrom } from './trusted-proxy-addresses';
import {
  GatewayServiceOptions, HttpProxyOptions, Layer4ProxyOptions, TargetType, XForwardedFor,
} from './trusted-proxy-options';
import { guardDoors } from '../doors/door';
import { Fault } from '../fault';
import { IpBlocks } from '../net';

/** The externalTrafficPolicy that a load balancer needs. @internal */
export interface TrafficPolicy {
  readonly needs: 'Local' | 'Cluster';
  readonly because: string;
}

/** A port of the gateway's Service, for annotations that name it. @internal */
export interface ServicePortName {
  readonly name: string;
  readonly port: number;
  readonly protocol: string;
}

/** A port that a proxy outside the cluster must forward. @internal */
export interface ForwardedPort {
  readonly name: string;
  readonly clientPort: number;
  readonly dialledPort: number;
  readonly tls: boolean;
}

/** A file for a machine outside the cluster. */
export interface EdgeFile {
  /** Name of the file. */
  readonly name: string;
  /** Its text. */
  readonly content: string;
}

/**
 * One proxy or load balancer in front of the gateway.
 *
 * Three things about it are independent: whether it keeps the packet source, whether it reads PROXY, whether it sends PROXY;
 * a layer-7 proxy also does something to X-Forwarded-For. Proxies that people know by name have factories (`Aws`, `Google`,
 * `Cloudflare`, `Nginx` …), load balancers that a controller makes from a Service have `LoadBalancer.of`; these two are for all others.
 */
export class TrustedProxy {
  /** A proxy that passes bytes: TCP load balancer, NGINX `stream`, HAProxy `mode tcp`. */
  public static layer4(options: Layer4ProxyOptions): TrustedProxy {
    return new TrustedProxy(4, options);
  }

  /** A proxy that speaks HTTP: CDN, application load balancer, NGINX `http`, HAProxy `mode http`. */
  public static http(options: HttpProxyOptions): TrustedProxy {
    return new TrustedProxy(7, { ...options, keepsPacketSource: false }, options);
  }

  /** Name of the proxy. */
  public readonly name: string;
  /** 4 or 7. */
  public readonly layer: number;
  /** Whether what follows it sees the address of its peer as the source of the packets; layer 7 never keeps it. */
  public readonly keepsPacketSource: boolean;
  /** Whether it reads a PROXY header. */
  public readonly readsProxyProtocol: boolean;
  /** Whether it writes a PROXY header. */
  public readonly sendsProxyProtocol: boolean;
  /** What it does to X-Forwarded-For; layer 4 cannot see the header, and preserves it. */
  public readonly xForwardedFor: XForwardedFor;
  /** How many X-Forwarded-For entries it adds to a request. */
  public readonly entriesAppended: number;
  /** Whether its X-Forwarded-For entries carry a port. */
  public readonly entriesWithPort: boolean;
  /** The header, in lower case, into which it writes the address that it sees. */
  public readonly clientAddressHeader?: string;
  /** Whether strangers share its addresses. */
  public readonly multiTenant: boolean;
  /** The addresses from which it connects to what follows it. */
  public readonly connectsFrom?: IpBlocks;
  /** What proves that a request came through it. */
  public readonly originLock?: OriginLock;
  /** What it connects to. */
  public readonly targetType?: TargetType;
  /** @internal */
  public readonly _service?: GatewayServiceOptions;
  /** @internal */
  public readonly _statusPortProxyProtocol: boolean;

  protected constructor(
    layer: number,
    options: Layer4ProxyOptions,
    http?: HttpProxyOptions,
  ) {
    const { xForwardedFor, entriesAppended = 1, entriesWithPort = false, clientAddressHeader } = http ?? { xForwardedFor: XForwardedFor.PRESERVE };
    if (!/^[a-z0-9]([-a-z0-9]{0,38}[a-z0-9])?$/.test(options.name)) {
      throw new Fault('proxy-name', {
        what: `"${options.name}" is not a valid name for a proxy`,
        why: 'the name becomes part of annotations and of file names',
        instead: 'write up to 40 lower-case letters, digits and hyphens, such as "edge-nginx"',
      });
    }
    if (!Number.isInteger(entriesAppended) || entriesAppended < 1 || entriesAppended > 16) {
      throw new Fault('entries-appended', {
        what: `proxy "${options.name}" appends ${entriesAppended} entries`,
        why: 'numTrustedProxies is the sum of these numbers, and a wrong one lets clients choose their address',
        instead: 'write a whole number from 1 to 16, or XForwardedFor.PRESERVE for a proxy that appends none',
      });
    }
    if (clientAddressHeader !== undefined && (!/^[A-Za-z0-9-]+$/.test(clientAddressHeader) || /^x-forwarded-for$/i.test(clientAddressHeader))) {
      throw new Fault('client-address-header', {
        what: `clientAddressHeader of proxy "${options.name}" is "${clientAddressHeader}"`,
        why: 'it must be a header that holds one address and nothing that the client wrote; X-Forwarded-For is a list, and has its own setting',
        instead: "write the vendor's header, such as 'CF-Connecting-IP', or leave it out",
      });
    }
    if (options.originLock?._needsHttp && layer === 4) {
      throw new Fault('lock-needs-http', {
        what: `proxy "${options.name}" is layer 4 and has a lock that acts on HTTP requests`,
        why: 'it cannot add a header or present a certificate of its own, so the lock would deny everybody',
        instead: 'put the lock on the layer-7 proxy, or write OriginLock.enforcedElsewhere(…) here',
      });
    }
    if (options.connectsFrom) {
      assertConnectsFrom(options.name, options.connectsFrom);
    }
    this.name = options.name;
    this.layer = layer;
    this.keepsPacketSource = options.keepsPacketSource;
    this.readsProxyProtocol = options.readsProxyProtocol ?? false;
    this.sendsProxyProtocol = options.sendsProxyProtocol ?? false;
    this.xForwardedFor = xForwardedFor;
    this.entriesAppended = entriesAppended;
    this.entriesWithPort = entriesWithPort;
    this.clientAddressHeader = clientAddressHeader?.toLowerCase();
    this.multiTenant = options.multiTenant;
    this.connectsFrom = options.connectsFrom;
    this.originLock = options.originLock;
    this.targetType = options.targetType;
    this._service = options.service;
    this._statusPortProxyProtocol = options.statusPortProxyProtocol ?? false;
  }

  /** The externalTrafficPolicy that it needs, if it needs one. @internal */
  public get _trafficPolicy(): TrafficPolicy | undefined {
    return undefined;
  }

  /** Whether the client's own TLS connection can reach what comes after it. @internal */
  public get _passesTls(): boolean {
    return true;
  }

  /** Whether it terminates TLS on a port of the Service, and sends bytes on. @internal */
  public _endsTlsOn(_port: number): boolean {
    return false;
  }

  /** Why it takes no UDP beside TCP, if it does not. @internal */
  public get _refusesUdp(): string | undefined {
    return undefined;
  }

  /** Whether its annotations hold names of the Service's ports. @internal */
  public get _namesPorts(): boolean {
    return false;
  }

  /** Annotations of the Service, as the last proxy. @internal */
  public _serviceAnnotations(_ports: readonly ServicePortName[]): { readonly [name: string]: string } | undefined {
    return this._service?.annotations;
  }

  /** Whether we write its configuration: a machine outside the cluster, which listens on the ports that clients dial. @internal */
  public get _isEdge(): boolean {
    return false;
  }

  /** Its configuration, where we write it; `sender` is the proxy from which its packets come. @internal */
  public _edgeFiles(_ports: ForwardedPort[], _sender?: TrustedProxy): EdgeFile[] {
    return [];
  }

  /** Lines for the runbook: what has to be set on this proxy by hand. @internal */
  public _instructions(): string[] {
    return [];
  }
}

guardDoors('TrustedProxy', TrustedProxy);
