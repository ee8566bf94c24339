import { Fault } from '../fault';

/** How many pods a gateway has: the limits of its autoscaler. */
export interface GatewayReplicas {
  /**
   * The smallest number of pods.
   * @default 2
   */
  readonly minReplicas?: number;
  /**
   * The largest number of pods.
   * @default 5
   */
  readonly maxReplicas?: number;
}

/** With the defaults; throws what the API server would refuse. */
export function checkedReplicas(options: GatewayReplicas): Required<GatewayReplicas> {
  const min = options.minReplicas ?? 2;
  const max = options.maxReplicas ?? Math.max(5, min);
  if (!Number.isInteger(min) || !Number.isInteger(max) || min < 1 || max < min) {
    throw new Fault('replicas', {
      what: `minReplicas is ${min} and maxReplicas is ${max}`,
      why: 'the API server refuses such an autoscaler',
      instead: 'write whole numbers with 1 ≤ minReplicas ≤ maxReplicas',
    });
  }
  return { minReplicas: min, maxReplicas: max };
}
