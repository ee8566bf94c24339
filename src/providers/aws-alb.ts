import { Fault } from '../fault';
import { IpBlocks } from '../net';
import { GatewayServiceType, GatewayTargets, HttpProxyOptions, OriginLock, PacketSource, TrustedProxy, XForwardedFor } from '../topology';

/** What an Application Load Balancer connects to. */
export enum AlbTargetType {
  /** Ports of the nodes. */
  INSTANCE = 'instance',
  /** Addresses of the pods. */
  IP = 'ip',
}

/** An Application Load Balancer. */
export interface AlbOptions {
  /** What it connects to. */
  readonly targetType: AlbTargetType;
  /** The addresses from which it connects: the blocks of its subnets. */
  readonly addresses: IpBlocks;
  /**
   * `routing.http.xff_header_processing.mode`.
   * @default XForwardedFor.APPEND
   */
  readonly xForwardedFor?: XForwardedFor;
  /**
   * `routing.http.xff_client_port.enabled`: entries with the client's port, which Envoy cannot read.
   * @default false
   */
  readonly xffClientPort?: boolean;
  /**
   * What proves it.
   * @default - only its address
   */
  readonly originLock?: OriginLock;
}

export function alb(options: AlbOptions): TrustedProxy {
  const pods = options.targetType === AlbTargetType.IP;
  return new Alb({
    name: 'alb',
    multiTenant: false,
    xForwardedFor: options.xForwardedFor ?? XForwardedFor.APPEND,
    entriesWithPort: options.xffClientPort,
    targets: pods ? GatewayTargets.PODS : GatewayTargets.NODES,
    addresses: options.addresses,
    originLock: options.originLock,
    service: { type: pods ? GatewayServiceType.CLUSTER_IP : GatewayServiceType.NODE_PORT },
  });
}

/** The values of the ALB attribute, by what they mean. */
const XFF_MODES: { [mode: string]: string } = {
  [XForwardedFor.APPEND]: 'append',
  [XForwardedFor.PRESERVE]: 'preserve',
  [XForwardedFor.REMOVE]: 'remove',
};

class Alb extends TrustedProxy {
  public constructor(options: HttpProxyOptions) {
    super(7, options, PacketSource.REPLACED, options);
    if (!(this.xForwardedFor in XFF_MODES)) {
      throw new Fault('alb-xff-mode', {
        what: `an Application Load Balancer cannot do "${this.xForwardedFor}" to X-Forwarded-For`,
        why: 'its attribute routing.http.xff_header_processing.mode knows append, preserve and remove, and the count would be wrong',
        instead: 'write XForwardedFor.APPEND, PRESERVE or REMOVE',
      });
    }
  }

  /** @internal */
  public override get _passesTls(): boolean {
    return false;
  }

  /** @internal */
  public override _instructions(): string[] {
    const targetType = this.targets === GatewayTargets.PODS ? 'ip' : 'instance';
    return [
      `Ingress annotation \`alb.ingress.kubernetes.io/target-type: ${targetType}\`, backend: the gateway's Service`,
      'Ingress annotation `alb.ingress.kubernetes.io/load-balancer-attributes: '
        + `routing.http.xff_header_processing.mode=${XFF_MODES[this.xForwardedFor]},routing.http.xff_client_port.enabled=${this.entriesWithPort}\``,
      'Ingress annotations `alb.ingress.kubernetes.io/healthcheck-port: "15021"` and `alb.ingress.kubernetes.io/healthcheck-path: /healthz/ready`'
        + (targetType === 'ip' ? '' : ' (with the node port of 15021)'),
    ];
  }
}
