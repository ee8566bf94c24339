import { LoadBalancer, LoadBalancerOptions } from './load-balancer';
import { LoadBalancerName } from './load-balancer-name';
import { TrustedProxy } from '../topology';

/** OpenStack. */
export class OpenStack {
  /** The load balancer that Octavia's amphora provider makes from a Service. With PROXY, version 2, its controller sets ipMode by itself. */
  public static octavia(options: LoadBalancerOptions = {}): TrustedProxy {
    return LoadBalancer.of(LoadBalancerName.OPENSTACK_OCTAVIA, options);
  }

  private constructor() {}
}
