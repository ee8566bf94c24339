import { valuePath } from '../../../istio/envoy-filter-patches';
import { list } from '../../../istio/list';
import { FieldPath } from '../../../manifests/field-path';
import { ManifestObject } from '../../../manifests/manifest-object';
import { check } from '../../check';
import { mapsIn } from '../../maps-in';
import { Problem } from '../../problem';
import { Scene } from '../../scene';

export const FORWARDED_FOR_READ = check('forwarded-for-read', scene => [...ofFilters(scene), ...ofRoutes(scene)]);

/** What clients write, and proxies add to. */
const HEADER = /^(x-forwarded-for|x-real-ip|forwarded)$/i;
const SCRIPT = /:get\(\s*["'](x-forwarded-for|x-real-ip|forwarded)["']\s*\)/i;
/** Keys by which a filter or a limit names a header. */
const NAMES = ['header_name', 'headerName', 'name'];

function ofFilters(scene: Scene): Problem[] {
  return scene.patches.flatMap(patch => [...mapsIn(patch.value, valuePath(patch))].flatMap(({ map, path }): Problem[] => {
    const script = Object.entries(map).find(([, value]) => typeof value === 'string' && SCRIPT.test(value));
    if (script) return [problem(patch.object, [...path, script[0]], `a script reads ${SCRIPT.exec(script[1] as string)![1]}`)];
    const name = NAMES.find(key => HEADER.test(String(map[key])));
    const asks = name !== 'name' || Object.keys(map).some(key => /match/i.test(key));
    return name === undefined || !asks ? [] : [problem(patch.object, [...path, name], `it compares ${map[name]}, as it is written`)];
  }));
}

/** Matches of routes. */
function ofRoutes(scene: Scene): Problem[] {
  const virtual = scene.of('networking.istio.io', 'VirtualService').flatMap(object => list(object.spec.http).flatMap((route: any, index) =>
    list(route?.match).flatMap((match: any, at) => ['headers', 'withoutHeaders'].flatMap(field => Object.keys(match?.[field] ?? {}).filter(name => HEADER.test(name))
      .map(name => problem(object, ['spec', 'http', index, 'match', at, field, name], `a route compares ${name}, as it is written`))))));
  const http = scene.of('gateway.networking.k8s.io', 'HTTPRoute').flatMap(object => list(object.spec.rules).flatMap((rule: any, index) =>
    list(rule?.matches).flatMap((match: any, at) => list(match?.headers).flatMap((header: any, place) => HEADER.test(String(header?.name))
      ? [problem(object, ['spec', 'rules', index, 'matches', at, 'headers', place], `a route compares ${header.name}, as it is written`)] : []))));
  return [...virtual, ...http];
}

function problem(object: ManifestObject, path: FieldPath, what: string): Problem {
  return { object, path, what };
}
