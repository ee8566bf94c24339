import { patchesOf, valuePath } from '../../istio/envoy-filter-patches';
import { ManifestObject } from '../../manifests/manifest-object';
import { Check } from '../check';
import { LintSeverity } from '../lint-finding';
import { mapsIn } from '../maps-in';
import { Problem } from '../problem';
import { re2Problem } from '../re2';

export const REFUSED_REGEX: Check = {
  code: 'refused-regex',
  severity: LintSeverity.ERROR,
  title: 'an EnvoyFilter with a regular expression that Envoy refuses',
  why: 'Envoy reads regular expressions with RE2. It refuses the listener and keeps its old configuration: later policies do not come into force, and a fresh pod does '
    + 'not open the port',
  find: scene => scene.of('networking.istio.io', 'EnvoyFilter').flatMap(patchesOf<ManifestObject>).flatMap(patch => [...mapsIn(patch.value, valuePath(patch))]
    .flatMap(({ map, path }): Problem[] => {
      const key = 'safeRegex' in map ? 'safeRegex' : 'safe_regex';
      const expression = map[key]?.regex;
      const what = typeof expression === 'string' ? re2Problem(expression) : undefined;
      return what === undefined ? [] : [{ object: patch.object, path: [...path, key, 'regex'], what: `${expression} ${what}`, instead: 'write it without, in the syntax of RE2' }];
    })),
};
