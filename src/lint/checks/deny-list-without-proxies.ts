import { summary } from '../../fault';
import { Check } from '../check';
import { listsBehindKnownProxies } from '../hops';
import { LintSeverity } from '../lint-finding';

export const DENY_LIST_WITHOUT_PROXIES: Check = {
  code: 'deny-list-without-proxies',
  severity: LintSeverity.INFO,
  title: "a deny list behind X-Forwarded-For without the proxies' own addresses",
  why: 'where an entry of X-Forwarded-For cannot be read (ip:port, brackets), Envoy falls back to the proxy\'s address, and who is on the list gets in',
  find: scene => listsBehindKnownProxies(scene)
    .filter(({ rule, field, proxies, listed }) => rule.policy.action === 'DENY' && !field.negated && !listed.includesAll(proxies))
    .map(({ rule, field, proxies, listed }) => ({
      object: rule.policy.object,
      path: field.path,
      what: `${proxies.minus(listed)} is not on the list`,
      instead: `add ${summary(proxies.minus(listed).toStrings().map(block => `"${block}"`))}`,
    })),
};
