import { LoadBalancer, LoadBalancerOptions } from './load-balancer';
import { LoadBalancerName } from './load-balancer-name';
import { TrustedProxy } from '../topology';

/** Linode, also called Akamai Connected Cloud. */
export class Linode {
  /** The NodeBalancer of a Service. With PROXY, version 2, its status shows its name alone, so that clients inside the cluster pass through it. */
  public static nodeBalancer(options: LoadBalancerOptions = {}): TrustedProxy {
    return LoadBalancer.of(LoadBalancerName.LINODE, options);
  }

  private constructor() {}
}
