import { IpBlocks } from '../net';
import {
  GatewayServiceType, GatewayTargets, HttpProxyOptions, OriginLock, PacketSource, TrustedProxy, XForwardedFor,
} from '../topology';

/** An external Application Load Balancer. */
export interface GoogleHttpOptions {
  /** The addresses from which Google's front ends connect: 35.191.0.0/16 and 130.211.0.0/22, as Google publishes them. */
  readonly addresses: IpBlocks;
  /**
   * What proves it.
   * @default - only its address
   */
  readonly originLock?: OriginLock;
}

/** Google Cloud. */
export class Google {
  /** The external passthrough Network Load Balancer of a GKE Service: packets keep the client's address; there is no PROXY. */
  public static passthrough(): TrustedProxy {
    return TrustedProxy.layer4({
      name: 'google-passthrough',
      multiTenant: false,
      packetSource: PacketSource.KEPT,
      targets: GatewayTargets.NODES,
      service: { annotations: { 'cloud.google.com/l4-rbs': 'enabled' } },
    });
  }

  /**
   * The external Application Load Balancer (HTTP(S)) with container-native targets.
   * It appends **two** entries to X-Forwarded-For, the client and its own address. Its Ingress is not made here (see the runbook).
   */
  public static http(options: GoogleHttpOptions): TrustedProxy {
    return new GoogleHttp({
      name: 'google-http',
      multiTenant: false,
      xForwardedFor: XForwardedFor.APPEND,
      entriesAppended: 2,
      targets: GatewayTargets.PODS,
      addresses: options.addresses,
      originLock: options.originLock,
      service: { type: GatewayServiceType.CLUSTER_IP, annotations: { 'cloud.google.com/neg': '{"ingress": true}' } },
    });
  }

  private constructor() {}
}

class GoogleHttp extends TrustedProxy {
  public constructor(options: HttpProxyOptions) {
    super(7, options, PacketSource.REPLACED, options);
  }

  /** @internal */
  public override _instructions(): string[] {
    return [
      "Ingress (class `gce`) whose backend is the gateway's Service; the Service's annotation `cloud.google.com/neg` makes the pods its targets",
      'BackendConfig with a health check on port 15021, path `/healthz/ready`',
    ];
  }
}
