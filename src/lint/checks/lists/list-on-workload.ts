import { check } from '../../check';
import { Problem } from '../../problem';

export const LIST_ON_WORKLOAD = check('list-on-workload', scene => scene.lists.flatMap(rule => {
  const fields = rule.addresses.filter(({ direct }) => !direct);
  const [pods] = fields.length > 0 && scene.gatewaysOf(rule.policy).length === 0 ? scene.applicationsOf(rule.policy) : [];
  return pods === undefined ? [] : fields.map(({ name, path }): Problem => ({
    object: rule.policy.object,
    path,
    what: `${name} on the pods of ${pods.object.kind} ${pods.object.name}`,
  }));
}));
