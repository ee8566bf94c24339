import { SYNC_OPTIONS } from '../../../istio/sync-options';
import { check } from '../../check';
import { LintSeverity } from '../../lint-finding';
import { Problem } from '../../problem';

/** kubectl keeps what it applied in an annotation, and annotations have this much room together. */
const ANNOTATIONS = 262144;
/** What etcd takes, unless it is told otherwise. */
const REQUEST = 1.5 * 1024 * 1024;

export const OBJECT_SIZE = check('object-size', scene => scene.objects.filter(({ group, kind }) => /istio\.io$/.test(group) && kind !== 'IstioOperator').flatMap((object): Problem[] => {
  const bytes = Buffer.byteLength(JSON.stringify(object.json));
  const serverSide = /ServerSideApply=true/.test(object.annotations[SYNC_OPTIONS] ?? '');
  if (bytes <= ANNOTATIONS || serverSide && bytes <= REQUEST) return [];
  return [{
    object,
    path: [],
    what: `it has ${bytes} bytes as JSON`,
    instead: bytes > REQUEST
      ? 'split it, or merge its addresses into fewer blocks'
      : 'merge its addresses into fewer blocks, or use server-side apply (annotation argocd.argoproj.io/sync-options: ServerSideApply=true)',
    severity: bytes > REQUEST ? LintSeverity.ERROR : undefined,
  }];
}));
