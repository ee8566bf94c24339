import { check } from '../../check';
import { LintSeverity } from '../../lint-finding';
import { Problem } from '../../problem';

export const PROXY_HEADER_NOT_READ = check('proxy-header-not-read', scene =>
  scene.gateways.filter(({ isSure, readsProxy }) => isSure && !readsProxy).flatMap(({ id, loadBalancers, workload }) => loadBalancers
    .filter(({ proxyAnnotation }) => proxyAnnotation !== undefined)
    .map(({ service, proxyAnnotation, surelySendsProxy }): Problem => ({
      object: service,
      path: ['metadata', 'annotations', proxyAnnotation!],
      what: `${proxyAnnotation} makes the load balancer of gateway ${id} send PROXY; the gateway's topology is ${JSON.stringify(workload.topology)} (${workload.topologyFrom})`,
      // Whoever writes a topology on the pods themselves means all of it; the mesh, or an EnvoyFilter beside it, may be written elsewhere; and
      // not every controller reads every annotation.
      severity: surelySendsProxy && workload.topologyFrom.startsWith('annotation') ? undefined : LintSeverity.WARNING,
    }))));
