import { namedPort } from '../../../istio/envoy-filter-patches';
import { haveProxyInCommon } from '../../../istio/proxy-match';
import { ListenerFilterKind } from '../../../model/envoy-model';
import { check } from '../../check';
import { LintSeverity } from '../../lint-finding';
import { Problem } from '../../problem';

export const DOUBLE_PROXY_PROTOCOL = check('double-proxy-protocol', scene => scene.gateways.flatMap(({ id, model, isSure }): Problem[] => {
  // One that is optional may merely find nothing; what it finds, a client wrote. One without typed_config is refused.
  const takers = model.listeners.map(({ filters, assumed }) => ({
    filters: filters.filter(({ kind, hasConfig }) => kind === ListenerFilterKind.PROXY && hasConfig), isAssumed: assumed !== undefined,
  }));
  const twice = takers.filter(({ filters }) => filters.length > 1).flatMap(({ filters, isAssumed }) => {
    // The one that istiod adds is kept.
    const kept = filters.find(({ patch }) => !patch) ?? filters[0];
    return filters.filter(filter => filter !== kept && (!kept.patch || haveProxyInCommon(kept.patch, filter.patch!))).map(({ patch, path }) => ({
      patch: patch!, path: path!, kept, isKnown: !isAssumed || namedPort(patch!) === undefined,
    }));
  });
  return [...new Map(twice.map(one => [`${one.patch.from} ${one.path}`, one])).values()].map(({ patch, path, kept, isKnown }) => ({
    object: patch.object,
    path,
    what: `the PROXY filter comes on top of ${kept.patch ? `EnvoyFilter ${kept.patch.object.name}` : kept.from}, on gateway ${id}`,
    severity: model.topology.proxyProtocol && isSure && isKnown ? undefined : LintSeverity.WARNING,
  }));
}));
