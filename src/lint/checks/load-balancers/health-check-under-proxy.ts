import { STATUS_PORT_PROXY_PROTOCOL } from '../../../istio/istio-version';
import { record } from '../../../istio/list';
import { STATUS_PORT } from '../../../istio/status-port';
import { KnownFrom } from '../../../manifests/known-from';
import { proxyConfigs } from '../../../manifests/proxy-config';
import { AWS_CLASSIC_ELB } from '../../../providers/catalogue/aws';
import { LB } from '../../../providers/catalogue/aws-annotations';
import { check } from '../../check';
import { GatewayView } from '../../gateway-view';
import { LoadBalancerView } from '../../load-balancer';
import { Problem } from '../../problem';
import { Scene } from '../../scene';

const CHECK = `${LB}-healthcheck-`;
const ENV = STATUS_PORT_PROXY_PROTOCOL.name;

export const HEALTH_CHECK_UNDER_PROXY = check('health-check-under-proxy', scene =>
  scene.gateways.filter(gateway => [KnownFrom.PODS, KnownFrom.INSTALLED].includes(gateway.workload.knownFrom) && !readsHeader(gateway, scene))
    .flatMap(({ id, loadBalancers }) => loadBalancers.filter(sendsHeaderOnChecks)
      .filter(({ service: { annotations } }) => [String(STATUS_PORT), 'status-port'].includes(annotations[`${CHECK}port`]) && /^https?$/i.test(annotations[`${CHECK}protocol`] ?? ''))
      .map(({ service }): Problem => ({
        ...service.at(['metadata', 'annotations', `${CHECK}protocol`]),
        what: `the health check of gateway ${id} is ${service.annotations[`${CHECK}protocol`]} on the status port`,
        instead: `set ${ENV}: "true" on the container istio-proxy (Istio 1.${STATUS_PORT_PROXY_PROTOCOL.since}), or write tcp`,
      }))));

/** A Classic ELB is not known to. */
function sendsHeaderOnChecks({ proxyAnnotation, vendor, asked }: LoadBalancerView): boolean {
  return proxyAnnotation !== undefined && vendor === 'AWS' && asked.some(({ entry }) => entry !== AWS_CLASSIC_ELB);
}

/** By a variable of its environment, which proxyMetadata sets, too. */
function readsHeader({ workload: { pods } }: GatewayView, { manifests }: Scene): boolean {
  const configs = [...proxyConfigs(pods).map(({ json }) => json), ...manifests._mesh.configs.map(({ json }) => json.defaultConfig)];
  return [pods.env, ...configs.map(config => record(record(config).proxyMetadata))].some(values => String(values[ENV]) === 'true');
}
