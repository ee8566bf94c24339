import { summary } from '../../../fault';
import { check } from '../../check';
import { denyLists } from '../../deny-lists';
import { Problem } from '../../problem';

export const METHOD_LIST = check('method-list', scene =>
  denyLists(scene).flatMap(rule => rule.operations.filter(({ values }) => values('methods').length > 0 && !values('methods').includes('*'))
    .map(({ values, path }): Problem => ({
      object: rule.policy.object,
      path: [...path, 'methods'],
      what: `the list is about ${summary(values('methods'))} only`,
    }))));
