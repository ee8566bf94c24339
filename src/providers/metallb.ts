import { LoadBalancer, LoadBalancerOptions } from './load-balancer';
import { LoadBalancerName } from './load-balancer-name';
import { TrustedProxy } from '../topology';

/** MetalLB. */
export class MetalLb {
  /** An address that MetalLB announces, by layer 2 or BGP: packets keep the client's address; there is no PROXY. */
  public static loadBalancer(options: LoadBalancerOptions = {}): TrustedProxy {
    return LoadBalancer.of(LoadBalancerName.METALLB, options);
  }

  private constructor() {}
}
