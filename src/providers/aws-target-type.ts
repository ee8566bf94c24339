import { TargetType } from '../topology';

/** What AWS calls it. */
export function awsTargetType(targetType: TargetType): string {
  return targetType === TargetType.PODS ? 'ip' : 'instance';
}
