import { check } from '../../check';
import { denyLists } from '../../deny-lists';
import { Problem } from '../../problem';

export const PORTS_UNDER_PROXY = check('ports-under-proxy', scene =>
  denyLists(scene).flatMap(rule => scene.knownGatewaysOf(rule.policy).filter(({ readsProxy }) => readsProxy).slice(0, 1)
    .flatMap(gateway => rule.operations.flatMap(({ values, path }): Problem[] => {
      const ports = values('ports').map(Number);
      const groups = gateway.servers.map(({ listens, port }) => [...new Set([listens, port, ...gateway.servicePorts(listens)])]);
      const missing = [...new Set(groups.filter(group => group.some(port => ports.includes(port))).flat())].filter(port => !ports.includes(port));
      return missing.length === 0 ? [] : [{
        object: rule.policy.object,
        path: [...path, 'ports'],
        what: `ports ${ports.join(', ')} on gateway ${gateway.id}, which reads PROXY: requests that name port ${missing.join(' or ')} fall outside`,
        instead: `write all ports of the load balancer and of the pod that lead to the server (${[...ports, ...missing].join(', ')}), or better notPorts with those of all other servers`,
      }];
    }))));
