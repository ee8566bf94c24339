import { ListenerFilterKind } from '../../../model/envoy-model';
import { check } from '../../check';
import { LintSeverity } from '../../lint-finding';

export const PERMISSIVE_PROXY_PROTOCOL = check('permissive-proxy-protocol', scene =>
  scene.gateways.flatMap(({ id, proxyFilters, enforced }) => proxyFilters
    .filter(({ kind }) => kind === ListenerFilterKind.OPTIONAL_PROXY)
    .map(({ patch, path }) => ({
      object: patch!.object,
      path: path!,
      what: `gateway ${id} accepts connections with and without a PROXY header${enforced.some(({ isList }) => isList) ? ', and lists decide by what the header says' : ''}`,
      severity: enforced.some(({ isList }) => isList) ? undefined : LintSeverity.INFO,
    }))));
