import { lineOfOffset } from '../../../manifests/source-place';
import { check } from '../../check';
import { LintSeverity } from '../../lint-finding';

export const DUPLICATE_KEY = check('duplicate-key', scene => scene.manifests._read.filter(({ kind, group }) => MATTERS.test(`${group}/${kind}`))
  .flatMap(object => object.repeated.map(({ path, offsets }) => {
    const lines = offsets.map(offset => lineOfOffset(object.place!, offset));
    return {
      object,
      path,
      what: `${path.at(-1)} is there ${lines.length === 2 ? 'twice' : `${lines.length} times`}, with different values, in lines ${lines.slice(0, -1).join(', ')} and ${lines.at(-1)}`,
      severity: DECIDES.test(object.group) ? undefined : LintSeverity.WARNING,
    };
  })));

/** Groups whose objects decide who gets in, and where to. */
const DECIDES = /^(?:security|networking)\.istio\.io$|^gateway\.networking\.k8s\.io$/;

const MATTERS = /^(?:[\w.]+\.)?istio\.io\/|^sailoperator\.io\/|^gateway\.networking\.k8s\.io\/|^apps\/|^\/(?:Service|Pod|ConfigMap)$|^networking\.k8s\.io\//;
