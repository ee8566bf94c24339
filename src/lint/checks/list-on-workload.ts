import { Check } from '../check';
import { LintSeverity } from '../lint-finding';
import { Problem } from '../problem';

export const LIST_ON_WORKLOAD: Check = {
  code: 'list-on-workload',
  severity: LintSeverity.WARNING,
  title: 'a list of client addresses on pods behind the gateway',
  why: 'a sidecar knows nothing of the proxies in front of the gateway: it takes the last entry of X-Forwarded-For, which is what the gateway saw, such as a load balancer; '
    + 'and whoever calls inside the mesh writes that header himself',
  find: scene => scene.lists.flatMap(rule => {
    const fields = rule.addresses.filter(({ direct }) => !direct);
    const [pods] = fields.length > 0 && scene.gatewaysOf(rule.policy).length === 0 ? scene.applicationsOf(rule.policy) : [];
    return pods === undefined ? [] : fields.map(({ name, path }): Problem => ({
      object: rule.policy.object,
      path,
      what: `${name} on the pods of ${pods.object.kind} ${pods.object.name}`,
      instead: 'put the list on the gateway, for the host of this application',
    }));
  }),
};
