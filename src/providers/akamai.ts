import { guardDoors } from '../doors/door';
import { IpBlocks } from '../net';
import { OriginLock, TrustedProxy, XForwardedFor } from '../topology';

/** Akamai's CDN. */
export interface AkamaiOptions {
  /** The addresses from which it connects to you: your Site Shield map. */
  readonly connectsFrom: IpBlocks;
  /** What proves that a request came through **your** property, since anybody can rent Akamai. */
  readonly originLock: OriginLock;
  /**
   * `trueClientIpHeader` of the origin behaviour, with `enableTrueClientIp: true` and `trueClientIpClientSetting: false` (true lets clients write it).
   * How many X-Forwarded-For entries Akamai appends is not confirmed, so it is never counted. Lists need `MatchEngine.ipTrie()`.
   * @default 'True-Client-IP'
   */
  readonly clientAddressHeader?: string;
}

/** Akamai. */
export class Akamai {
  /** The CDN. */
  public static cdn(options: AkamaiOptions): TrustedProxy {
    return TrustedProxy.http({
      name: 'akamai',
      multiTenant: true,
      xForwardedFor: XForwardedFor.VARIES,
      connectsFrom: options.connectsFrom,
      originLock: options.originLock,
      clientAddressHeader: options.clientAddressHeader ?? 'True-Client-IP',
    });
  }

  private constructor() {}
}

guardDoors('Akamai', Akamai);
