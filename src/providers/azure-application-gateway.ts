import { IpBlocks } from '../net';
import { GatewayTargets, HttpProxyOptions, OriginLock, PacketSource, TrustedProxy, TrustedProxyOptions, XForwardedFor } from '../topology';

/** An Application Gateway v2 for HTTP. */
export interface ApplicationGatewayOptions {
  /** The addresses from which it connects: the block of its subnet. */
  readonly addresses: IpBlocks;
  /**
   * Whether a rewrite rule sets X-Forwarded-For to `{var_add_x_forwarded_for_proxy}`. Without it the gateway appends the client as ip:port,
   * which Envoy cannot read.
   */
  readonly rewritesForwardedFor: boolean;
  /**
   * Where its connections end: pods with the ingress controller for Application Gateway.
   * @default - at the load balancer that follows
   */
  readonly targets?: GatewayTargets;
  /**
   * What proves it.
   * @default - only its address
   */
  readonly originLock?: OriginLock;
}

/** An Application Gateway v2 for TCP and TLS. */
export interface ApplicationGatewayTcpOptions {
  /** Whether its backend settings have `EnableClientIpPreservation`, by which it sends PROXY version 1. */
  readonly proxyProtocol: boolean;
  /** The addresses from which it connects: the block of its subnet. */
  readonly addresses: IpBlocks;
  /**
   * Where its connections end.
   * @default - at the load balancer that follows
   */
  readonly targets?: GatewayTargets;
  /**
   * What proves it.
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
    addresses: options.addresses,
    targets: options.targets,
    originLock: options.originLock,
  });
}

export function applicationGatewayTcp(options: ApplicationGatewayTcpOptions): TrustedProxy {
  return new ApplicationGatewayTcp({
    name: 'application-gateway',
    multiTenant: false,
    sendsProxyProtocol: options.proxyProtocol,
    addresses: options.addresses,
    targets: options.targets,
    originLock: options.originLock,
  });
}

class ApplicationGateway extends TrustedProxy {
  public constructor(options: HttpProxyOptions) {
    super(7, options, PacketSource.REPLACED, options);
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
    super(4, options, PacketSource.REPLACED);
  }

  /** @internal */
  public override _instructions(): string[] {
    return [
      `backend settings: \`EnableClientIpPreservation: ${this.sendsProxyProtocol}\``,
      ...this.sendsProxyProtocol ? ['health probe: a custom one for TCP with `EnableProbeProxyProtocolHeader: true`, for the gateway refuses HTTP without the header'] : [],
    ];
  }
}
