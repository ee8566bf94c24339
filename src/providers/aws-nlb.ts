import { Fault } from '../fault';
import { IpBlocks } from '../net';
import { GatewayServiceType, Layer4ProxyOptions, OriginLock, ServicePortName, TargetType, TrustedProxy } from '../topology';
import { awsTargetType } from './aws-target-type';
import { LB } from './catalogue/aws-annotations';
import { READY_PATH, STATUS_PORT } from '../istio/status-port';

/** Who makes the Network Load Balancer. They read different annotations. */
export enum NlbController {
  /** The AWS Load Balancer Controller: `loadBalancerClass: service.k8s.aws/nlb`. HTTP/3 needs its version 2.13 or later. */
  LOAD_BALANCER_CONTROLLER = 'aws-load-balancer-controller',
  /** The cloud provider, version 1.34 or later: `aws-load-balancer-type: nlb`. Nodes only. */
  CLOUD_PROVIDER = 'cloud-provider-aws',
}

/** A Network Load Balancer. */
export interface NlbOptions {
  /**
   * Who makes it.
   * @default NlbController.LOAD_BALANCER_CONTROLLER
   */
  readonly controller?: NlbController;
  /** What it connects to: NODES is AWS' target type `instance`, PODS is `ip`. */
  readonly targetType: TargetType;
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
  readonly connectsFrom?: IpBlocks;
  /**
   * What proves that traffic came through it.
   * @default - only its address
   */
  readonly originLock?: OriginLock;
}

export function nlb(options: NlbOptions): TrustedProxy {
  const preserve = options.preserveClientIp ?? !options.proxyProtocol;
  const controller = options.controller ?? NlbController.LOAD_BALANCER_CONTROLLER;
  if (controller === NlbController.CLOUD_PROVIDER && options.targetType === TargetType.PODS) {
    throw new Fault('nlb-targets', {
      what: 'TargetType.PODS with NlbController.CLOUD_PROVIDER',
      why: 'the cloud provider registers nodes only and ignores the target type, so the guards would be made for the wrong path',
      instead: 'write TargetType.NODES, or NlbController.LOAD_BALANCER_CONTROLLER',
    });
  }
  return new Nlb(controller, {
    name: 'nlb',
    multiTenant: false,
    keepsPacketSource: preserve,
    sendsProxyProtocol: options.proxyProtocol,
    targetType: options.targetType,
    connectsFrom: options.connectsFrom,
    originLock: options.originLock,
    statusPortProxyProtocol: options.proxyProtocol && options.targetType === TargetType.PODS,
    service: controller === NlbController.LOAD_BALANCER_CONTROLLER
      ? { type: GatewayServiceType.LOAD_BALANCER, loadBalancerClass: 'service.k8s.aws/nlb', annotations: controllerAnnotations(options, preserve) }
      : { type: GatewayServiceType.LOAD_BALANCER, annotations: cloudProviderAnnotations(options, preserve) },
  });
}

class Nlb extends TrustedProxy {
  public constructor(private readonly controller: NlbController, options: Layer4ProxyOptions) {
    super(4, options);
  }

  /** @internal */
  public override get _refusesUdp(): string | undefined {
    if (this.controller === NlbController.CLOUD_PROVIDER) return 'the cloud provider makes no load balancer at all for a Service with ports of both';
    return this.keepsPacketSource ? undefined : 'AWS refuses to replace the source of UDP packets (preserve_client_ip.enabled=false)';
  }

  /** AWS takes TCP and UDP on one port only as one listener. @internal */
  public override _serviceAnnotations(ports: readonly ServicePortName[]): { readonly [name: string]: string } {
    const udp = ports.some(({ protocol }) => protocol === 'UDP');
    return { ...this._service!.annotations, ...udp ? { [`${LB}-enable-tcp-udp-listener`]: 'true' } : {} };
  }
}

function controllerAnnotations(options: NlbOptions, preserve: boolean): { [name: string]: string } {
  return {
    [`${LB}-nlb-target-type`]: awsTargetType(options.targetType),
    [`${LB}-scheme`]: options.internetFacing ? 'internet-facing' : 'internal',
    [`${LB}-target-group-attributes`]: `preserve_client_ip.enabled=${preserve}`,
    ...options.proxyProtocol ? { [`${LB}-proxy-protocol`]: '*', ...healthCheck(options) } : {},
  };
}

/** The health check has the PROXY header too, and kube-proxy's own check (the default with Local) cannot read it. */
function healthCheck(options: NlbOptions): { [name: string]: string } {
  return options.targetType === TargetType.PODS
    ? { [`${LB}-healthcheck-port`]: String(STATUS_PORT), [`${LB}-healthcheck-protocol`]: 'http', [`${LB}-healthcheck-path`]: READY_PATH }
    : { [`${LB}-healthcheck-port`]: 'traffic-port', [`${LB}-healthcheck-protocol`]: 'tcp' };
}

function cloudProviderAnnotations(options: NlbOptions, preserve: boolean): { [name: string]: string } {
  return {
    [`${LB}-type`]: 'nlb',
    [`${LB}-target-group-attributes`]: `preserve_client_ip.enabled=${preserve},proxy_protocol_v2.enabled=${options.proxyProtocol}`,
    ...options.internetFacing ? {} : { [`${LB}-internal`]: 'true' },
    ...options.proxyProtocol ? healthCheck(options) : {},
  };
}
