import { LoadBalancer, LoadBalancerOptions } from './load-balancer';
import { LoadBalancerName } from './load-balancer-name';
import { TrustedProxy } from '../topology';

/** OVHcloud. */
export class Ovh {
  /** The Public Cloud Load Balancer (Octavia) of Managed Kubernetes. */
  public static octavia(options: LoadBalancerOptions = {}): TrustedProxy {
    return LoadBalancer.of(LoadBalancerName.OVH_OCTAVIA, options);
  }

  private constructor() {}
}
