import { guardDoors } from '../doors/door';
import { IpBlocks } from '../net';
import { OriginLock, TrustedProxy, XForwardedFor } from '../topology';

/** Fastly's CDN. */
export interface FastlyOptions {
  /** Fastly's published ranges, such as `IpBlocks.fromFile('fastly-public-ip-list.json')`. */
  readonly connectsFrom: IpBlocks;
  /** What proves that a request came through **your** service, since anybody can rent Fastly. */
  readonly originLock: OriginLock;
  /**
   * The header into which your VCL writes `client.ip` at the edge, overwriting any that came, such as `Fastly-Client-IP`
   * (which Fastly itself sets only where the client has not: unset it first).
   * X-Forwarded-For cannot be counted: Fastly appends none, one or two entries, by TLS and shielding. Lists need `MatchEngine.ipTrie()`.
   */
  readonly clientAddressHeader: string;
}

/** Fastly. */
export class Fastly {
  /** The CDN with VCL. */
  public static cdn(options: FastlyOptions): TrustedProxy {
    return TrustedProxy.http({ name: 'fastly', multiTenant: true, xForwardedFor: XForwardedFor.VARIES, ...options });
  }

  private constructor() {}
}

guardDoors('Fastly', Fastly);
