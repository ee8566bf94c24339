import { withAnyPort } from '../../../istio/host-names';
import { check } from '../../check';
import { denyLists, portStrippers } from '../../deny-lists';
import { Problem } from '../../problem';

export const STRIP_ANY_HOST_PORT = check('strip-any-host-port', scene => denyLists(scene).flatMap(rule => {
  const [strips] = scene.knownGatewaysOf(rule.policy).flatMap(gateway => portStrippers(gateway).some ?? []);
  return strips === undefined ? [] : rule.operations
    .filter(({ values }) => values('hosts').some(host => !host.includes('*') && !withAnyPort(host).every(form => values('hosts').includes(form))))
    .map(({ path }): Problem => ({
      object: rule.policy.object,
      path: [...path, 'hosts'],
      what: `EnvoyFilter ${strips.object.name} takes the port off, but not every tail`,
    }));
}));
