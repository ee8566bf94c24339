import { valuePath } from '../../../istio/envoy-filter-patches';
import { managerSettings } from '../../address-patches';
import { check } from '../../check';
import { Problem } from '../../problem';

export const SKIPPED_FORWARDED_FOR = check('skipped-forwarded-for', scene => {
  const acting = new Map(scene.gateways.filter(({ isSure }) => isSure).flatMap(({ id, model }) => model.patches.map(patch => [patch.object, { id, patch }] as const)));
  return [...acting.values()].flatMap(({ id, patch: { object } }) => scene.patches.filter(patch => patch.object === object)
    .filter(patch => managerSettings(patch).skip_xff_append === true)
    .map((patch): Problem => ({
      object,
      path: [...valuePath(patch), 'typed_config', 'skip_xff_append'],
      what: `gateway ${id} adds nothing to X-Forwarded-For`,
    })));
});
