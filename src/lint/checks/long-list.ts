import { Check } from '../check';
import { LintSeverity } from '../lint-finding';
import { Problem } from '../problem';

const MANY = 1000;

export const LONG_LIST: Check = {
  code: 'long-list',
  severity: LintSeverity.WARNING,
  title: 'more than 1000 addresses in one AuthorizationPolicy',
  why: 'Envoy compares them one by one, for each request: a gateway that refuses 61,900 requests a second with 100 entries refuses 33,800 with 1,000, and 1,280 with 50,000',
  find: scene => scene.policies.flatMap(({ object, rules }): Problem[] => {
    const count = rules.flatMap(({ addresses }) => addresses).reduce((sum, { values }) => sum + values.length, 0);
    return count <= MANY ? [] : [{
      object,
      path: ['spec', 'rules'],
      what: `it has ${count} addresses`,
      instead: 'merge them into fewer blocks, match them by a trie (an EnvoyFilter with an RBAC matcher, whose cost does not grow), or leave them to the load balancer',
    }];
  }),
};
