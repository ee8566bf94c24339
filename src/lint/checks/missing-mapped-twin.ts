import { rangeOf } from '../../envoy/condition';
import { summary } from '../../fault';
import { covers, merge } from '../../net/ranges';
import { Check } from '../check';
import { LintSeverity } from '../lint-finding';
import { Problem } from '../problem';

export const MISSING_MAPPED_TWIN: Check = {
  code: 'missing-mapped-twin',
  severity: LintSeverity.WARNING,
  title: 'a list of IPv4 blocks without their IPv4-mapped twins, where a proxy writes the address',
  why: 'dual-stack NGINX (ipv6only=off) and HAProxy (v4v6) write ::ffff:203.0.113.7, and Envoy compares families: a deny list is walked round, listed clients are refused',
  find: scene => scene.lists.flatMap(rule => {
    // A cloud's load balancer writes IPv4 as IPv4.
    const gateway = scene.knownGatewaysOf(rule.policy)
      .filter(({ isAddressWritten }) => isAddressWritten)
      .find(({ loadBalancers }) => loadBalancers.every(({ vendor }) => vendor === undefined));
    return !gateway ? [] : rule.addresses.filter(({ direct }) => !direct).flatMap(({ name, values, negated, path }): Problem[] => {
      const ranges = merge(values.map(rangeOf).filter(range => range !== undefined));
      const alone = values.filter(value => twinOf(value) && !covers(ranges, rangeOf(twinOf(value)!)!));
      return alone.length === 0 ? [] : [{
        object: rule.policy.object,
        path,
        what: `${name} has ${summary(alone)}, and not ${summary(alone.map(value => twinOf(value)!))}`,
        instead: `add ${summary(alone.map(value => `"${twinOf(value)}"`))}`,
        // An allow list at least refuses.
        severity: (rule.policy.action === 'DENY') === negated ? LintSeverity.INFO : undefined,
      }];
    });
  }),
};

function twinOf(value: string): string | undefined {
  const [address, length = '32'] = value.split('/');
  return rangeOf(value) && !address.includes(':') ? `::ffff:${address}/${96 + Number(length)}` : undefined;
}
