import { guardDoors } from '../doors/door';
import { IpBlocks } from '../net';
import { OriginLock, TrustedProxy, XForwardedFor } from '../topology';

/** Cloudflare's HTTP proxy. */
export interface CloudflareHttpOptions {
  /** Cloudflare's published ranges, such as `IpBlocks.fromFile('cloudflare.txt')`. */
  readonly connectsFrom: IpBlocks;
  /**
   * What proves that a request came through **your** zone: anybody can rent Cloudflare, so its addresses prove only the vendor.
   * `OriginLock.mutualTls` with a certificate of your own zone (authenticated origin pulls), or a header that a transform rule sets.
   */
  readonly originLock: OriginLock;
  /**
   * `CF-Connecting-IP` (or `True-Client-IP`, on plans that have it): lists then read it instead of X-Forwarded-For, and need `MatchEngine.ipTrie()`.
   * @default - X-Forwarded-For
   */
  readonly clientAddressHeader?: string;
}

/** Cloudflare Spectrum. */
export interface SpectrumOptions {
  /** Whether the application sends PROXY, version 1 or 2. Not the "simple" protocol, which is for UDP and which Envoy does not read. */
  readonly proxyProtocol: boolean;
  /** Cloudflare's published ranges, such as `IpBlocks.fromFile('cloudflare.txt')`. */
  readonly connectsFrom: IpBlocks;
  /**
   * What keeps other customers of Spectrum away, who have the same addresses and can send headers of their own.
   * Spectrum passes bytes on and proves nothing itself, so only `OriginLock.enforcedElsewhere` can say it: a tunnel, a private interconnect.
   */
  readonly originLock: OriginLock;
}

/** Cloudflare. */
export class Cloudflare {
  /** The HTTP proxy ("orange cloud"): keeps the client's X-Forwarded-For and appends one entry, the address that it sees. */
  public static http(options: CloudflareHttpOptions): TrustedProxy {
    return TrustedProxy.http({
      name: 'cloudflare',
      multiTenant: true,
      xForwardedFor: XForwardedFor.APPEND,
      connectsFrom: options.connectsFrom,
      originLock: options.originLock,
      clientAddressHeader: options.clientAddressHeader,
    });
  }

  /** Spectrum: passes TCP on, with the client's address in a PROXY header. What follows it must pass that header on unread. */
  public static spectrum(options: SpectrumOptions): TrustedProxy {
    return TrustedProxy.layer4({
      name: 'spectrum',
      multiTenant: true,
      keepsPacketSource: false,
      sendsProxyProtocol: options.proxyProtocol,
      connectsFrom: options.connectsFrom,
      originLock: options.originLock,
    });
  }

  private constructor() {}
}

guardDoors('Cloudflare', Cloudflare);
