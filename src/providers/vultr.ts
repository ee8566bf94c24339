import { LoadBalancer, LoadBalancerOptions } from './load-balancer';
import { LoadBalancerName } from './load-balancer-name';
import { TrustedProxy } from '../topology';

/** Vultr. */
export class Vultr {
  /** The Load Balancer of a VKE Service. With PROXY it needs a `hairpin`. */
  public static loadBalancer(options: LoadBalancerOptions = {}): TrustedProxy {
    return LoadBalancer.of(LoadBalancerName.VULTR, options);
  }

  private constructor() {}
}
