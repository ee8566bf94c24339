import { mappedForm } from '../../../envoy/address-strings';
import { rangeOf } from '../../../envoy/condition';
import { summary } from '../../../fault';
import { covers, merge } from '../../../net/ranges';
import { check } from '../../check';
import { LintSeverity } from '../../lint-finding';
import { Problem } from '../../problem';

export const MISSING_MAPPED_FORM = check('missing-mapped-form', scene => scene.lists.flatMap(rule => {
  // A cloud's load balancer writes IPv4 as IPv4.
  const gateway = scene.knownGatewaysOf(rule.policy)
    .filter(({ isAddressWritten }) => isAddressWritten)
    .find(({ loadBalancers }) => loadBalancers.every(({ vendor }) => vendor === undefined));
  return !gateway ? [] : rule.addresses.filter(({ direct }) => !direct).flatMap(({ name, values, negated, path }): Problem[] => {
    const ranges = merge(values.map(rangeOf).filter(range => range !== undefined));
    const alone = values.filter(value => mappedForm(value) && !covers(ranges, rangeOf(mappedForm(value)!)!));
    return alone.length === 0 ? [] : [{
      object: rule.policy.object,
      path,
      what: `${name} has ${summary(alone)}, and not ${summary(alone.map(value => mappedForm(value)!))}`,
      instead: `add ${summary(alone.map(value => `"${mappedForm(value)}"`))}`,
      // An allow list at least refuses.
      severity: (rule.policy.action === 'DENY') === negated ? LintSeverity.INFO : undefined,
    }];
  });
}));
