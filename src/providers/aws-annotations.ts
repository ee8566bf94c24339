import { TargetType } from '../topology';

/** What all annotations of the AWS load balancers begin with. */
export const LB = 'service.beta.kubernetes.io/aws-load-balancer';

/** What AWS calls it. */
export function awsTargetType(targetType: TargetType): string {
  return targetType === TargetType.PODS ? 'ip' : 'instance';
}
