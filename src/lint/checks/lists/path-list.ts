import { summary } from '../../../fault';
import { check } from '../../check';
import { denyLists } from '../../deny-lists';
import { Problem } from '../../problem';

export const PATH_LIST = check('path-list', scene =>
  denyLists(scene).flatMap(rule => rule.operations.filter(({ values }) => values('paths').length > 0 && !values('paths').includes('*'))
    .map(({ values, path }): Problem => ({
      object: rule.policy.object,
      path: [...path, 'paths'],
      what: `the list is about ${summary(values('paths'))} only`,
    }))));
