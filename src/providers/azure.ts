import { ApplicationGatewayOptions, ApplicationGatewayTcpOptions, applicationGateway, applicationGatewayTcp } from './azure-application-gateway';
import { guardDoors } from '../doors/door';
import { Fault } from '../fault';
import { IpBlocks } from '../net';
import { OriginLock, TrustedProxy, XForwardedFor } from '../topology';

/** Azure Front Door. */
export interface FrontDoorOptions {
  /** The ranges of the service tag AzureFrontDoor.Backend, such as `IpBlocks.fromFile('azure-service-tags.json', …)`. */
  readonly connectsFrom: IpBlocks;
  /**
   * What proves that a request came through **your** profile, since anybody can rent Front Door:
   * `OriginLock.header('x-azure-fdid', …)` with the profile's id, which Front Door overwrites in every request.
   */
  readonly originLock: OriginLock;
  /**
   * `X-Azure-SocketIP`: lists then read it instead of X-Forwarded-For, and need `MatchEngine.ipTrie()`.
   * Not `X-Azure-ClientIP`, which Front Door reads from the client's own X-Forwarded-For.
   * @default - X-Forwarded-For
   */
  readonly clientAddressHeader?: string;
}

/** Microsoft Azure. Its Standard Load Balancer and its Private Link Service are `LoadBalancer.of` with `AZURE` and `AZURE_PRIVATE_LINK`. */
export class Azure {
  /** Front Door: keeps the client's X-Forwarded-For and appends one entry, the address that it sees. */
  public static frontDoor(options: FrontDoorOptions): TrustedProxy {
    if (options.clientAddressHeader?.toLowerCase() === 'x-azure-clientip') {
      throw new Fault('client-address-header', {
        what: `clientAddressHeader of Azure Front Door is "${options.clientAddressHeader}"`,
        why: "Front Door reads it from the client's own X-Forwarded-For, so clients would choose their address",
        instead: "write 'X-Azure-SocketIP', or leave it out",
      });
    }
    return TrustedProxy.http({ name: 'azure-front-door', multiTenant: true, xForwardedFor: XForwardedFor.APPEND, ...options });
  }

  /** Application Gateway v2 for HTTP. Its rules are not made here (see the runbook). */
  public static applicationGateway(options: ApplicationGatewayOptions): TrustedProxy {
    return applicationGateway(options);
  }

  /** Application Gateway v2 for TCP and TLS. Its settings are not made here (see the runbook). */
  public static applicationGatewayTcp(options: ApplicationGatewayTcpOptions): TrustedProxy {
    return applicationGatewayTcp(options);
  }

  private constructor() {}
}

guardDoors('Azure', Azure);
