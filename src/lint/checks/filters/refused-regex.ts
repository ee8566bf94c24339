import { refusedInExpression } from '../../../envoy/regular-expression';
import { valuePath } from '../../../istio/envoy-filter-patches';
import { check } from '../../check';
import { mapsIn } from '../../maps-in';
import { Problem } from '../../problem';

export const REFUSED_REGEX = check('refused-regex', scene =>
  scene.patches.flatMap(patch => [...mapsIn(patch.value, valuePath(patch))]
    .flatMap(({ map, path }): Problem[] => {
      const key = 'safeRegex' in map ? 'safeRegex' : 'safe_regex';
      const expression = map[key]?.regex;
      const what = typeof expression === 'string' ? refusedInExpression(expression) : undefined;
      return what === undefined ? [] : [{ object: patch.object, path: [...path, key, 'regex'], what: `RE2 refuses ${expression}: ${what}` }];
    })));
