import { topologyMistakes } from '../../../istio/gateway-topology';
import { check } from '../../check';
import { LintSeverity } from '../../lint-finding';
import { topologies } from '../../topologies';

export const TOPOLOGY_FIELD_IGNORED = check('topology-field-ignored', scene =>
  topologies(scene).flatMap(({ object, path, topology }) => topologyMistakes(topology)
    .map(({ what, instead, isPossible }) => ({ object, path, what, instead, severity: isPossible ? LintSeverity.WARNING : undefined }))));
