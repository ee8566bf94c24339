import { summary } from '../../../fault';
import { check } from '../../check';
import { listsWithKnownProxies } from '../../listed-proxies';

export const DENY_LIST_WITHOUT_PROXIES = check('deny-list-without-proxies', scene => listsWithKnownProxies(scene)
  .filter(({ rule, field, proxies, listed }) => rule.policy.action === 'DENY' && !field.negated && !listed.includesAll(proxies))
  .map(({ rule, field, proxies, listed }) => ({
    object: rule.policy.object,
    path: field.path,
    what: `${proxies.minus(listed)} is not on the list`,
    instead: `add ${summary(proxies.minus(listed).toStrings().map(block => `"${block}"`))}`,
  })));
