import { list, record } from '../../istio/list';
import { Check } from '../check';
import { LintSeverity } from '../lint-finding';
import { Problem } from '../problem';

export const PROXY_HTTP3: Check = {
  code: 'proxy-http3',
  severity: LintSeverity.WARNING,
  title: 'a gateway reads PROXY, and its Service has a UDP port',
  why: 'Envoy reads PROXY headers on TCP only: HTTP/3 arrives with the packet source, and lists see the load balancer or the client, but not what the header says',
  find: scene => scene.gateways.filter(({ readsProxy }) => readsProxy)
    .flatMap(({ id, services }) => services.flatMap(service => list(service.spec.ports).map(record)
      .flatMap(({ protocol, port }, index): Problem[] => protocol !== 'UDP' ? [] : [{
        object: service,
        path: ['spec', 'ports', index, 'protocol'],
        what: `UDP port ${port} leads to gateway ${id}, which reads PROXY`,
        instead: 'take the port away, and leave HTTP/3 to the proxy in front',
      }]))),
};
