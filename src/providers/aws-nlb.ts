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
  /**
   * EKS Auto Mode: `loadBalancerClass: eks.amazonaws.com/nlb`. PROXY is an attribute of its target groups, since it does not read `aws-load-balancer-proxy-protocol`.
   * @see https://docs.aws.amazon.com/eks/latest/userguide/auto-configure-nlb.html
   */
  EKS_AUTO_MODE = 'eks-auto-mode',
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
   * ARNs of certificates (`aws-load-balancer-ssl-cert`): the NLB terminates TLS on `sslPorts`, and sends what was in it to the gateway, whose servers on these
   * ports are then `GatewayServer.http`; they see `X-Forwarded-Proto: http`. The cloud provider takes one.
   * @default - none: TLS is passed through
   */
  readonly sslCert?: string[];
  /**
   * Ports of the Service on which it terminates TLS (`aws-load-balancer-ssl-ports`).
   * @default - [443] with `sslCert`
   */
  readonly sslPorts?: number[];
  /**
   * IDs or names of its subnets (`aws-load-balancer-subnets`), one in each zone.
   * @default - its controller finds them by their tags
   */
  readonly subnets?: string[];
  /**
   * Allocation IDs of its Elastic IP addresses (`aws-load-balancer-eip-allocations`), as many as it has subnets and in their order; only where it is
   * internet-facing.
   * @default - AWS chooses its addresses
   */
  readonly eipAllocations?: string[];
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
  assertPlace(options, controller);
  const sslPorts = options.sslCert ? options.sslPorts ?? [443] : [];
  return new Nlb(controller, sslPorts, {
    name: 'nlb',
    multiTenant: false,
    keepsPacketSource: preserve,
    sendsProxyProtocol: options.proxyProtocol,
    targetType: options.targetType,
    connectsFrom: options.connectsFrom,
    originLock: options.originLock,
    statusPortProxyProtocol: options.proxyProtocol && options.targetType === TargetType.PODS,
    service: {
      type: GatewayServiceType.LOAD_BALANCER,
      loadBalancerClass: CLASSES[controller],
      annotations: { ...ANNOTATIONS[controller](options, preserve), ...placeAnnotations(options, sslPorts) },
    },
  });
}

const CLASSES: { readonly [controller: string]: string | undefined } = {
  [NlbController.LOAD_BALANCER_CONTROLLER]: 'service.k8s.aws/nlb',
  [NlbController.EKS_AUTO_MODE]: 'eks.amazonaws.com/nlb',
};

type Annotate = (options: NlbOptions, preserve: boolean) => { [name: string]: string };

const ANNOTATIONS: Record<NlbController, Annotate> = {
  [NlbController.LOAD_BALANCER_CONTROLLER]: controllerAnnotations,
  [NlbController.EKS_AUTO_MODE]: autoModeAnnotations,
  [NlbController.CLOUD_PROVIDER]: cloudProviderAnnotations,
};

/** Throws where its controller would build nothing, or something else. */
function assertPlace({ internetFacing, sslCert, sslPorts, subnets, eipAllocations }: NlbOptions, controller: NlbController): void {
  const wrong: [boolean, string, string, string][] = [
    [[sslCert, sslPorts, subnets, eipAllocations].some(list => list?.length === 0), 'an empty list', 'it could mean none or all', 'leave it out'],
    [sslPorts !== undefined && !sslCert, 'sslPorts without sslCert', 'without a certificate it terminates no TLS', 'write sslCert: […], or leave sslPorts out'],
    [eipAllocations !== undefined && !internetFacing, 'eipAllocations on an internal NLB', 'AWS gives Elastic IP addresses to internet-facing ones alone',
      'write internetFacing: true, or leave eipAllocations out'],
    [eipAllocations !== undefined && subnets !== undefined && eipAllocations.length !== subnets.length,
      `${eipAllocations?.length} eipAllocations for ${subnets?.length} subnets`, 'the controller builds nothing unless there is one for each', 'write as many of both'],
    [controller === NlbController.CLOUD_PROVIDER && (sslCert?.length ?? 0) > 1, `${sslCert?.length} certificates with NlbController.CLOUD_PROVIDER`,
      'the cloud provider reads the whole annotation as one ARN', 'write one, or NlbController.LOAD_BALANCER_CONTROLLER'],
    [controller === NlbController.EKS_AUTO_MODE && eipAllocations !== undefined, 'eipAllocations with NlbController.EKS_AUTO_MODE',
      'it is not among the annotations that AWS names for EKS Auto Mode, so nobody knows whether it is read', 'leave it out, or use the AWS Load Balancer Controller'],
  ];
  const [, what, why, instead] = wrong.find(([is]) => is) ?? [];
  if (what) throw new Fault('nlb-annotations', { what: `Aws.nlb: ${what}`, why: why!, instead: instead! });
}

/** In which subnets it is, with which addresses, and where TLS ends. */
function placeAnnotations({ sslCert, subnets, eipAllocations }: NlbOptions, sslPorts: readonly number[]): { [name: string]: string } {
  const lists = { 'ssl-cert': sslCert, 'ssl-ports': sslPorts, subnets, 'eip-allocations': eipAllocations };
  return Object.fromEntries(Object.entries(lists).flatMap(([name, list]) => list?.length ? [[`${LB}-${name}`, list.join(',')]] : []));
}

class Nlb extends TrustedProxy {
  public constructor(private readonly controller: NlbController, private readonly sslPorts: readonly number[], options: Layer4ProxyOptions) {
    super(4, options);
  }

  /** @internal */
  public override get _refusesUdp(): string | undefined {
    if (this.controller === NlbController.CLOUD_PROVIDER) return 'the cloud provider makes no load balancer at all for a Service with ports of both';
    if (this.controller === NlbController.EKS_AUTO_MODE) return 'AWS names no annotation by which EKS Auto Mode listens for both on one port';
    return this.keepsPacketSource ? undefined : 'AWS refuses to replace the source of UDP packets (preserve_client_ip.enabled=false)';
  }

  /** @internal */
  public override _endsTlsOn(port: number): boolean {
    return this.sslPorts.includes(port);
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

/** @see https://github.com/awsdocs/amazon-eks-user-guide/blob/1eb6aa42/latest/ug/automode/auto-configure-nlb.adoc */
function autoModeAnnotations(options: NlbOptions, preserve: boolean): { [name: string]: string } {
  return {
    [`${LB}-nlb-target-type`]: awsTargetType(options.targetType),
    [`${LB}-scheme`]: options.internetFacing ? 'internet-facing' : 'internal',
    [`${LB}-target-group-attributes`]: `preserve_client_ip.enabled=${preserve},proxy_protocol_v2.enabled=${options.proxyProtocol}`,
    ...options.proxyProtocol ? healthCheck(options) : {},
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
