import { rangeOf } from '../../../envoy/condition';
import { summary } from '../../../fault';
import { list } from '../../../istio/list';
import { isIpv4 } from '../../../net/address';
import { check } from '../../check';
import { loadBalancer } from '../../load-balancer';
import { Problem } from '../../problem';

const ADDRESS_TYPE = 'service.beta.kubernetes.io/aws-load-balancer-ip-address-type';

/** @see https://github.com/kubernetes-sigs/aws-load-balancer-controller/blob/v2.13.0/pkg/service/model_build_managed_sg.go */
export const SOURCE_RANGES_REFUSED = check('source-ranges-refused', ({ services }) => services.flatMap((service): Problem[] => {
  const { annotations, spec, at } = service;
  const ipv6 = list(spec.loadBalancerSourceRanges).map(String).filter(range => isIpv6(range));
  return ipv6.length === 0 || loadBalancer(service).vendor !== 'AWS' || annotations[ADDRESS_TYPE] === 'dualstack' ? [] : [{
    ...at(['spec', 'loadBalancerSourceRanges']),
    what: `it has ${summary(ipv6)}, and the load balancer has IPv4 only`,
    instead: `delete them, or write ${ADDRESS_TYPE}: dualstack, and ipFamilyPolicy: RequireDualStack`,
  }];
}));

function isIpv6(range: string): boolean {
  const { first } = rangeOf(range) ?? {};
  return first !== undefined && !isIpv4(first);
}
