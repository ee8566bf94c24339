import { TargetType } from '../topology';

/** The target type as AWS names it. */
export function awsTargetType(targetType: TargetType): string {
  return targetType === TargetType.PODS ? 'ip' : 'instance';
}
