import { GatewayTargets, PacketSource, TrustedProxy } from '../topology';

/** A Standard Load Balancer. */
export interface AzureLoadBalancerOptions {
  /** Whether it takes connections from the internet. */
  readonly internetFacing: boolean;
}

/** Microsoft Azure. */
export class Azure {
  /** The Standard Load Balancer of an AKS Service: packets keep the client's address; there is no PROXY. */
  public static loadBalancer(options: AzureLoadBalancerOptions): TrustedProxy {
    return TrustedProxy.layer4({
      name: 'azure-lb',
      multiTenant: false,
      packetSource: PacketSource.KEPT,
      targets: GatewayTargets.NODES,
      service: options.internetFacing ? {} : { annotations: { 'service.beta.kubernetes.io/azure-load-balancer-internal': 'true' } },
    });
  }

  private constructor() {}
}
