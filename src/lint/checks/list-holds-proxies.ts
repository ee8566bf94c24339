import { Check } from '../check';
import { listsBehindKnownProxies } from '../hops';
import { LintSeverity } from '../lint-finding';

export const LIST_HOLDS_PROXIES: Check = {
  code: 'list-holds-proxies',
  severity: LintSeverity.WARNING,
  title: "an allow list holds the proxies' own addresses",
  why: 'where an entry of X-Forwarded-For cannot be read (ip:port, brackets) or there are too few, Envoy falls back to the proxy\'s address, and the list admits everybody',
  find: scene => listsBehindKnownProxies(scene)
    .filter(({ rule, field, proxies, listed }) => (rule.policy.action === 'ALLOW') !== field.negated && listed.overlaps(proxies))
    .map(({ rule, field, gateway, proxies, listed }) => ({
      object: rule.policy.object,
      path: field.path,
      what: `${listed.intersect(proxies)} is on the list, and is a proxy's address by the guard of gateway ${gateway.id}`,
      instead: 'take it off the list',
    })),
};
