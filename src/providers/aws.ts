import { AlbOptions, alb } from './aws-alb';
import { ClassicElbOptions, classicElb } from './aws-classic-elb';
import { NlbOptions, nlb } from './aws-nlb';
import { TrustedProxy } from '../topology';

/** Amazon Web Services. */
export class Aws {
  /**
   * A Classic Load Balancer that sends PROXY version 1, made by the cloud provider from the Service.
   * Its source is replaced, and its targets are nodes.
   */
  public static classicElb(options: ClassicElbOptions): TrustedProxy {
    return classicElb(options);
  }

  /** A Network Load Balancer, with PROXY version 2 or with the packet source preserved. */
  public static nlb(options: NlbOptions): TrustedProxy {
    return nlb(options);
  }

  /** An Application Load Balancer in front of the gateway's Service; its Ingress is not made here (see the runbook). */
  public static alb(options: AlbOptions): TrustedProxy {
    return alb(options);
  }

  private constructor() {}
}
