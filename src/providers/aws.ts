import { AlbOptions, alb } from './aws-alb';
import { ClassicElbOptions, classicElb } from './aws-classic-elb';
import { NlbOptions, nlb } from './aws-nlb';
import { guardDoors } from '../doors/door';
import { IpBlocks } from '../net';
import { OriginLock, TrustedProxy, XForwardedFor } from '../topology';

/** CloudFront. */
export interface CloudFrontOptions {
  /** The ranges of CLOUDFRONT_ORIGIN_FACING, such as `IpBlocks.fromFile('aws-ip-ranges.json', { service: 'CLOUDFRONT_ORIGIN_FACING' })`. */
  readonly connectsFrom: IpBlocks;
  /**
   * What proves that a request came through **your** distribution, since anybody can rent CloudFront:
   * `OriginLock.header` with a custom header of the origin.
   */
  readonly originLock: OriginLock;
}

/** Amazon Web Services. */
export class Aws {
  /**
   * A Classic Load Balancer that sends PROXY version 1, made by the cloud provider from the Service.
   * It replaces the packet source, and its targets are nodes.
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

  /**
   * CloudFront: keeps the client's X-Forwarded-For and appends one entry, the address that it sees.
   * `CloudFront-Viewer-Address` is not a header for lists, since it has a port.
   */
  public static cloudFront(options: CloudFrontOptions): TrustedProxy {
    return TrustedProxy.http({ name: 'cloudfront', multiTenant: true, xForwardedFor: XForwardedFor.APPEND, ...options });
  }

  private constructor() {}
}

guardDoors('Aws', Aws);
