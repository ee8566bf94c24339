import { awsTargetType } from './aws-target-type';
import { Fault } from '../fault';
import { READY_PATH, STATUS_PORT } from '../istio/status-port';
import { IpBlocks } from '../net';
import { GatewayServiceType, HttpProxyOptions, OriginLock, TargetType, TrustedProxy, XForwardedFor } from '../topology';

/** An Application Load Balancer. */
export interface AlbOptions {
  /** What it connects to: NODES is AWS' target type `instance`, PODS is `ip`. */
  readonly targetType: TargetType;
  /** The addresses from which it connects: the blocks of its subnets. */
  readonly connectsFrom: IpBlocks;
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
   * What proves that traffic came through it.
   * @default - only its address
   */
  readonly originLock?: OriginLock;
}

export function alb(options: AlbOptions): TrustedProxy {
  return new Alb({
    name: 'alb',
    multiTenant: false,
    xForwardedFor: options.xForwardedFor ?? XForwardedFor.APPEND,
    entriesWithPort: options.xffClientPort,
    targetType: options.targetType,
    connectsFrom: options.connectsFrom,
    originLock: options.originLock,
    service: { type: options.targetType === TargetType.PODS ? GatewayServiceType.CLUSTER_IP : GatewayServiceType.NODE_PORT },
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
    super(7, { ...options, keepsPacketSource: false }, options);
    if (!(this.xForwardedFor in XFF_MODES)) {
      throw new Fault('alb-xff-mode', {
        what: `an Application Load Balancer cannot do "${this.xForwardedFor}" to X-Forwarded-For`,
        why: 'its attribute routing.http.xff_header_processing.mode has append, preserve and remove only, so the count would be wrong',
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
    return [
      `Ingress annotation \`alb.ingress.kubernetes.io/target-type: ${awsTargetType(this.targetType!)}\`, backend: the gateway's Service`,
      'Ingress annotation `alb.ingress.kubernetes.io/load-balancer-attributes: '
        + `routing.http.xff_header_processing.mode=${XFF_MODES[this.xForwardedFor]},routing.http.xff_client_port.enabled=${this.entriesWithPort}\``,
      `Ingress annotations \`alb.ingress.kubernetes.io/healthcheck-port: "${STATUS_PORT}"\` and \`alb.ingress.kubernetes.io/healthcheck-path: ${READY_PATH}\``
        + (this.targetType === TargetType.PODS ? '' : ` (with the node port of ${STATUS_PORT})`),
    ];
  }
}
