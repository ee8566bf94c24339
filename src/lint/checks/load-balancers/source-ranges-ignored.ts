import { list } from '../../../istio/list';
import { check } from '../../check';
import { Problem } from '../../problem';

const ANNOTATION = 'service.beta.kubernetes.io/load-balancer-source-ranges';

export const SOURCE_RANGES_IGNORED = check('source-ranges-ignored', ({ services }) => services.flatMap(({ spec, annotations, at }): Problem[] => {
  if (spec.type === 'LoadBalancer' || spec.type === undefined && spec.ports === undefined) return [];
  const path = list(spec.loadBalancerSourceRanges).length > 0 ? ['spec', 'loadBalancerSourceRanges'] : ANNOTATION in annotations ? ['metadata', 'annotations', ANNOTATION] : undefined;
  return path === undefined ? [] : [{ ...at(path), what: `the type of the Service is ${spec.type ?? 'left out, which means ClusterIP'}` }];
}));
