import { Check } from '../check';
import { LintSeverity } from '../lint-finding';
import { Problem } from '../problem';

export const RULES_ARE_ALTERNATIVES: Check = {
  code: 'rules-are-alternatives',
  severity: LintSeverity.WARNING,
  title: 'addresses in one rule, and hosts or paths in another rule of the same policy',
  why: 'every dash under rules begins another rule, and one of them is enough: the addresses are admitted everywhere, and everybody to those hosts or paths '
    + '(with DENY: refused)',
  find: scene => scene.policies.filter(({ dryRun }) => !dryRun).flatMap(({ object, rules }) => {
    const addresses = rules.find(rule => rule.addresses.length > 0 && rule.everything);
    const scope = rules.find(rule => rule.addresses.length === 0 && rule.json.from === undefined && rule.operations.length > 0);
    return addresses && scope ? [{
      object,
      path: scope.path,
      what: 'this rule has no source, and the addresses stand in another rule',
      instead: 'make it one rule with from and to, if both must hold',
    } satisfies Problem] : [];
  }),
};
