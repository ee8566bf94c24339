import { LoadBalancer, LoadBalancerOptions } from './load-balancer';
import { LoadBalancerName } from './load-balancer-name';
import { TrustedProxy } from '../topology';

/** DigitalOcean. */
export class DigitalOcean {
  /**
   * The Load Balancer of a Service, of type REGIONAL (the controller's own default is REGIONAL_NETWORK, which has no PROXY).
   * With PROXY it needs a `hairpin`.
   */
  public static loadBalancer(options: LoadBalancerOptions = {}): TrustedProxy {
    return LoadBalancer.of(LoadBalancerName.DIGITALOCEAN_REGIONAL, options);
  }

  private constructor() {}
}
