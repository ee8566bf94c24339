import { valuePath } from '../../../istio/envoy-filter-patches';
import { parseAddress, width } from '../../../net/address';
import { check } from '../../check';
import { cidrsOf } from '../../cidrs';
import { mapsIn } from '../../maps-in';
import { Problem } from '../../problem';

export const REFUSED_ADDRESS = check('refused-address', scene => [
  ...cidrsOf(scene).flatMap(({ object, path, address, length }): Problem[] => {
    const number = parseAddress(address);
    if (number === undefined) {
      return [{ object, path, what: `"${address}" is not a valid address` }];
    }
    const isLength = length === undefined || /^\d+$/.test(String(length)) && Number(length) <= width(number);
    return isLength ? [] : [{ object, path, what: `prefix_len ${length} does not fit ${address}`, instead: `write 0 to ${width(number)}` }];
  }),
  ...scene.patches.flatMap(patch => [...mapsIn(patch.value, valuePath(patch))]
    .filter(({ map }) => Array.isArray(map.ranges) && map.ranges.length === 0 && ('on_match' in map || 'onMatch' in map))
    .map(({ path }): Problem => ({
      object: patch.object,
      path: [...path, 'ranges'],
      what: 'ranges is empty',
      instead: 'leave the matcher out; what matches nothing falls under on_no_match',
    }))),
]);
