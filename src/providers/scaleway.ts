import { LoadBalancer, LoadBalancerOptions } from './load-balancer';
import { LoadBalancerName } from './load-balancer-name';
import { TrustedProxy } from '../topology';

/** Scaleway. */
export class Scaleway {
  /** The Load Balancer of a Kapsule Service. With PROXY, version 2, its controller sets ipMode by itself. */
  public static loadBalancer(options: LoadBalancerOptions = {}): TrustedProxy {
    return LoadBalancer.of(LoadBalancerName.SCALEWAY, options);
  }

  private constructor() {}
}
