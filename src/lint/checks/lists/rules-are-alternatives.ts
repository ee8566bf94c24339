import { check } from '../../check';
import { Problem } from '../../problem';

export const RULES_ARE_ALTERNATIVES = check('rules-are-alternatives', scene =>
  scene.policies.filter(({ dryRun }) => !dryRun).flatMap(({ object, rules }) => {
    const addresses = rules.find(rule => rule.addresses.length > 0 && rule.everything);
    const scope = rules.find(rule => rule.addresses.length === 0 && rule.json.from === undefined && rule.operations.length > 0);
    return addresses && scope ? [{
      object,
      path: scope.path,
      what: 'this rule has no source, and the addresses are in another rule',
    } satisfies Problem] : [];
  }));
