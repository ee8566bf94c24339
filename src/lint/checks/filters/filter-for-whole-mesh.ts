import { selectsAll } from '../../../istio/policy-attachment';
import { addressPart } from '../../address-patches';
import { check } from '../../check';
import { Problem } from '../../problem';

export const FILTER_FOR_WHOLE_MESH = check('filter-for-whole-mesh', scene => scene.patches
  .filter(({ object, match }) => object.namespace === scene.manifests._mesh.rootNamespace && selectsAll(object) && [undefined, 'ANY'].includes(match.context))
  .flatMap((patch): Problem[] => {
    const part = addressPart(patch);
    return part === undefined ? [] : [{
      object: patch.object,
      path: ['spec', 'configPatches', patch.index],
      what: `${part} is for every proxy of the mesh, sidecars too`,
    }];
  }));
