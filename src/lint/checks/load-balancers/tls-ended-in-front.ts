import { list, record } from '../../../istio/list';
import { podPort } from '../../../manifests/pod-template';
import { LB } from '../../../providers/catalogue/aws-annotations';
import { check } from '../../check';
import { GatewayView } from '../../gateway-view';
import { LoadBalancerView, isExternal } from '../../load-balancer';
import { Problem } from '../../problem';

const CERTIFICATE = `${LB}-ssl-cert`;

export const TLS_ENDED_IN_FRONT = check('tls-ended-in-front', scene => scene.gateways.filter(({ isSure }) => isSure)
  .flatMap(gateway => gateway.loadBalancers.filter(isExternal).flatMap(one => find(gateway, one))));

/** Ports on which the load balancer takes TLS off, and every server of the gateway waits for it. */
function find({ id, servers, model }: GatewayView, { service }: LoadBalancerView): Problem[] {
  const { annotations, spec } = service;
  const encrypts = /^(ssl|tls|https)$/i.test(annotations[`${LB}-backend-protocol`] ?? '');
  if (!(CERTIFICATE in annotations) || encrypts) return [];
  const named = (annotations[`${LB}-ssl-ports`] ?? '*').split(',').map(port => port.trim());
  const ended = list(spec.ports).map(record).filter(({ port, name }) => named.includes('*') || named.includes(String(port)) || named.includes(String(name)));
  const lost = ended.map(({ port }) => Number(port)).filter(port => {
    const there = servers.filter(({ listens }) => listens === podPort(model.servicePorts, port));
    return there.length > 0 && there.every(({ tls, protocol }) => tls !== undefined && protocol !== 'http');
  });
  return lost.length === 0 ? [] : [{
    ...service.at(['metadata', 'annotations', CERTIFICATE]),
    what: `the load balancer ends TLS on port ${lost.join(', ')}, and the servers of gateway ${id} there wait for TLS`,
  }];
}
