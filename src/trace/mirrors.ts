import { list, record } from '../istio/list';

/**
 * The destinations to which a route for HTTP sends copies of its requests, all of them or some.
 *
 * @see https://github.com/istio/istio/blob/1.29.1/pilot/pkg/networking/core/route/route.go MirrorPercent
 */
export function mirrorsOf({ route, mirror, mirrorPercent, mirrorPercentage, mirrors }: any): any[] {
  // What the gateway answers itself is not copied.
  if (list(route).length === 0) return [];
  const all = [{ destination: mirror, percentage: mirrorPercentage ?? (mirrorPercent === undefined ? undefined : { value: mirrorPercent }) }, ...list(mirrors).map(record)];
  return all.filter(({ destination, percentage }) => destination && (!percentage || Number(record(percentage).value) > 0)).map(({ destination }) => record(destination));
}
