import { check } from '../../check';
import { Problem } from '../../problem';

export const CUSTOM_DENIED = check('custom-denied', scene => {
  const problems = scene.gateways.flatMap(({ model, policies }) => model.httpPolicies.flatMap(({ name, provider }) =>
    policies.filter(({ object }) => provider?.refusal && `${object.namespace}/${object.name}` === name)
      .map(({ object }): Problem => ({ object, path: ['spec', 'provider', 'name'], what: `it ${provider!.refusal}` }))));
  return [...new Map(problems.map(problem => [`${problem.object.origin} ${problem.object.namespace}/${problem.object.name} ${problem.what}`, problem])).values()];
});
