import { OBJECT_FIELDS } from '../../../istio/object-fields';
import { ManifestObject } from '../../../manifests/manifest-object';
import { check } from '../../check';
import { LintSeverity } from '../../lint-finding';
import { Problem } from '../../problem';

/** Kubernetes' own groups, where CRDs cannot add kinds. */
const BUILT_IN = /^$|^(apps|batch|autoscaling|policy|extensions)$|^(networking|rbac\.authorization|storage)\.k8s\.io$/;

/** Also those of old, such as rbac.istio.io. */
const ISTIOS = /\.istio\.io$/;

const groupsOf = (kind: string) => Object.keys(OBJECT_FIELDS).filter(name => name.endsWith(`/${kind}`)).map(name => name.slice(0, name.lastIndexOf('/')));
const GROUPS = new Set(Object.keys(OBJECT_FIELDS).map(name => name.slice(0, name.lastIndexOf('/'))).filter(group => !BUILT_IN.test(group)));

export const UNKNOWN_KIND = check('unknown-kind', scene => scene.objects.flatMap((object): Problem[] => {
  const { group, kind, json } = object;
  const known = OBJECT_FIELDS[`${group}/${kind}`];
  if (known) return BUILT_IN.test(group) ? [] : version(object, known.versions);
  const others = groupsOf(kind).filter(other => !BUILT_IN.test(other));
  if (others.length === 0 || !(GROUPS.has(group) || BUILT_IN.test(group) || ISTIOS.test(group))) return [];
  return [{
    object,
    path: ['apiVersion'],
    what: `${json.apiVersion} has no kind ${kind}`,
    instead: `write ${others.map(other => `apiVersion: ${other}/${OBJECT_FIELDS[`${other}/${kind}`].versions[0]}`).join(' or ')}`,
  }];
}));

function version(object: ManifestObject, versions: readonly string[]): Problem[] {
  const { group, kind, json } = object;
  if (versions.includes(String(json.apiVersion).slice(group.length + 1))) return [];
  return [{
    object,
    path: ['apiVersion'],
    what: `${kind} has no version ${json.apiVersion}`,
    instead: `write ${versions.map(one => `${group}/${one}`).join(' or ')}`,
    // Older CRDs of the Gateway API serve other versions.
    severity: group.endsWith('istio.io') ? undefined : LintSeverity.WARNING,
  }];
}
