import { Check } from '../check';
import { denyLists, portStrippers } from '../deny-lists';
import { LintSeverity } from '../lint-finding';
import { Problem } from '../problem';

export const STRIP_ANY_HOST_PORT: Check = {
  code: 'strip-any-host-port',
  severity: LintSeverity.WARNING,
  title: 'a list on hosts relies on strip_any_host_port',
  why: 'Envoy strips numbers only, and routing drops any tail: "Host: admin.example.com:abc" keeps its tail, is not on the list\'s host, and gets in',
  find: scene => denyLists(scene).flatMap(rule => {
    const [strips] = scene.knownGatewaysOf(rule.policy).flatMap(gateway => portStrippers(gateway).some ?? []);
    return strips === undefined ? [] : rule.operations
      .filter(({ values }) => values('hosts').some(host => !host.includes('*') && !values('hosts').includes(`${host}:*`)))
      .map(({ path }): Problem => ({
        object: rule.policy.object,
        path: [...path, 'hosts'],
        what: `EnvoyFilter ${strips.object.name} takes the port off, but not every tail`,
        instead: 'write each host with its twin "host:*" all the same',
      }));
  }),
};
