import { IpBlocks } from '../net';
import { OriginLock, TrustedProxy, XForwardedFor } from '../topology';

/** Cloudflare's HTTP proxy. */
export interface CloudflareHttpOptions {
  /** Cloudflare's published ranges, such as `IpBlocks.fromFile('cloudflare.txt')`. */
  readonly addresses: IpBlocks;
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

/** Cloudflare. */
export class Cloudflare {
  /** The HTTP proxy ("orange cloud"): keeps the client's X-Forwarded-For and appends one entry, the address that it sees. */
  public static http(options: CloudflareHttpOptions): TrustedProxy {
    return TrustedProxy.http({
      name: 'cloudflare',
      multiTenant: true,
      xForwardedFor: XForwardedFor.APPEND,
      addresses: options.addresses,
      originLock: options.originLock,
      clientAddressHeader: options.clientAddressHeader,
    });
  }

  private constructor() {}
}
