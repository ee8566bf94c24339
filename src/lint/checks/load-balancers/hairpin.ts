import { list, record } from '../../../istio/list';
import { NO_CLIENTS_INSIDE } from '../../../istio/own-names';
import { isUnavailable } from '../../../providers/catalogue/entry';
import { check } from '../../check';
import { LintSeverity } from '../../lint-finding';
import { LoadBalancerView, isExternal } from '../../load-balancer';
import { mapsIn } from '../../maps-in';
import { Problem } from '../../problem';
import { Scene } from '../../scene';

export const HAIRPIN = check('hairpin', scene => scene.gateways.filter(({ isSure, readsProxy }) => isSure && readsProxy)
  .flatMap(({ id, loadBalancers }) => loadBalancers.filter(isExternal).flatMap(one => find(id, one, scene))));

function find(id: string, { service, asked, proxyAnnotation, surelySendsProxy }: LoadBalancerView, scene: Scene): Problem[] {
  const entry = surelySendsProxy ? asked[0]?.entry : undefined;
  if (proxyAnnotation === undefined || entry === undefined || isUnavailable(entry.proxy) || !entry.proxy.inside.bypasses) return [];
  const shown = list(record(service.status?.loadBalancer).ingress).map(record);
  const leaves = shown.length > 0 && shown.every(({ hostname, ip, ipMode }) => ipMode === 'Proxy' || hostname !== undefined && ip === undefined);
  if (leaves || entry.hostname !== undefined && entry.hostname in service.annotations || NO_CLIENTS_INSIDE in service.annotations) return [];
  const caller = callerInside(scene);
  return [{
    ...service.at(['metadata', 'annotations', proxyAnnotation]),
    what: `${caller ?? `whoever calls gateway ${id} from inside the cluster`} goes past the load balancer: ${entry.title} with PROXY: ${entry.proxy.inside.because}`,
    severity: caller === undefined ? LintSeverity.INFO : undefined,
    instead: [
      ...entry.hostname === undefined ? [] : [`write ${entry.hostname}: <a name that leads to the load balancer>`],
      `give clients inside the cluster a Service of their own without PROXY, and say so: annotation ${NO_CLIENTS_INSIDE}: <why nobody calls it>`,
    ].join('; or '),
  }];
}

/** What calls the cluster's own hosts from inside, before it asks for a certificate. */
function callerInside(scene: Scene): string | undefined {
  const issuer = [...scene.of('cert-manager.io', 'ClusterIssuer'), ...scene.of('cert-manager.io', 'Issuer')]
    .find(({ spec }) => [...mapsIn(spec, [])].some(({ map }) => 'http01' in map));
  return issuer && `the self-check of cert-manager (${issuer.kind} ${issuer.name}, http01)`;
}
