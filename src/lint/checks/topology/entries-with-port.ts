import { check } from '../../check';
import { clientLists } from '../../client-lists';
import { HttpProxyView } from '../../http-proxies';
import { Problem } from '../../problem';

const ALB_ATTRIBUTES = 'alb.ingress.kubernetes.io/load-balancer-attributes';

export const ENTRIES_WITH_PORT = check('entries-with-port', scene => scene.gateways.filter(({ isSure, trustedProxies }) => isSure && trustedProxies > 0).flatMap((gateway): Problem[] => {
  const [asks] = clientLists(gateway).filter(({ direct }) => !direct);
  const proxy = gateway.httpProxies.find(one => one.writesPorts && !isRewritten(one));
  return asks === undefined || proxy === undefined ? [] : [{
    ...proxy.at,
    what: `${proxy.name} writes address:port into X-Forwarded-For, and ${asks.name} compares clients on gateway ${gateway.id}`,
    instead: ALB_ATTRIBUTES in proxy.at.object.annotations ? `take routing.http.xff_client_port.enabled out of ${ALB_ATTRIBUTES}` : undefined,
  }];
}));

/** Whether rules rewrite headers, which may be this one. */
function isRewritten({ at: { object: { annotations } } }: HttpProxyView): boolean {
  return Object.keys(annotations).some(name => name.includes('/rewrite-rule-set'));
}
