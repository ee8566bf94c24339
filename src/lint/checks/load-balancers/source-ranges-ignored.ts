import { summary } from '../../../fault';
import { list } from '../../../istio/list';
import { GatewayService } from '../../../manifests/gateway-service';
import { blocksOf } from '../../addresses';
import { check } from '../../check';
import { Problem } from '../../problem';

const ANNOTATION = 'service.beta.kubernetes.io/load-balancer-source-ranges';
const FIELD = ['spec', 'loadBalancerSourceRanges'];
const ANNOTATION_AT = ['metadata', 'annotations', ANNOTATION];

export const SOURCE_RANGES_IGNORED = check('source-ranges-ignored', ({ services }) => services.flatMap((service): Problem[] => {
  const { spec, annotations, at } = service;
  const isThere = list(spec.loadBalancerSourceRanges).length > 0;
  if (spec.type === 'LoadBalancer' || spec.type === undefined && spec.ports === undefined) {
    return !isThere || !(ANNOTATION in annotations) || !areOthers(service) ? [] : [{
      ...at(ANNOTATION_AT),
      what: `spec.loadBalancerSourceRanges is there, too, with other addresses (${summary(spec.loadBalancerSourceRanges)}), and it alone is read`,
      instead: 'write all ranges into spec.loadBalancerSourceRanges, and delete the annotation',
    }];
  }
  const path = isThere ? FIELD : ANNOTATION in annotations ? ANNOTATION_AT : undefined;
  return path === undefined ? [] : [{ ...at(path), what: `the type of the Service is ${spec.type ?? 'left out, which means ClusterIP'}` }];
}));

/** @see https://github.com/kubernetes/cloud-provider/blob/v0.36.0/service/helpers/helper.go GetLoadBalancerSourceRanges */
function areOthers({ spec, annotations }: GatewayService): boolean {
  const inField = blocksOf(list(spec.loadBalancerSourceRanges).map(String));
  const inAnnotation = blocksOf(annotations[ANNOTATION].split(',').map(part => part.trim()));
  return inField?.toString() !== inAnnotation?.toString();
}
