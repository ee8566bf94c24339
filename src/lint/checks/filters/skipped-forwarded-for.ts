import { valuePath } from '../../../istio/envoy-filter-patches';
import { managerSettings } from '../../address-patches';
import { check } from '../../check';
import { Problem, oncePerPlace } from '../../problem';

export const SKIPPED_FORWARDED_FOR = check('skipped-forwarded-for', scene => {
  const found = scene.gateways.filter(({ isSure }) => isSure).flatMap(({ id, model }) => model.patches
    .filter(patch => managerSettings(patch).skip_xff_append === true)
    .map((patch): Problem => ({
      object: patch.object,
      path: [...valuePath(patch), 'typed_config', 'skip_xff_append'],
      what: `gateway ${id} adds nothing to X-Forwarded-For`,
    })));
  return oncePerPlace(found);
});
