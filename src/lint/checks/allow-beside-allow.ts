import { Check, Problem, some } from '../check';
import { LintSeverity } from '../lint-finding';

export const ALLOW_BESIDE_ALLOW: Check = {
  code: 'allow-beside-allow',
  severity: LintSeverity.WARNING,
  title: 'an ALLOW with a list, and another ALLOW without one on the same gateway',
  why: 'ALLOW policies add up: what one of them admits, gets in. Listed addresses need not fulfil the other policy, and whoever fulfils the other need not be on the list',
  find: scene => scene.policies.filter(({ action, isList, dryRun }) => action === 'ALLOW' && isList && !dryRun).flatMap((policy): Problem[] => {
    const others = scene.gatewaysOf(policy).flatMap(({ enforced }) => enforced)
      .filter(other => other !== policy && other.action === 'ALLOW' && other.rules.some(({ addresses }) => addresses.length === 0));
    return others.length === 0 ? [] : [{
      object: policy.object,
      path: ['spec', 'action'],
      what: `ALLOW by ${some([...new Set(others.map(({ object }) => `${object.namespace}/${object.name}`))])} is an alternative to this list`,
      instead: 'turn the list round: action DENY with notIpBlocks or notRemoteIpBlocks narrows whatever else stands on the gateway',
    }];
  }),
};
