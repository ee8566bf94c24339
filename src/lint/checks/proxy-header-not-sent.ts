import { ListenerFilterKind } from '../../model/envoy-model';
import { Check } from '../check';
import { LintSeverity } from '../lint-finding';
import { isExternal } from '../load-balancer';
import { Problem } from '../problem';

export const PROXY_HEADER_NOT_SENT: Check = {
  code: 'proxy-header-not-sent',
  severity: LintSeverity.WARNING,
  title: 'the gateway demands PROXY, and its load balancer is not told to send it',
  why: 'connections without a header are reset; and a load balancer that passes everything on lets clients write the header themselves',
  find: scene => scene.gateways
    .filter(({ readsProxy, proxyFilters }) => readsProxy && !proxyFilters.some(({ kind }) => kind === ListenerFilterKind.OPTIONAL_PROXY))
    .flatMap(({ id, loadBalancers }) => loadBalancers
      .filter(one => isExternal(one) && one.vendor !== undefined && one.sendsProxy === false)
      // Where only named senders are let in, one of those sends the header, and the load balancer passes it on.
      .filter(({ service }) => !service.spec.loadBalancerSourceRanges?.length)
      .map(({ service, vendor }): Problem => ({
        object: service,
        path: ['metadata', 'annotations'],
        what: `gateway ${id} resets connections without a PROXY header, and nothing makes the load balancer (${vendor}) send one`,
        instead: 'add the annotation that makes it send PROXY. Nothing is wrong where another proxy in front of it sends PROXY and it passes that on',
      }))),
};
