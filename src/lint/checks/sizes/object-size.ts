import { MAX_OBJECT_BYTES, SERVER_SIDE_LIMIT, needsServerSideApply, sizeOf } from '../../../istio/object-size';
import { SERVER_SIDE_APPLY, SYNC_OPTIONS, syncOptions } from '../../../istio/sync-options';
import { check } from '../../check';
import { LintSeverity } from '../../lint-finding';
import { Problem } from '../../problem';

export const OBJECT_SIZE = check('object-size', scene => scene.objects
  .filter(({ group, kind }) => /istio\.io$/.test(group) && kind !== 'IstioOperator').flatMap((object): Problem[] => {
    const bytes = sizeOf(object.json);
    const isServerSide = syncOptions(object.annotations).includes(SERVER_SIDE_APPLY);
    if (!needsServerSideApply(bytes) || isServerSide && bytes <= MAX_OBJECT_BYTES) return [];
    return [{
      object,
      path: [],
      what: `it has ${bytes} bytes as JSON`,
      instead: bytes > MAX_OBJECT_BYTES ? undefined
        : `merge its addresses into fewer blocks, or use server-side apply (annotation ${SYNC_OPTIONS}: ${SERVER_SIDE_APPLY})`,
      severity: bytes > SERVER_SIDE_LIMIT ? LintSeverity.ERROR : undefined,
    }];
  }));
