import { summary } from '../../fault';
import { Check } from '../check';
import { denyLists } from '../deny-lists';
import { LintSeverity } from '../lint-finding';
import { Problem } from '../problem';

export const METHOD_LIST: Check = {
  code: 'method-list',
  severity: LintSeverity.WARNING,
  title: 'a list on methods that are named',
  why: 'methods are compared letter by letter, and HTTP/2 brings any text: "post" and "FOO" are not on the list, and many backends take them for POST or GET',
  find: scene => denyLists(scene).flatMap(rule => rule.operations.filter(({ values }) => values('methods').length > 0 && !values('methods').includes('*'))
    .map(({ values, path }): Problem => ({
      object: rule.policy.object,
      path: [...path, 'methods'],
      what: `the list is about ${summary(values('methods'))} only`,
      instead: 'write notMethods with those that stay open, such as GET, HEAD, OPTIONS',
    }))),
};
