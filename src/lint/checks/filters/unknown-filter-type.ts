import { valuePath } from '../../../istio/envoy-filter-patches';
import { check } from '../../check';
import { mapsIn } from '../../maps-in';
import { Problem } from '../../problem';

/** Messages of Envoy's API before version 3. */
const OLD = /^type\.googleapis\.com\/envoy\..*\.v2(alpha\d*)?\.[A-Z]\w*$|^type\.googleapis\.com\/envoy\.api\.v2\./;

export const UNKNOWN_FILTER_TYPE = check('unknown-filter-type', scene => scene.patches.flatMap(patch => [...mapsIn(patch.value, valuePath(patch))]
  .filter(({ map }) => OLD.test(String(map['@type'])))
  .map(({ map, path }): Problem => ({ object: patch.object, path: [...path, '@type'], what: `${map['@type']} is a type of Envoy's API of old` }))));
