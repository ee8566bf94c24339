import { check } from '../../check';
import { Problem } from '../../problem';

export const REFUSED_LISTENER = check('refused-listener', scene => scene.gateways.filter(({ isSure }) => isSure).flatMap(({ model }) => {
  const refused = model.listeners.flatMap(({ refused: why, refusedBy: patch }) => patch === undefined ? [] : [{ why: why!, patch }]);
  return [...new Map(refused.map(one => [one.patch, one])).values()].map(({ why, patch }): Problem => ({
    object: patch.object,
    path: ['spec', 'configPatches', patch.index],
    what: why,
  }));
}));
