import { summary } from '../../fault';
import { Check } from '../check';
import { denyLists } from '../deny-lists';
import { LintSeverity } from '../lint-finding';
import { Problem } from '../problem';

export const PATH_LIST: Check = {
  code: 'path-list',
  severity: LintSeverity.WARNING,
  title: 'a list on a path',
  why: 'spellings of a path that reach the same page are endless: 66 got in for /admin, such as //admin, /%2fadmin, /x/..%2fadmin, /admin;x, /ADMIN; '
    + "the mesh's path normalization closes some of them only",
  find: scene => denyLists(scene).flatMap(rule => rule.operations.filter(({ values }) => values('paths').length > 0 && !values('paths').includes('*'))
    .map(({ values, path }): Problem => ({
      object: rule.policy.object,
      path: [...path, 'paths'],
      what: `the list is about ${summary(values('paths'))} only`,
      instead: 'give what is to be protected its own host, and the list that host. Nothing is wrong where the backend serves the page under exactly one spelling',
    }))),
};
