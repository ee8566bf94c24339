import { Patch } from './envoy-filter-patches';
import { record } from './list';
import { regularExpression } from '../envoy/regular-expression';

/** Node metadata that pilot-agent sets, which manifests do not show. */
const OF_ISTIO = /^(CLUSTER_ID|INTERCEPTION_MODE|ISTIO_VERSION|MESH_ID|NAME|NAMESPACE|NETWORK|NODE_NAME|OWNER|SERVICE_ACCOUNT|WORKLOAD_NAME)$/;

/** Versions that proxies have told since Istio 1.22. Older ones nobody keeps beside an istiod of today. */
const VERSIONS = Array.from({ length: 18 }, (_, minor) => Array.from({ length: 15 }, (__, patch) => `1.${22 + minor}.${patch}`)).flat();

/** What is known of a proxy's environment, with its node metadata as `ISTIO_META_…`. */
export interface ProxyEnvironment {
  readonly values: { readonly [name: string]: string };
  /** Whether nothing else is set. */
  readonly isComplete: boolean;
  /** Versions of Istio that it may have, as they are written; without any, every one. */
  readonly versions: readonly string[];
}

/**
 * Whether a patch is for a proxy, by `match.proxy`; undefined where that is not known.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/envoy-filter/#EnvoyFilter-ProxyMatch
 */
export function fitsProxy(patch: Patch, { values, isComplete, versions }: ProxyEnvironment): boolean | undefined {
  const { metadata, proxyVersion: _, ...others } = record(patch.match.proxy);
  const answers = Object.entries(record(metadata)).map(([name, value]) => {
    const own = values[`ISTIO_META_${name}`];
    if (own !== undefined) return own === value;
    return isComplete && !OF_ISTIO.test(name) ? false : undefined;
  });
  const possible = versionsLike(versions);
  const fitting = versionsOf(patch, possible);
  if (answers.includes(false) || fitting?.length === 0) return false;
  const isUnsure = answers.includes(undefined) || Object.keys(others).length > 0 || fitting === undefined || fitting.length < possible.length;
  return isUnsure ? undefined : true;
}

/** Whether there is a proxy for which both patches are, by its version. */
export function haveProxyInCommon(one: Patch, another: Patch): boolean {
  const [of, ofAnother] = [versionsOf(one, VERSIONS), versionsOf(another, VERSIONS)];
  return of === undefined || ofAnother === undefined || of.some(version => ofAnother.includes(version));
}

/** Whether a version of a proxy that may be running is one of those that a patch names. */
export function isForSomeVersion(patch: Patch): boolean {
  return versionsOf(patch, VERSIONS)?.length !== 0;
}

/** Those of some versions that a patch is for; undefined where that cannot be told. istiod looks for the expression anywhere in the version. */
function versionsOf({ match }: Patch, versions: readonly string[]): string[] | undefined {
  const { proxyVersion } = record(match.proxy);
  if (proxyVersion === undefined || proxyVersion === '') return [...versions];
  const expression = regularExpression(`.*(?:${proxyVersion}).*`);
  return expression && versions.filter(version => expression.test(version));
}

/** Of a tag such as `1.29` every patch, of `1.30.4-distroless` the version. */
function versionsLike(tags: readonly string[]): string[] {
  const found = tags.map(tag => /^v?(\d+\.\d{2,}(?:\.\d+)?)/.exec(tag)?.[1])
    .map(version => version === undefined ? VERSIONS : /\..*\./.test(version) ? [version] : VERSIONS.filter(one => one.startsWith(`${version}.`)));
  return found.length === 0 ? VERSIONS : [...new Set(found.flat())];
}
