import { Fault } from '../fault';
import { IpBlocks } from '../net';
import {
  GatewayServiceType, GatewayTargets, HttpProxyOptions, OriginLock, PacketSource, TrustedProxy, XForwardedFor,
} from '../topology';

const LB = 'service.beta.kubernetes.io/aws-load-balancer';

/** What a Network Load Balancer connects to. */
export enum NlbTargetType {
  /** Ports of the nodes. */
  INSTANCE = 'instance',
  /** Addresses of the pods. */
  IP = 'ip',
}

/** Who makes the Network Load Balancer. They read different annotations. */
export enum NlbController {
  /** The AWS Load Balancer Controller: `loadBalancerClass: service.k8s.aws/nlb`. */
  LOAD_BALANCER_CONTROLLER = 'aws-load-balancer-controller',
  /** The cloud provider, version 1.34 or later: `aws-load-balancer-type: nlb`. Nodes only. */
  CLOUD_PROVIDER = 'cloud-provider-aws',
}

/** Access logs of a Classic ELB, written to S3. */
export interface ElbAccessLog {
  /** Name of the bucket. */
  readonly s3BucketName: string;
  /**
   * Prefix of the objects.
   * @default - none
   */
  readonly s3BucketPrefix?: string;
  /**
   * Minutes between two files, 5 or 60.
   * @default 60
   */
  readonly emitIntervalMinutes?: number;
}

export interface ClassicElbOptions {
  /** Whether it takes connections from the internet. */
  readonly internetFacing: boolean;
  /** The addresses from which it connects: the blocks of the subnets that it stands in. */
  readonly addresses: IpBlocks;
  /**
   * Access logs to S3.
   * @default - none
   */
  readonly accessLog?: ElbAccessLog;
  /**
   * What proves it.
   * @default - only its address
   */
  readonly originLock?: OriginLock;
}

export interface NlbOptions {
  /** Who makes it. */
  readonly controller: NlbController;
  /** What it connects to. */
  readonly targetType: NlbTargetType;
  /** Whether it takes connections from the internet. */
  readonly internetFacing: boolean;
  /** Whether it sends PROXY version 2. */
  readonly proxyProtocol: boolean;
  /**
   * `preserve_client_ip`: whether packets keep the client's address. Always written out, because its own default depends on the target type.
   * @default - the opposite of `proxyProtocol`
   */
  readonly preserveClientIp?: boolean;
  /**
   * The addresses from which it connects when it does not preserve the client's: the blocks of its subnets.
   * @default - unknown; an error where a guard needs them
   */
  readonly addresses?: IpBlocks;
  /**
   * What proves it.
   * @default - only its address
   */
  readonly originLock?: OriginLock;
}

export interface AlbOptions {
  /** What it connects to. */
  readonly targetType: NlbTargetType;
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

/** Amazon Web Services. */
export class Aws {
  /**
   * A Classic Load Balancer that sends PROXY version 1, made by the cloud provider from the Service.
   * Its source is replaced, and its targets are nodes.
   */
  public static classicElb(options: ClassicElbOptions): TrustedProxy {
    return TrustedProxy.layer4({
      name: 'classic-elb',
      multiTenant: false,
      packetSource: PacketSource.REPLACED,
      sendsProxyProtocol: true,
      targets: GatewayTargets.NODES,
      addresses: options.addresses,
      originLock: options.originLock,
      service: {
        annotations: {
          [`${LB}-backend-protocol`]: 'tcp',
          [`${LB}-proxy-protocol`]: '*',
          ...options.internetFacing ? {} : { [`${LB}-internal`]: 'true' },
          ...accessLogAnnotations(options.accessLog),
        },
      },
    });
  }

  /** A Network Load Balancer, with PROXY version 2 or with the packet source preserved. */
  public static nlb(options: NlbOptions): TrustedProxy {
    const preserve = options.preserveClientIp ?? !options.proxyProtocol;
    if (options.controller === NlbController.CLOUD_PROVIDER && options.targetType === NlbTargetType.IP) {
      throw new Fault('nlb-targets', {
        what: `targetType "${options.targetType}" with controller "${options.controller}"`,
        why: 'the cloud provider registers nodes only and ignores the wish, so the guards would be made for the wrong path',
        instead: 'write NlbTargetType.INSTANCE, or NlbController.LOAD_BALANCER_CONTROLLER',
      });
    }
    return TrustedProxy.layer4({
      name: 'nlb',
      multiTenant: false,
      packetSource: preserve ? PacketSource.KEPT : PacketSource.REPLACED,
      sendsProxyProtocol: options.proxyProtocol,
      targets: options.targetType === NlbTargetType.IP ? GatewayTargets.PODS : GatewayTargets.NODES,
      addresses: options.addresses,
      originLock: options.originLock,
      statusPortProxyProtocol: options.proxyProtocol && options.targetType === NlbTargetType.IP,
      service: options.controller === NlbController.LOAD_BALANCER_CONTROLLER
        ? { type: GatewayServiceType.LOAD_BALANCER, loadBalancerClass: 'service.k8s.aws/nlb', annotations: controllerAnnotations(options, preserve) }
        : { type: GatewayServiceType.LOAD_BALANCER, annotations: cloudProviderAnnotations(options, preserve) },
    });
  }

  /** An Application Load Balancer in front of the gateway's Service; its Ingress is not made here (see the runbook). */
  public static alb(options: AlbOptions): TrustedProxy {
    const pods = options.targetType === NlbTargetType.IP;
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

  private constructor() {}
}

/** The values of the ALB attribute, by what they mean. */
const XFF_MODES: { [mode: string]: string } = {
  [XForwardedFor.APPEND]: 'append',
  [XForwardedFor.PRESERVE]: 'preserve',
  [XForwardedFor.REMOVE]: 'remove',
};

class Alb extends TrustedProxy {
  public constructor(options: HttpProxyOptions) {
    super(7, options, PacketSource.REPLACED, options.xForwardedFor, 1, options.entriesWithPort);
    if (!(this.xForwardedFor in XFF_MODES)) {
      throw new Fault('alb-xff-mode', {
        what: `an Application Load Balancer cannot do "${this.xForwardedFor}" to X-Forwarded-For`,
        why: 'its attribute routing.http.xff_header_processing.mode knows append, preserve and remove, and the count would be wrong',
        instead: 'write XForwardedFor.APPEND, PRESERVE or REMOVE',
      });
    }
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

function accessLogAnnotations(log?: ElbAccessLog): { [name: string]: string } {
  if (!log) {
    return {};
  }
  const minutes = log.emitIntervalMinutes ?? 60;
  if (minutes !== 5 && minutes !== 60) {
    throw new Fault('elb-access-log', {
      what: `emitIntervalMinutes is ${minutes}`,
      why: 'a Classic ELB writes its access log every 5 or every 60 minutes and refuses anything else',
      instead: 'write 5 or 60',
    });
  }
  return {
    [`${LB}-access-log-enabled`]: 'true',
    [`${LB}-access-log-emit-interval`]: String(minutes),
    [`${LB}-access-log-s3-bucket-name`]: log.s3BucketName,
    ...log.s3BucketPrefix === undefined ? {} : { [`${LB}-access-log-s3-bucket-prefix`]: log.s3BucketPrefix },
  };
}

function controllerAnnotations(options: NlbOptions, preserve: boolean): { [name: string]: string } {
  return {
    [`${LB}-nlb-target-type`]: options.targetType,
    [`${LB}-scheme`]: options.internetFacing ? 'internet-facing' : 'internal',
    [`${LB}-target-group-attributes`]: `preserve_client_ip.enabled=${preserve}`,
    ...options.proxyProtocol ? { [`${LB}-proxy-protocol`]: '*', ...healthCheck(options) } : {},
  };
}

/** The health check carries the PROXY header too, and kube-proxy's own check (the default with Local) cannot read it. */
function healthCheck(options: NlbOptions): { [name: string]: string } {
  return options.targetType === NlbTargetType.IP
    ? { [`${LB}-healthcheck-port`]: '15021', [`${LB}-healthcheck-protocol`]: 'http', [`${LB}-healthcheck-path`]: '/healthz/ready' }
    : { [`${LB}-healthcheck-port`]: 'traffic-port', [`${LB}-healthcheck-protocol`]: 'tcp' };
}

function cloudProviderAnnotations(options: NlbOptions, preserve: boolean): { [name: string]: string } {
  return {
    [`${LB}-type`]: 'nlb',
    [`${LB}-target-group-attributes`]: `preserve_client_ip.enabled=${preserve},proxy_protocol_v2.enabled=${options.proxyProtocol}`,
    ...options.internetFacing ? {} : { [`${LB}-internal`]: 'true' },
    ...options.proxyProtocol ? { [`${LB}-healthcheck-port`]: 'traffic-port', [`${LB}-healthcheck-protocol`]: 'tcp' } : {},
  };
}
