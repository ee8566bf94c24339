import { check } from '../../check';
import { listsWithKnownProxies } from '../../listed-proxies';

export const LIST_HOLDS_PROXIES = check('list-holds-proxies', scene => listsWithKnownProxies(scene)
  .filter(({ rule, field, proxies, listed }) => (rule.policy.action === 'ALLOW') !== field.negated && listed.overlaps(proxies))
  .map(({ rule, field, gateway, proxies, listed }) => ({
    object: rule.policy.object,
    path: field.path,
    what: `${listed.intersect(proxies)} is on the list, and is a proxy's address by the guard of gateway ${gateway.id}`,
  })));
