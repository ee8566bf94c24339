import { summary } from '../../fault';
import { Check } from '../check';
import { denyLists } from '../deny-lists';
import { LintSeverity } from '../lint-finding';
import { Problem } from '../problem';

export const PATH_EXEMPTION: Check = {
  code: 'path-exemption',
  severity: LintSeverity.WARNING,
  title: 'a list exempts paths by a pattern',
  why: '"/.well-known/acme-challenge/..%2f..%2fadmin" fits the pattern, is handed on undecoded, and many backends then read /admin; "..;/" does the same for a prefix',
  find: scene => denyLists(scene).flatMap(rule => rule.operations.flatMap(({ values, path }): Problem[] => {
    const patterns = values('notPaths').filter(pattern => pattern.includes('*'));
    return patterns.length === 0 ? [] : [{
      object: rule.policy.object,
      path: [...path, 'notPaths'],
      what: `${summary(patterns)} ${patterns.length === 1 ? 'is a pattern' : 'are patterns'}`,
      instead: 'name exact paths, or serve what is public from a host of its own',
    }];
  })),
};
