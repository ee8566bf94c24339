import { NEWEST_SCHEMAS } from '../../../istio/istio-version';
import { check } from '../../check';
import { fieldsRead } from '../../fields-read';
import { LintSeverity } from '../../lint-finding';

export const UNKNOWN_FIELD = check('unknown-field', scene => {
  const { minor } = scene.manifests._istio;
  return fieldsRead(scene).filter(({ isUnknown }) => isUnknown).map(({ object, path, what, instead, why, isKnown }) => ({
    object,
    path,
    instead,
    why,
    // What resembles nothing may have come with an Istio that is newer than the schemas.
    ...isKnown || minor !== undefined && minor <= NEWEST_SCHEMAS ? { what } : { what: `${what}, up to Istio 1.${NEWEST_SCHEMAS}`, severity: LintSeverity.WARNING },
  }));
});
