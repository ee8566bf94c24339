import { list, record } from '../../../istio/list';
import { check } from '../../check';
import { Problem } from '../../problem';

export const PROXY_HTTP3 = check('proxy-http3', scene => scene.gateways.filter(({ readsProxy }) => readsProxy)
  .flatMap(({ id, services }) => services.flatMap(service => list(service.spec.ports).map(record)
    .flatMap(({ protocol, port }, index): Problem[] => protocol !== 'UDP' ? [] : [{
      object: service,
      path: ['spec', 'ports', index, 'protocol'],
      what: `UDP port ${port} leads to gateway ${id}, which reads PROXY`,
    }]))));
