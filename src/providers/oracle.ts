import { LoadBalancer, LoadBalancerOptions } from './load-balancer';
import { LoadBalancerName } from './load-balancer-name';
import { TrustedProxy } from '../topology';

/** Oracle Cloud. */
export class Oracle {
  /** The Load Balancer of a Service, for TCP with PROXY version 2 or, with `http`, for HTTP. */
  public static loadBalancer(options: LoadBalancerOptions = {}): TrustedProxy {
    return LoadBalancer.of(LoadBalancerName.ORACLE, options);
  }

  /** The Network Load Balancer of a Service: packets keep the client's address, or PROXY version 2 tells it. */
  public static networkLoadBalancer(options: LoadBalancerOptions = {}): TrustedProxy {
    return LoadBalancer.of(LoadBalancerName.ORACLE_NETWORK, options);
  }

  private constructor() {}
}
