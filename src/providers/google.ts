import { GoogleProxyNetworkOptions, PrivateServiceConnectOptions, privateServiceConnect, proxyNetwork } from './google-proxies';
import { guardDoors } from '../doors/door';
import { READY_PATH, STATUS_PORT } from '../istio/status-port';
import { IpBlocks } from '../net';
import { GatewayServiceType, HttpProxyOptions, OriginLock, TargetType, TrustedProxy, XForwardedFor } from '../topology';

/** An external Application Load Balancer. */
export interface GoogleHttpOptions {
  /** The addresses from which Google's front ends connect: 35.191.0.0/16 and 130.211.0.0/22, as Google publishes them. */
  readonly connectsFrom: IpBlocks;
  /**
   * What proves that traffic came through it.
   * @default - only its address
   */
  readonly originLock?: OriginLock;
}

/** Google Cloud. Its passthrough load balancers are `LoadBalancer.of` with `GOOGLE_PASSTHROUGH` and `GOOGLE_INTERNAL_PASSTHROUGH`. */
export class Google {
  /** A proxy Network Load Balancer (TCP or SSL) on network endpoint groups of the gateway's Service. It is made outside the cluster (see the runbook). */
  public static proxyNetwork(options: GoogleProxyNetworkOptions): TrustedProxy {
    return proxyNetwork(options);
  }

  /**
   * Private Service Connect: a ServiceAttachment, which replaces the source by an address of its NAT subnet, in front of
   * `LoadBalancer.of(LoadBalancerName.GOOGLE_INTERNAL_PASSTHROUGH)`.
   * Consumers choose the addresses in their own networks freely: a list tells one consumer's clients apart, but never one consumer from another.
   */
  public static privateServiceConnect(options: PrivateServiceConnectOptions): TrustedProxy {
    return privateServiceConnect(options);
  }

  /**
   * The external Application Load Balancer (HTTP(S)), global or classic, with container-native targets.
   * It appends **two** entries to X-Forwarded-For, the client and its own address. Its Ingress is not made here (see the runbook).
   * That the regional and internal ones do the same is not confirmed: look at what they send, and declare them with `TrustedProxy.http`.
   */
  public static http(options: GoogleHttpOptions): TrustedProxy {
    return new GoogleHttp({
      name: 'google-http',
      multiTenant: false,
      xForwardedFor: XForwardedFor.APPEND,
      entriesAppended: 2,
      targetType: TargetType.PODS,
      connectsFrom: options.connectsFrom,
      originLock: options.originLock,
      service: { type: GatewayServiceType.CLUSTER_IP, annotations: { 'cloud.google.com/neg': '{"ingress": true}' } },
    });
  }

  private constructor() {}
}

guardDoors('Google', Google);

class GoogleHttp extends TrustedProxy {
  public constructor(options: HttpProxyOptions) {
    super(7, { ...options, keepsPacketSource: false }, options);
  }

  /** @internal */
  public override get _passesTls(): boolean {
    return false;
  }

  /** @internal */
  public override _instructions(): string[] {
    return [
      "Ingress (class `gce`) whose backend is the gateway's Service; the Service's annotation `cloud.google.com/neg` makes the pods its targets",
      `BackendConfig with a health check on port ${STATUS_PORT}, path \`${READY_PATH}\``,
    ];
  }
}
