import { Patch } from './envoy-filter-patches';
import { record } from './list';

/** Node metadata that pilot-agent sets, which manifests do not show. */
const OF_ISTIO = /^(CLUSTER_ID|INTERCEPTION_MODE|ISTIO_VERSION|MESH_ID|NAME|NAMESPACE|NETWORK|NODE_NAME|OWNER|SERVICE_ACCOUNT|WORKLOAD_NAME)$/;

/** What is known of a proxy's environment, with its node metadata as `ISTIO_META_…`. */
export interface ProxyEnvironment {
  readonly values: { readonly [name: string]: string };
  /** Whether nothing else is set. */
  readonly isComplete: boolean;
}

/**
 * Whether a patch is for a proxy, by `match.proxy`; undefined where that is not known.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/envoy-filter/#EnvoyFilter-ProxyMatch
 */
export function fitsProxy({ match }: Patch, { values, isComplete }: ProxyEnvironment): boolean | undefined {
  const { metadata, ...others } = record(match.proxy);
  const answers = Object.entries(record(metadata)).map(([name, value]) => {
    const own = values[`ISTIO_META_${name}`];
    if (own !== undefined) return own === value;
    return isComplete && !OF_ISTIO.test(name) ? false : undefined;
  });
  if (answers.includes(false)) return false;
  return answers.includes(undefined) || Object.keys(others).length > 0 ? undefined : true;
}
