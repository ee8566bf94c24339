import { LoadBalancer, LoadBalancerOptions } from './load-balancer';
import { LoadBalancerName } from './load-balancer-name';
import { TrustedProxy } from '../topology';

/** Hetzner Cloud. */
export class Hetzner {
  /** The Load Balancer of a Service; its location stands in `annotations`. With PROXY its controller sets ipMode by itself. */
  public static loadBalancer(options: LoadBalancerOptions = {}): TrustedProxy {
    return LoadBalancer.of(LoadBalancerName.HETZNER, options);
  }

  private constructor() {}
}
