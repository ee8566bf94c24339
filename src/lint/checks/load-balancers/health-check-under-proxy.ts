import { STATUS_PORT_PROXY_PROTOCOL } from '../../../istio/istio-version';
import { STATUS_PORT } from '../../../istio/status-port';
import { KnownFrom } from '../../../manifests/known-from';
import { LB } from '../../../providers/catalogue/aws-annotations';
import { check } from '../../check';
import { Problem } from '../../problem';

const CHECK = `${LB}-healthcheck-`;
const ENV = STATUS_PORT_PROXY_PROTOCOL.name;

export const HEALTH_CHECK_UNDER_PROXY = check('health-check-under-proxy', scene =>
  scene.gateways.filter(({ workload }) => [KnownFrom.PODS, KnownFrom.INSTALLED].includes(workload.knownFrom) && workload.pods.env[ENV] !== 'true')
    .flatMap(({ id, loadBalancers }) => loadBalancers.filter(({ proxyAnnotation, vendor }) => proxyAnnotation !== undefined && vendor === 'AWS')
      .filter(({ service: { annotations } }) => [String(STATUS_PORT), 'status-port'].includes(annotations[`${CHECK}port`]) && /^https?$/i.test(annotations[`${CHECK}protocol`] ?? ''))
      .map(({ service }): Problem => ({
        ...service.at(['metadata', 'annotations', `${CHECK}protocol`]),
        what: `the health check of gateway ${id} is ${service.annotations[`${CHECK}protocol`]} on the status port`,
        instead: `set ${ENV}: "true" on the container istio-proxy (Istio 1.${STATUS_PORT_PROXY_PROTOCOL.since}), or write tcp`,
      }))));
