import { rangeOf } from '../../../envoy/condition';
import { summary } from '../../../fault';
import { list } from '../../../istio/list';
import { isIpv4 } from '../../../net/address';
import { AWS_NLB_CONTROLLER } from '../../../providers/catalogue/aws';
import { LB } from '../../../providers/catalogue/aws-annotations';
import { check } from '../../check';
import { loadBalancer } from '../../load-balancer';
import { Problem } from '../../problem';

const ADDRESS_TYPE = `${LB}-ip-address-type`;

/** With groups of somebody's own, nobody makes rules of the ranges. */
const OWN_GROUPS = `${LB}-security-groups`;

/** @see https://github.com/kubernetes-sigs/aws-load-balancer-controller/blob/v2.13.0/pkg/service/model_build_managed_sg.go */
export const SOURCE_RANGES_REFUSED = check('source-ranges-refused', ({ services }) => services.flatMap((service): Problem[] => {
  const { annotations, spec, at } = service;
  const ipv6 = list(spec.loadBalancerSourceRanges).map(String).filter(range => isIpv6(range));
  const { vendor, asked } = loadBalancer(service);
  const byController = asked.some(({ entry }) => entry === AWS_NLB_CONTROLLER);
  if (ipv6.length === 0 || vendor !== 'AWS' || annotations[ADDRESS_TYPE] === 'dualstack' || OWN_GROUPS in annotations) return [];
  return [{
    ...at(['spec', 'loadBalancerSourceRanges']),
    what: `it has ${summary(ipv6)}, and the load balancer has IPv4 only`,
    why: byController ? undefined : 'AWS answers the cloud provider that such a rule is malformed, and it builds nothing',
    instead: !byController ? 'delete them' : `delete them, or write ${ADDRESS_TYPE}: dualstack, and ipFamilyPolicy: RequireDualStack`,
  }];
}));

function isIpv6(range: string): boolean {
  const { first } = rangeOf(range) ?? {};
  return first !== undefined && !isIpv4(first);
}
