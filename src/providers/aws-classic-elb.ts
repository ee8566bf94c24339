import { Fault } from '../fault';
import { IpBlocks } from '../net';
import { OriginLock, TargetType, TrustedProxy } from '../topology';
import { LB } from './catalogue/aws-annotations';

/** Access logs of a Classic ELB, written to S3. */
export interface ElbAccessLog {
  /** Name of the bucket. */
  readonly s3BucketName: string;
  /**
   * Prefix of the objects.
   * @default - none
   */
  readonly s3BucketPrefix?: string;
  /**
   * Minutes between two files, 5 or 60.
   * @default 60
   */
  readonly emitIntervalMinutes?: number;
}

/** A Classic Load Balancer. */
export interface ClassicElbOptions {
  /** Whether it takes connections from the internet. */
  readonly internetFacing: boolean;
  /** The addresses from which it connects: the blocks of its subnets. */
  readonly connectsFrom: IpBlocks;
  /**
   * Access logs to S3.
   * @default - none
   */
  readonly accessLog?: ElbAccessLog;
  /**
   * What proves that traffic came through it.
   * @default - only its address
   */
  readonly originLock?: OriginLock;
}

export function classicElb(options: ClassicElbOptions): TrustedProxy {
  return TrustedProxy.layer4({
    name: 'classic-elb',
    multiTenant: false,
    keepsPacketSource: false,
    sendsProxyProtocol: true,
    targetType: TargetType.NODES,
    connectsFrom: options.connectsFrom,
    originLock: options.originLock,
    service: {
      annotations: {
        [`${LB}-backend-protocol`]: 'tcp',
        [`${LB}-proxy-protocol`]: '*',
        ...options.internetFacing ? {} : { [`${LB}-internal`]: 'true' },
        ...accessLogAnnotations(options.accessLog),
      },
    },
  });
}

function accessLogAnnotations(log?: ElbAccessLog): { [name: string]: string } {
  if (!log) {
    return {};
  }
  const minutes = log.emitIntervalMinutes ?? 60;
  if (minutes !== 5 && minutes !== 60) {
    throw new Fault('elb-access-log', {
      what: `emitIntervalMinutes is ${minutes}`,
      why: 'a Classic ELB writes its access log every 5 or every 60 minutes and refuses anything else',
      instead: 'write 5 or 60',
    });
  }
  return {
    [`${LB}-access-log-enabled`]: 'true',
    [`${LB}-access-log-emit-interval`]: String(minutes),
    [`${LB}-access-log-s3-bucket-name`]: log.s3BucketName,
    ...log.s3BucketPrefix === undefined ? {} : { [`${LB}-access-log-s3-bucket-prefix`]: log.s3BucketPrefix },
  };
}
