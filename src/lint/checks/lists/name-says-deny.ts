import { check } from '../../check';
import { Policy } from '../../policy-rule';
import { Problem } from '../../problem';

/** Words of names; a block may also be one of addresses. */
const DENIES = /(^|-)(deny|denied|denylist|block|blocked|blocklist|blacklist|blacklisted|ban|banned|forbid|forbidden|reject|rejected)(-|$)/;
const OTHERWISE = /(^|-)(allow|allowed|allowlist|whitelist|permit|permitted|only|except|unless|but|(ip|cidr)-block)(-|$)/;
/** Who is not listed: they are kept out. */
const UNLISTED = /(^|-)(all|any|anyone|anybody|everyone|everybody|everything|others?|else|rest|non|not|unlisted|unknown|untrusted|external|outside|outsiders|public|internet|world|default)(-|$)/;

export const NAME_SAYS_DENY = check('name-says-deny', scene => scene.policies.filter(policy => policy.action === 'ALLOW' && lists(policy)).flatMap(({ object }): Problem[] => {
  const { name, spec: { action } } = object;
  return !DENIES.test(name) || OTHERWISE.test(name) || UNLISTED.test(name) ? [] : [{
    object,
    path: ['spec', 'action'],
    what: `it is called ${name}, and ${action === undefined ? 'its action is left out, which means ALLOW' : 'its action is ALLOW'}: only the addresses in it get in`,
  }];
}));

/** Whether it names addresses, and none to leave out. */
function lists({ isList, rules }: Policy): boolean {
  return isList && rules.every(({ addresses }) => addresses.every(({ negated }) => !negated));
}
