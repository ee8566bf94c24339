import { list, record } from '../../istio/list';

/**
 * The destinations to which a route for HTTP sends copies of its requests, all of them or some.
 *
 * @see https://github.com/istio/istio/blob/1.29.1/pilot/pkg/networking/core/route/route.go MirrorPercent
 */
export function mirrorsOf({ route, mirror, mirrorPercent, mirrorPercentage, mirrors }: any): any[] {
  // Requests that the gateway answers are not copied.
  if (list(route).length === 0) return [];
  const percentage = mirrorPercentage ?? (mirrorPercent === undefined ? undefined : { value: mirrorPercent });
  return [{ destination: mirror, percentage }, ...list(mirrors).map(record)]
    .filter(one => one.destination && (!one.percentage || Number(record(one.percentage).value) > 0))
    .map(({ destination }) => record(destination));
}
