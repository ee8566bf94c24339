import { READY_PATH, STATUS_PORT } from '../istio/status-port';
import { IpBlocks } from '../net';
import { GatewayServiceType, OriginLock, ServicePortName, TargetType, TrustedProxy, TrustedProxyOptions } from '../topology';

/** A proxy Network Load Balancer. */
export interface GoogleProxyNetworkOptions {
  /** Whether its target proxy has `proxyHeader: PROXY_V1`. */
  readonly proxyProtocol: boolean;
  /** The addresses from which it connects: Google's front ends (35.191.0.0/16 and 130.211.0.0/22), or the proxy-only subnet of a regional one. */
  readonly connectsFrom: IpBlocks;
  /**
   * What proves that traffic came through it.
   * @default - only its address
   */
  readonly originLock?: OriginLock;
}

/** A ServiceAttachment. */
export interface PrivateServiceConnectOptions {
  /** Whether the ServiceAttachment has `spec.proxyProtocol: true`. */
  readonly proxyProtocol: boolean;
  /** The addresses from which it connects: its NAT subnets. */
  readonly connectsFrom: IpBlocks;
  /**
   * What proves that traffic came through it.
   * @default - only its address
   */
  readonly originLock?: OriginLock;
}

export function proxyNetwork({ proxyProtocol, connectsFrom, originLock }: GoogleProxyNetworkOptions): TrustedProxy {
  return new ProxyNetwork({
    name: 'google-proxy-network',
    multiTenant: false,
    sendsProxyProtocol: proxyProtocol,
    targetType: TargetType.PODS,
    connectsFrom,
    originLock,
    service: { type: GatewayServiceType.CLUSTER_IP },
  });
}

export function privateServiceConnect({ proxyProtocol, connectsFrom, originLock }: PrivateServiceConnectOptions): TrustedProxy {
  return new PrivateServiceConnect({ name: 'private-service-connect', multiTenant: false, sendsProxyProtocol: proxyProtocol, connectsFrom, originLock });
}

class ProxyNetwork extends TrustedProxy {
  public constructor(options: TrustedProxyOptions) {
    super(4, { ...options, keepsPacketSource: false });
  }

  /** The endpoint groups, which name the Service's ports. @internal */
  public override _serviceAnnotations(ports: readonly ServicePortName[]): { readonly [name: string]: string } {
    const exposed = Object.fromEntries(ports.map(({ port }) => [port, {}]));
    return { 'cloud.google.com/neg': JSON.stringify({ exposed_ports: exposed }) };
  }

  /** @internal */
  public override _instructions(): string[] {
    return [
      'backend service on the network endpoint groups that the annotation `cloud.google.com/neg` makes',
      `target proxy: \`proxyHeader: ${this.sendsProxyProtocol ? 'PROXY_V1' : 'NONE'}\``,
      `health check: HTTP on port ${STATUS_PORT}, path \`${READY_PATH}\`, with its own \`proxyHeader: NONE\``,
    ];
  }
}

class PrivateServiceConnect extends TrustedProxy {
  public constructor(options: TrustedProxyOptions) {
    super(4, { ...options, keepsPacketSource: false });
  }

  /** @internal */
  public override _instructions(): string[] {
    return [`ServiceAttachment (networking.gke.io/v1) on the gateway's Service: \`spec.proxyProtocol: ${this.sendsProxyProtocol}\``];
  }
}
