import { summary } from '../../../fault';
import { check } from '../../check';
import { denyLists } from '../../deny-lists';
import { Problem } from '../../problem';

export const PATH_EXEMPTION = check('path-exemption', scene =>
  denyLists(scene).flatMap(rule => rule.operations.flatMap(({ values, path }): Problem[] => {
    const patterns = values('notPaths').filter(pattern => pattern.includes('*'));
    return patterns.length === 0 ? [] : [{
      object: rule.policy.object,
      path: [...path, 'notPaths'],
      what: `${summary(patterns)} ${patterns.length === 1 ? 'is a pattern' : 'are patterns'}`,
    }];
  })));
