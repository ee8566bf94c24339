import { IpBlocks } from '../net';
import { HttpProxyOptions, OriginLock, TargetType, TrustedProxy, TrustedProxyOptions, XForwardedFor } from '../topology';

/** An Application Gateway v2 for HTTP. */
export interface ApplicationGatewayOptions {
  /** The addresses from which it connects: the block of its subnet. */
  readonly connectsFrom: IpBlocks;
  /**
   * Whether a rewrite rule sets X-Forwarded-For to `{var_add_x_forwarded_for_proxy}`. Without it the gateway appends the client as ip:port,
   * which Envoy cannot read.
   */
  readonly rewritesForwardedFor: boolean;
  /**
   * What it connects to: pods with the ingress controller for Application Gateway.
   * @default - the load balancer that follows
   */
  readonly targetType?: TargetType;
  /**
   * What proves that traffic came through it.
   * @default - only its address
   */
  readonly originLock?: OriginLock;
}

/** An Application Gateway v2 for TCP and TLS. */
export interface ApplicationGatewayTcpOptions {
  /** Whether its backend settings have `EnableClientIpPreservation`, by which it sends PROXY version 1. */
  readonly proxyProtocol: boolean;
  /** The addresses from which it connects: the block of its subnet. */
  readonly connectsFrom: IpBlocks;
  /**
   * What it connects to.
   * @default - the load balancer that follows
   */
  readonly targetType?: TargetType;
  /**
   * What proves that traffic came through it.
   * @default - only its address
   */
  readonly originLock?: OriginLock;
}

export function applicationGateway(options: ApplicationGatewayOptions): TrustedProxy {
  return new ApplicationGateway({
    name: 'application-gateway',
    multiTenant: false,
    xForwardedFor: XForwardedFor.APPEND,
    entriesWithPort: !options.rewritesForwardedFor,
    connectsFrom: options.connectsFrom,
    targetType: options.targetType,
    originLock: options.originLock,
  });
}

export function applicationGatewayTcp(options: ApplicationGatewayTcpOptions): TrustedProxy {
  return new ApplicationGatewayTcp({
    name: 'application-gateway',
    multiTenant: false,
    sendsProxyProtocol: options.proxyProtocol,
    connectsFrom: options.connectsFrom,
    targetType: options.targetType,
    originLock: options.originLock,
  });
}

class ApplicationGateway extends TrustedProxy {
  public constructor(options: HttpProxyOptions) {
    super(7, { ...options, keepsPacketSource: false }, options);
  }

  /** @internal */
  public override get _passesTls(): boolean {
    return false;
  }

  /** @internal */
  public override _instructions(): string[] {
    return this.entriesWithPort ? [] : ['rewrite rule: request header `X-Forwarded-For` to `{var_add_x_forwarded_for_proxy}`'];
  }
}

class ApplicationGatewayTcp extends TrustedProxy {
  public constructor(options: TrustedProxyOptions) {
    super(4, { ...options, keepsPacketSource: false });
  }

  /** @internal */
  public override _instructions(): string[] {
    return [
      `backend settings: \`EnableClientIpPreservation: ${this.sendsProxyProtocol}\``,
      ...this.sendsProxyProtocol ? [
        'health probe: a custom one for TCP with `EnableProbeProxyProtocolHeader: true`, since the gateway refuses HTTP without the header',
      ] : [],
    ];
  }
}
