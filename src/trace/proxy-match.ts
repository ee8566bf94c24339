import { Patch } from './patches';
import { record } from '../istio/list';
import { embeddedYaml } from '../manifests/embedded-yaml';
import { GatewayWorkload, KnownFrom } from '../manifests/gateway-workloads';
import { PROXY_CONFIG } from '../manifests/pod-template';

/** Node metadata that pilot-agent sets by itself, and manifests do not show. */
const OF_ISTIO = /^(CLUSTER_ID|INTERCEPTION_MODE|ISTIO_VERSION|MESH_ID|NAME|NAMESPACE|NETWORK|NODE_NAME|OWNER|SERVICE_ACCOUNT|WORKLOAD_NAME)$/;

/**
 * Whether a patch is for the gateway's pods, by `match.proxy`; undefined where the manifests do not say.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/envoy-filter/#EnvoyFilter-ProxyMatch
 */
export function fitsProxy({ match }: Patch, { pods, knownFrom }: GatewayWorkload): boolean | undefined {
  const { metadata, ...others } = record(match?.proxy);
  const { proxyMetadata } = record(embeddedYaml(pods.annotations[PROXY_CONFIG], PROXY_CONFIG, () => undefined));
  const given = { ...record(proxyMetadata), ...pods.env };
  const answers = Object.entries(record(metadata)).map(([name, value]) => {
    const own = given[`ISTIO_META_${name}`];
    if (own !== undefined) return own === value;
    return knownFrom === KnownFrom.PODS && !OF_ISTIO.test(name) ? false : undefined;
  });
  if (answers.includes(false)) return false;
  return answers.includes(undefined) || Object.keys(others).length > 0 ? undefined : true;
}
